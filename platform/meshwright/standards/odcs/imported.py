"""A contract as the spec of a new product: text in, text and findings out."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, cast

from meshwright.errors import Finding, Severity
from meshwright.ids import folder_of, parts, product_id
from meshwright.specs.encoding import MAX_BYTES
from meshwright.specs.environment import Environment
from meshwright.specs.models import DataProduct, Domain, ProductSpec
from meshwright.specs.parse import no_check, parse
from meshwright.specs.source import Path, Source
from meshwright.specs.yaml import read_yaml
from meshwright.standards.odcs import codes
from meshwright.standards.odcs.columns import TableReader, business_name
from meshwright.standards.odcs.kept import kept_of, why_kept
from meshwright.standards.odcs.quality import level_of
from meshwright.standards.odcs.words import as_id, owner_of, status_of, version_of
from meshwright.standards.odcs.writing import EXTENSION, plain_contract
from meshwright.standards.spec_text import spec_text
from meshwright.standards.support import channel_of, channels
from meshwright.standards.terms import is_license, terms_of
from meshwright.wording import did_you_mean, shown

Fields = dict[str, Any]
HEAD = "# yaml-language-server: $schema=../../../schema/product.schema.json\n"


@dataclass(frozen=True, slots=True)
class Imported:
    """What a contract comes to: a new product's file, unless one of the findings is an error."""

    findings: tuple[Finding, ...]
    product: str = ""
    """The product's id, as far as it is known."""
    text: str = ""

    @property
    def path(self) -> str:
        """Where the spec belongs, from the mesh's root."""
        return f"{folder_of(self.product)}/product.yaml"

    @property
    def is_usable(self) -> bool:
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a new product is to go: what there is already, and what was asked for."""

    domains: Mapping[str, Domain]
    products: Container[str]
    """The ids of those that there are."""
    environment: Environment
    into: str = ""
    """A domain; empty for the one that the contract names."""
    name: str = ""
    """Of the product; empty for the contract's own."""


def imported(content: bytes, path: str, target: Target) -> Imported:
    """The spec that a contract's bytes come to; `path` is what positions name it by."""
    document = read_yaml(content, path)
    if document.value is None:
        return Imported(document.findings)
    return imported_contract(document.value, document.source, target)


def imported_contract(said: Fields, source: Source, target: Target) -> Imported:
    """The spec that a contract comes to, whose parts stand where `source` says."""
    return _Reader(said, source).imported(target)


def no_contract(said: Fields, source: Source) -> Finding | None:
    """Why a document is no contract of this standard; None where it is one."""
    kind, version = said.get("kind"), str(said.get("apiVersion") or "")
    if kind != "DataContract":
        what = f"the kind is {shown(str(kind))}" if kind else "there is no kind"
        return codes.NO_CONTRACT.at(source.at_value("kind"), f"{what}, not DataContract")
    if not version.removeprefix("v").startswith("3."):
        message = f"the apiVersion is {shown(version)}, and one of version 3, v3.1.0, is read"
        return codes.NO_CONTRACT.at(source.at_value("apiVersion"), message)
    return None


