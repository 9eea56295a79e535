"""`mesh new rule` and `mesh new pack`: what governs, to begin with."""

import re
from collections.abc import Mapping
from keyword import iskeyword
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from meshwright.cli import output
from meshwright.cli.options import Json
from meshwright.errors import UsageError

if TYPE_CHECKING:
    from guardrails.rule import Rule, Stage
    from meshwright.governance.authoring.scaffolds import NewRule
    from meshwright.governance.domain_rules import DomainRules
    from meshwright.workspace import Workspace

ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
CODE = re.compile(r"[A-Z][A-Z0-9]*-[0-9]{3}")
TYPE = re.compile(r"[a-z][\w-]*:[\w/-]+:[A-Z]\w*")
STAGES = ("spec", "resource", "stack")
RULES, TABLE = "policies/guardrails/rules", "__init__.py"
ONE_A_LINE = "write one module and one RULE a line, each with a comma behind it"


def rule(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The rule's id, such as s3-versioning.")
    ],
    stage: Annotated[
        str, typer.Option(metavar="STAGE", help="What it looks at: spec, resource or stack.")
    ] = "resource",
    type_: Annotated[
        str | None, typer.Option("--type", metavar="TOKEN", help="The type it is about.")
    ] = None,
    domain: Annotated[
        str | None, typer.Option(metavar="DOMAIN", help="The domain whose own rule it is.")
    ] = None,
    code: Annotated[
        str | None, typer.Option(metavar="CODE", help="Its code; else the next of its series.")
    ] = None,
    json: Json = False,
) -> None:
    """Begin a rule, as a draft: its module, its cases, and its entry in the table."""
    from meshwright.governance.authoring import scaffolds
    from meshwright.governance.domain_rules import FOLDER, load_domain_rules
    from meshwright.workspace import find_workspace

    workspace = find_workspace()
    _require_name(name)
    own = load_domain_rules(workspace.root)
    _require_domain(workspace, domain)
    chosen, token = _stage(stage, type_)
    new = scaffolds.NewRule(
        name, _code(code, scaffolds.series_of(chosen, token, domain), name, own), chosen, token
    )
    folder = f"{FOLDER}/{domain}" if domain else f"{RULES}/{new.folder}"
    tables = _tables(workspace, folder, new, domain, own)
    texts = {
        f"{folder}/{new.module}.py": scaffolds.module_text(new),
        f"{folder}/{new.module}.yaml": scaffolds.cases_text(new),
    }
    _write(workspace, texts)
    for table, listed in tables.items():
        (workspace.root / table).write_text(listed, encoding="utf-8")
    then = f"fill both in until `mesh policy test {new.code}` passes, then: mesh dev docs"
    _say("new rule", [*texts, *tables], then=then, json=json)


def pack(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The pack's name, such as privacy.")],
    json: Json = False,
) -> None:
    """Begin a policy pack: policies/NAME, which every run of the engine then has on."""
    from meshwright.governance.authoring import scaffolds
    from meshwright.specs.organisation import OWN_RULES, POLICIES
    from meshwright.specs.organisation import RULES as SHARED_RULES
    from meshwright.workspace import find_workspace

    workspace = find_workspace()
    _require_name(name)
    if name in (SHARED_RULES, OWN_RULES):
        raise UsageError(f"{POLICIES}/{name} holds rules", fix="choose another name")
    texts = {f"{POLICIES}/{name}/{file}": t for file, t in scaffolds.pack_texts(name).items()}
    _write(workspace, texts)
    _say("new pack", list(texts), then="add codes of rules to its pack.yaml", json=json)


def _require_name(name: str) -> None:
    if not ID.fullmatch(name) or iskeyword(name):
        raise UsageError(
            f"'{name}' is not a valid name: lower-case letters, digits and single hyphens",
            fix="write a name such as s3-versioning",
        )


