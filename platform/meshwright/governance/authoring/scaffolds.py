"""The files that a rule and a pack begin with, as texts; nothing is written here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guardrails import types
from guardrails.retired_codes import RETIRED
from guardrails.rule import Stage, folder_of
from guardrails.types import DOMAIN, PRODUCT

DEFAULT_TYPES = {
    Stage.SPEC: PRODUCT,
    Stage.RESOURCE: types.BUCKET,
    Stage.STACK: types.BUCKET,
}
SERIES = {"athena": "ATH", "glue": "GLU", "lakeformation": "LF", "s3control": "S3"}
"""What codes begin with, where it is not the name of AWS's service."""
SPEC_SERIES = "GOV"
MODULE = '''\
"""{title}: say here what is so where this rule is silent."""

from collections.abc import Iterator

from guardrails.rule import {imports}
{type_import}

def {function}({argument}) -> Iterator[{answer}]:
    # Yield one {yields} for each thing that is wrong.
    # A message names properties, never a value that may be a secret, and what is not known yet
    # raises by itself where it is read.
    del {parameter}
    yield from ()


RULE = Rule(
    id="{id}",
    code="{code}",
    title="{title}",
    why="Say what happens to whom where nobody asks for this.",
    fix="say what to write, and where",
    life=Life.DRAFT,
    {asked},
)
'''
HEAD = """\
# Each kind at least once; `mesh policy test {code}` asks them all and fails until they are true.
# A wrong case is the right one (`<<: *right`) plus what was set.
"""
RESOURCE_CASES = """\
- name: what is right
  props: &right {{}}   # the properties of a {short} that complies
  problems: []
- name: what is wrong
  props: {{<<: *right}}   # and the property that breaks the rule
  problems: [what the rule says of it]
- name: what nobody knows yet
  props: {{<<: *right, property: !unknown }}   # the property that the rule reads
  problems: ["could not be evaluated: it.property is not known yet"]
- name: what the rule is not about
  type: {other}
  props: {{}}
  applies: false
  problems: []
"""
STACK_CASES = """\
- name: what is right
  resources:
    - &right {{type: "{type}", name: it, props: {{}}}}   # and what has to be beside it
  problems: []
- name: what is wrong
  resources: [*right]   # without that
  problems: ["it: what the rule says of it"]
- name: what nobody knows yet
  resources:
    - {{<<: *right, props: {{property: !unknown }}}}   # the property that the rule reads
  problems: ["could not be evaluated: it.property is not known yet"]
"""
SPEC_CASES = """\
- name: what is right
  type: {type}
  props: &right {{id: {subject}}}   # what a spec that complies says
  problems: []
- name: what is wrong
  type: {type}
  props: {{<<: *right}}   # and the field that breaks the rule
  problems: ["field: what the rule says of it"]
- name: what the rule is not about
  type: {other}
  props: {{id: {other_subject}}}
  applies: false
  problems: []
"""
PULUMI_POLICY = """\
description: {description}
version: 0.1.0
runtime:
  name: python
  options:
    virtualenv: ../../.venv
"""
PACK = """\
# Rules by their codes; each has a page under docs/reference/rules and belongs to one pack.
name: {name}
description: {description}
rules: []
"""
PACK_DESCRIPTION = "Say what the rules of this pack have in common."
MAIN = '''\
"""The {name} pack, as the engine starts it."""

from pathlib import Path

from pulumi_policy import PolicyPack

from meshwright.governance.packs.pack import governance, load_pack, policies, scopes, silent

folder = Path(__file__).parent
pack = load_pack(folder)
made = policies(pack, scopes(folder), governance(folder)) or silent()
PolicyPack(pack.name, made, description=pack.description)
'''