class _Reader:
    """Reads one contract."""

    def __init__(self, said: Fields, source: Source) -> None:
        self._said = said
        self._source = source
        self._path = source.path

    def imported(self, target: Target) -> Imported:
        if finding := no_contract(self._said, self._source):
            return Imported((finding,))
        domain = target.domains.get(target.into or as_id(str(self._said.get("domain") or "")))
        if domain is None:
            return Imported((self._no_domain(target.into, target.domains),))
        own = target.name or self._name()
        if not own:
            message = "neither name, dataProduct nor the file's name comes to an id"
            return Imported((codes.NO_ID.at(self._source.at(), message),))
        product = product_id(domain.id, own)
        if product in target.products:
            message = f"there is a product {product} already"
            return Imported((codes.EXISTS.at(self._source.at("name"), message),), product)
        return self._spec(domain, product, own, target.environment)

    def _no_domain(self, into: str, known: Iterable[str]) -> Finding:
        said = into or str(self._said.get("domain") or "")
        hint = did_you_mean(as_id(said), known)
        message = f"there is no domain {shown(said)}{hint}" if said else "no domain is named"
        return codes.NO_DOMAIN.at(self._source.at_value("domain"), message)

    def _name(self) -> str:
        stem = PurePath(PurePath(self._path).stem).stem
        words = (self._own_name(), self._said.get("name"), self._said.get("dataProduct"), stem)
        return next(filter(None, (as_id(str(word or "")) for word in words)), "")

    def _own_name(self) -> str:
        """The product's name in an id of ours, such as `sales.orders`, whatever it is called."""
        domain, name = parts(str(self._said.get("id") or ""))
        return name if domain == self._said.get("domain") and as_id(name) == name else ""

    def _spec(self, domain: Domain, product: str, own: str, environment: Environment) -> Imported:
        tables = TableReader(self._source, domain.spec.classification.value)
        found = tables.tables(self._said.get("schema") or [])
        if not found:
            message = "no entry of its schema is a table with properties"
            reason = codes.NO_TABLE.at(self._source.at_value("schema"), message)
            return Imported((*tables.findings, reason), product)
        if any(finding.severity is Severity.ERROR for finding in tables.findings):
            return Imported(tuple(tables.findings), product)
        free = self._extensions()
        fields = {**self._fields(domain), "tables": found, **_if("extensions", free)}
        text = spec_text(fields)
        if finding := self._too_much(text, found):
            return Imported((finding,), product)
        parsed = parse(text.encode(), product, ProductSpec, no_check)
        if parsed.spec is None:
            return Imported(tuple(self._refused(parsed.findings)), product)
        made = DataProduct(own, domain, parsed.spec, parsed.source, product)
        kept = kept_of(self._said, plain_contract(made, environment))
        if kept:
            text = spec_text({**fields, "extensions": {**free, EXTENSION: kept}})
        notes = (*tables.findings, *self._left(), *self._notes(kept))
        if finding := self._too_much(text, found):
            return Imported((finding,), product)
        return Imported(tuple(sorted(notes)), product, HEAD + text)

    def _too_much(self, text: str, tables: Fields) -> Finding | None:
        """Why a spec's text is more than one may have; None where it is not."""
        if (size := len((HEAD + text).encode())) <= MAX_BYTES:
            return None
        columns = sum(len(each["columns"]) for each in tables.values())
        many = f"{len(tables):,} tables with {columns:,} columns"
        message = f"a spec of its {many} has {size:,} bytes, and may have {MAX_BYTES:,}"
        return codes.TOO_MUCH.at(self._source.at(), message)

    def _fields(self, domain: Domain) -> Fields:
        """The fields of a product but for its tables."""
        said = self._said
        version = version_of(said.get("version"))
        owner = self._owner()
        return {
            **_if("owner", owner if owner != domain.spec.owner else None),
            **_if("support", self._support(domain)),
            **self._business_name(),
            "description": self._description(),
            **_if("version", version),
            "status": status_of(said.get("status") or "draft"),
            **_if("tags", [*dict.fromkeys(map(str, self._listed("tags")))]),
            **_if("sla", self._levels()),
            **_if("terms", terms_of(self._said)),
        }

    def _listed(self, name: str) -> list[Any]:
        found = self._said.get(name)
        return cast("list[Any]", found) if isinstance(found, list) else []

    def _mappings(self, name: str) -> Iterator[Fields]:
        yield from (
            cast("Fields", each) for each in self._listed(name) if isinstance(each, Mapping)
        )

    def _owner(self) -> str | None:
        team = self._said.get("team")
        return owner_of(cast("Fields", team).get("name")) if isinstance(team, Mapping) else None

    def _support(self, domain: Domain) -> list[Fields]:
        """The channels of its own; those of its domain stand there."""
        found = [each for said in self._mappings("support") if (each := channel_of(said))]
        return [] if found == channels(domain.spec.support) else found

    def _business_name(self) -> Fields:
        """What people call it, where the contract's name is more than an id."""
        name = str(self._said.get("name") or "")
        return {} if as_id(name) == name else business_name(self._said, "name")

    def _description(self) -> str:
        said = self._said.get("description")
        purpose = cast("Fields", said).get("purpose") if isinstance(said, Mapping) else said
        schema = (
            str(each["description"]) for each in self._mappings("schema") if each.get("description")
        )
        words = (purpose, next(schema, None), self._said.get("name"), PurePath(self._path).name)
        return next(str(word).strip()[:2048] for word in words if word)

    def _levels(self) -> Fields:
        found: Fields = {}
        for each in self._mappings("slaProperties"):
            if level := level_of(each):
                found.setdefault(*level)
        return found

    def _extensions(self) -> Fields:
        """Custom properties that are a name and a value, as the spec's own free fields."""
        named = [
            each
            for each in self._mappings("customProperties")
            if set(each) == {"property", "value"} and not is_license(each)
        ]
        return {
            str(each["property"]): each["value"] for each in named if each["property"] != EXTENSION
        }

    def _refused(self, found: Iterable[Finding]) -> Iterator[Finding]:
        """What a spec cannot take of the contract's values, said of the contract."""
        for finding in found:
            message = f"as {finding.where or 'a spec'}: {finding.message}"
            yield codes.WRONG_SHAPE.at(self._source.at(), message)

    def _left(self) -> Iterator[Finding]:
        """What the contract does not say and no spec can guess."""
        if status_of(self._said.get("status") or "draft") == "deprecated":
            message = "a deprecated product needs a `sunset` and a `successor`"
            yield codes.LEFT_TO_A_PERSON.at(self._source.at_value("status"), message)
        if self._owner() is None:
            message = "no mail address of a team, so the domain's owner stands for this product"
            yield codes.LEFT_TO_A_PERSON.at(self._source.at_value("team"), message)

    def _notes(self, kept: Fields) -> Iterator[Finding]:
        """A note for each kind of field that is kept, at the first line that has it."""
        places: dict[str, list[Path]] = {}
        for path in _paths(kept, self._said, ()):
            places.setdefault(_pattern(path), []).append(path)
        for where, paths in places.items():
            times = f" ({len(paths)} times)" if len(paths) > 1 else ""
            why = why_kept(where, [_value(self._said, path) for path in paths])
            message = f"{where}{times} is kept under extensions.{EXTENSION}, without effect{why}"
            yield codes.KEPT.at(self._source.at(*paths[0]), message, where=where)


def _pattern(path: Path) -> str:
    """Such as `schema[].properties[].businessName`."""
    steps = ("[]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def _value(said: Any, path: Path) -> Any:
    for step in path:
        said = said[step]
    return said


def _paths(kept: Any, said: Any, path: Path) -> Iterator[Path]:
    """Where what is kept stands in the contract, as deep as it was taken apart."""
    for name, value in cast("Fields", kept).items():
        theirs = cast("Fields", said).get(name)
        if isinstance(value, Mapping) and isinstance(theirs, list):
            for at, each in enumerate(cast("list[Any]", theirs)):
                key = as_id(str(cast("Fields", each).get("name")))
                if key in value:
                    yield from _paths(value[key], each, (*path, name, at))
        elif isinstance(value, Mapping) and value != theirs:
            yield from _paths(value, theirs, (*path, name))
        else:
            yield (*path, name)


def _if(name: str, value: Any) -> Fields:
    """A field, where there is something to say."""
    return {name: value} if value else {}
