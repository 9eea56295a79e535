"""The environment files: read one, list all, and see that no two share an account and a region."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from meshwright.errors import Finding, UsageError
from meshwright.ids import LOCAL
from meshwright.specs import codes
from meshwright.specs.environment import Environment, EnvironmentSpec
from meshwright.specs.existing_trail import trail_findings
from meshwright.specs.files import Checkout, Entry, open_checkout
from meshwright.specs.made_before import one
from meshwright.specs.parse import Parsed
from meshwright.specs.principals import principal_findings
from meshwright.specs.product_folder import YAML_SUFFIX
from meshwright.specs.read import read_spec
from meshwright.specs.scalars import ID_PATTERN
from meshwright.specs.source import Source
from meshwright.wording import did_you_mean, one_of, shown

ENVIRONMENTS_FOLDER = "platform/environments"
LINKS = (codes.LINK.id, codes.LINK_INSIDE.id)


def environment_names(root: Path) -> tuple[str, ...]:
    """The environments that have a file, in the order of their names.

    Raises UsageError where a file is a link.
    """
    return tuple(_files(open_checkout(root)))


def load_environment(root: Path, name: str) -> Environment:
    """An environment of a checkout.

    Raises UsageError, with one line for each problem, where its file has any.
    """
    checkout = open_checkout(root)
    files = _files(checkout)
    if name not in files:
        raise _unknown(name, files)
    parsed = _parsed(checkout, files[name])
    path = files[name].path
    conflicts = (f for f in _conflicts(checkout, files) if f.position.path == path)
    findings = [*parsed.findings, *conflicts, *_choices(name, parsed)]
    if parsed.spec is None or findings:
        raise _refused(path, findings)
    return one("environment", name, Environment(name, parsed.spec, parsed.source))


def environment_conflicts(root: Path) -> tuple[Finding, ...]:
    """A finding for each environment whose account and region another one has too."""
    checkout = open_checkout(root)
    return tuple(_conflicts(checkout, _files(checkout)))


def _files(checkout: Checkout) -> Mapping[str, Entry]:
    if link := checkout.link_on(ENVIRONMENTS_FOLDER):
        raise _refused(link, [checkout.link(link)])
    files: dict[str, Entry] = {}
    for entry in checkout.entries(ENVIRONMENTS_FOLDER):
        if isinstance(entry, Finding) and entry.code in LINKS:
            # Left out, it would be an environment that nobody checks.
            raise _refused(entry.position.path, [entry])
        if isinstance(entry, Entry) and not entry.is_folder and entry.name.endswith(YAML_SUFFIX):
            name = entry.name.removesuffix(YAML_SUFFIX)
            if re.fullmatch(ID_PATTERN, name):
                files[name] = entry
    return files


def _parsed(checkout: Checkout, file: Entry) -> Parsed[EnvironmentSpec]:
    return read_spec(checkout, file.path, EnvironmentSpec, _check)


def _check(
    spec: EnvironmentSpec | None, _raw: Mapping[str, Any], source: Source
) -> Iterator[Finding]:
    if spec is None:
        return
    if spec.deployer not in spec.administrators:
        message = "the deployer is not among the administrators"
        yield codes.DEPLOYER.at(source.at("administrators"), message, where="administrators")
    for index, auditor in enumerate(spec.auditors):
        if auditor in spec.administrators:
            message = f"{auditor} is listed under administrators as well"
            where = f"auditors.{index}"
            yield codes.AUDITOR.at(source.at("auditors", index), message, where=where)
    if spec.plugin is not None and spec.provider != "official":
        message = "plugin is set, but provider is not `official`"
        yield codes.PROVIDER.at(source.at("plugin"), message, where="plugin")
    yield from principal_findings(spec, source)
    yield from trail_findings(spec, source)


def _choices(name: str, parsed: Parsed[EnvironmentSpec]) -> Iterator[Finding]:
    """A provider is chosen for the local AWS alone; elsewhere somebody has to read a trail."""
    spec = parsed.spec
    if spec is not None and name != LOCAL and spec.audit.is_asked and not spec.auditors:
        message = "audit has a trail asked, and auditors names nobody who may ask it"
        yield codes.NO_AUDITOR.at(parsed.source.at("audit"), message, where="audit")
    if spec is not None and name != LOCAL and spec.provider != "standIn":
        message = f"provider can be chosen in local.yaml only, {name} always has the official one"
        yield codes.PROVIDER.at(parsed.source.at("provider"), message, where="provider")


def _conflicts(checkout: Checkout, files: Mapping[str, Entry]) -> Iterator[Finding]:
    """Files with errors of their own are passed over: they are reported when they are used."""
    taken: dict[tuple[str, str], list[tuple[str, Source]]] = {}
    for name, file in files.items():
        parsed = _parsed(checkout, file)
        if parsed.spec is not None:
            place = (parsed.spec.account, parsed.spec.region)
            taken.setdefault(place, []).append((name, parsed.source))
    for (account, region), users in taken.items():
        for name, source in users:
            others = [other for other, _ in users if other != name]
            if others:
                shared = " and ".join(others)
                message = (
                    f"account {account} and region {region} are those of environment {shared} too"
                )
                yield codes.SHARED_PLACE.at(source.at_value("account"), message, subject=name)


def _unknown(name: str, names: Iterable[str]) -> UsageError:
    known = list(names)
    fix = f"write {one_of(known)}" if known else f"write {ENVIRONMENTS_FOLDER}/{name}.yaml"
    return UsageError(f"there is no environment {shown(name)}{did_you_mean(name, known)}", fix=fix)


def _refused(path: str, findings: Iterable[Finding]) -> UsageError:
    lines = "\n".join(f"{finding}\n  fix: {finding.fix}" for finding in sorted(findings))
    return UsageError(f"the environment file has errors\n{lines}", fix=f"correct {path}")