@dataclass(frozen=True, slots=True)
class NewRule:
    """What is known of a rule that is about to begin."""

    id: str
    code: str
    stage: Stage
    type: str

    @property
    def module(self) -> str:
        return self.id.replace("-", "_")

    @property
    def folder(self) -> str:
        """The name of the folder of the organisation's rules that it lies in."""
        return folder_of(self.code)

    @property
    def title(self) -> str:
        words = self.id.replace("-", " ")
        return words[:1].upper() + words[1:]


def series_of(stage: Stage, resource_type: str, domain: str | None) -> str:
    """What the code of a rule begins with; a domain's own rules are numbered by themselves."""
    if domain:
        return domain.replace("_", "").upper()
    if stage is Stage.SPEC:
        return SPEC_SERIES
    package, _, rest = resource_type.partition(":")
    service = rest.partition("/")[0] if package == "aws" else package
    return SERIES.get(service, re.sub(r"[^A-Z0-9]", "", service.upper()))


RESERVED = ("GOV-010", "GOV-012", "LIN-003")
"""Codes of rules that come with their features: contract changes and life cycle."""


def next_code(series: str, taken: Sequence[str]) -> str:
    """The code after the highest of a series: gaps may be kept for what is to come."""
    known = (*taken, *RESERVED, *RETIRED)
    numbers = [int(c.rpartition("-")[2]) for c in known if c.rpartition("-")[0] == series]
    return f"{series}-{max(numbers, default=0) + 1:03}"


def module_text(rule: NewRule) -> str:
    """The module of a rule that is a draft and silent."""
    constant = _constant(rule.type)
    answer = "str"
    imports, function, argument, parameter = (
        ["Life", "Props", "Rule"],
        "check",
        "props: Props",
        "props",
    )
    yields = "sentence"
    asked = f"checks={{{constant or _quoted(rule.type)}: check}}"
    if rule.stage is Stage.SPEC:
        imports, answer, yields = ["At", *imports], "At", "`At(path, sentence)`"
    if rule.stage is Stage.STACK:
        imports = ["Life", "Resource", "Rule", "Stack"]
        function, argument, parameter = "check_stack", "stack: Stack", "stack"
        answer, yields = "tuple[Resource, str]", "resource of the stack with a sentence"
        asked, constant = "check_stack=check_stack", None
    return MODULE.format(
        title=rule.title,
        imports=", ".join(imports),
        type_import=f"from guardrails.types import {constant}\n" if constant else "",
        function=function,
        argument=argument,
        parameter=parameter,
        answer=answer,
        yields=yields,
        id=rule.id,
        code=rule.code,
        asked=asked,
    )


def cases_text(rule: NewRule) -> str:
    """Cases that say what to write, one of them failing until it is written."""
    head = HEAD.format(code=rule.code)
    if rule.stage is Stage.STACK:
        return head + STACK_CASES.format(type=rule.type)
    if rule.stage is Stage.RESOURCE:
        other = types.KEY_ALIAS if rule.type != types.KEY_ALIAS else types.BUCKET
        return head + RESOURCE_CASES.format(short=rule.type.rpartition(":")[2], other=other)
    subjects = {PRODUCT: "sales.orders", DOMAIN: "sales"}
    other = DOMAIN if rule.type == PRODUCT else PRODUCT
    return head + SPEC_CASES.format(
        type=rule.type, subject=subjects[rule.type], other=other, other_subject=subjects[other]
    )


def _constant(resource_type: str) -> str | None:
    """The name under which rules know a type already."""
    named = (name for name, value in vars(types).items() if value == resource_type)
    return next((name for name in named if name.isupper()), None)


def _quoted(text: str) -> str:
    return f'"{text}"'


def pack_texts(name: str) -> Mapping[str, str]:
    """The files of a pack that picks no rule yet, by their names."""
    return {
        "PulumiPolicy.yaml": PULUMI_POLICY.format(description=PACK_DESCRIPTION),
        "pack.yaml": PACK.format(name=name, description=PACK_DESCRIPTION),
        "__main__.py": MAIN.format(name=name),
    }