def _require_domain(workspace: "Workspace", domain: str | None) -> None:
    if domain is None or (workspace.domains / domain / "domain.yaml").is_file():
        return
    raise UsageError(
        f"there is no domain '{domain}'", fix=f"mesh new domain {domain}, or name another"
    )


def _stage(stage: str, token: str | None) -> "tuple[Stage, str]":
    from guardrails.rule import Stage
    from guardrails.types import SPECS
    from meshwright.governance.authoring.scaffolds import DEFAULT_TYPES

    if stage not in STAGES:
        raise UsageError(f"there is no stage '{stage}'", fix=f"write {', '.join(STAGES)}")
    chosen = Stage(stage)
    token = token or DEFAULT_TYPES[chosen]
    if not TYPE.fullmatch(token):
        raise UsageError(
            f"'{token}' is not a resource type",
            fix="write one such as aws:s3/bucket:Bucket, as the engine does",
        )
    if (token in SPECS) is not (chosen is Stage.SPEC):
        kinds = f"{' or '.join(sorted(SPECS))}"
        raise UsageError(
            f"a rule of the stage {stage} is not about {token}",
            fix=f"write --stage spec with the type {kinds}, or another type",
        )
    return chosen, token


def _code(code: str | None, series: str, name: str, own: "DomainRules") -> str:
    from guardrails.retired_codes import RETIRED
    from meshwright.governance.authoring.scaffolds import next_code
    from meshwright.governance.domain_rules import all_rules

    known = [rule for rule, _ in all_rules(own)]
    if name in {rule.id for rule in known}:
        raise UsageError(f"rule {name} already exists", fix="choose another name")
    taken = [*RETIRED, *(rule.code for rule in known)]
    if code is None:
        return next_code(series, taken)
    if not CODE.fullmatch(code):
        raise UsageError(f"'{code}' is not a rule code", fix="write one such as S3-020")
    if code in taken:
        raise UsageError(
            f"another rule has the code {code}", fix="leave --code out, or choose another"
        )
    return code


def _tables(
    workspace: "Workspace", folder: str, new: "NewRule", domain: str | None, own: "DomainRules"
) -> Mapping[str, str]:
    """The tables of rules that list the new one, by path."""
    from meshwright.governance.authoring import rule_tables

    path, whole = f"{folder}/{TABLE}", f"{RULES}/{TABLE}"
    file = workspace.root / path
    try:
        if file.is_file():
            text = file.read_text(encoding="utf-8")
            return {path: rule_tables.with_rule(text, new, _listed(domain, own))}
        if domain:
            return {path: rule_tables.own_table(domain, new)}
        path = whole
        every = rule_tables.with_folder(_all_rules(workspace), new.folder)
        return {f"{folder}/{TABLE}": rule_tables.folder_table(new), whole: every}
    except rule_tables.TableError as error:
        raise UsageError(f"{path} cannot be added to: {error}", fix=ONE_A_LINE) from error


def _all_rules(workspace: "Workspace") -> str:
    """The text of the table of all rules."""
    file = workspace.root / RULES / TABLE
    if not file.is_file():
        raise UsageError(f"there is no {RULES}/{TABLE}", fix="git checkout -- policies")
    return file.read_text(encoding="utf-8")


def _listed(domain: str | None, own: "DomainRules") -> "tuple[Rule, ...]":
    from guardrails.rules import ALL_RULES

    return own.of(domain) if domain else ALL_RULES


def _write(workspace: "Workspace", texts: Mapping[str, str]) -> None:
    """Writes files that must not be there yet: all of them or none."""
    for path in texts:
        if (workspace.root / path).exists():
            raise UsageError(f"{path} already exists", fix="choose another name")
    for path, text in texts.items():
        file: Path = workspace.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def _say(command: str, paths: list[str], *, then: str, json: bool) -> None:
    if json:
        output.emit(command, {"files": paths})
        return
    for path in paths:
        output.print_out(path)
    output.say(then)
