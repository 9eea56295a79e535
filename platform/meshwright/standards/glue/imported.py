"""A database that was found, as spec and lock of a new product, and what has to be told of it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from meshwright.errors import Code, Finding, Position, Severity
from meshwright.ids import folder_of, product_id
from meshwright.specs.adopted import Adopted
from meshwright.specs.consistency import check_product
from meshwright.specs.environment import Environment
from meshwright.specs.lock_file import lock_text
from meshwright.specs.models import Domain, LockSpec, ProductSpec
from meshwright.specs.parse import parse
from meshwright.standards.glue import codes, tables, told
from meshwright.standards.glue.found import FoundDatabase, Said
from meshwright.standards.odcs import codes as odcs_codes
from meshwright.standards.odcs.imported import HEAD
from meshwright.standards.odcs.words import as_id
from meshwright.standards.spec_text import spec_text
from meshwright.wording import shown

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ImportedDatabase:
    """What a database comes to: two files, unless one of the findings is an error."""

    findings: tuple[Finding, ...]
    product: str = ""
    spec: str = ""
    lock: str = ""

    @property
    def files(self) -> Mapping[str, str]:
        """The texts, by where they belong, from the mesh's root."""
        folder = folder_of(self.product)
        return {f"{folder}/product.yaml": self.spec, f"{folder}/product.lock.yaml": self.lock}

    @property
    def is_usable(self) -> bool:
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


def imported(
    found: FoundDatabase | str,
    domains: Mapping[str, Domain],
    products: Mapping[str, str],
    environment: Environment,
    *,
    into: str,
    name: str = "",
) -> ImportedDatabase:
    """`found` is a name alone where there is no such database; `products` are those that there
    are, by the databases that they have.
    """
    if isinstance(found, str):
        message = f"{environment.name} has no database {shown(found)}"
        return ImportedDatabase((codes.NO_DATABASE.at(Position(place_of(found)), message),))
    at = Position(place_of(found.name))
    domain = domains.get(into)
    if domain is None:
        message = f"there is no domain {shown(into)}" if into else "no domain is named"
        return ImportedDatabase((odcs_codes.NO_DOMAIN.at(at, message),))
    if owner := found.product or products.get(found.name):
        message = f"the database {shown(found.name)} is that of the product {owner}"
        return ImportedDatabase((codes.OURS.at(at, message),))
    own = name or as_id(found.name)
    if not own:
        message = f"the database's name {shown(found.name)} comes to no id"
        return ImportedDatabase((odcs_codes.NO_ID.at(at, message, fix="name one with --name"),))
    product = product_id(domain.id, own)
    if product in products.values():
        message = f"there is a product {product} already"
        return ImportedDatabase((odcs_codes.EXISTS.at(at, message),), product)
    return _Import(found, product, environment).made()


def place_of(database: str, table: str = "") -> str:
    """What stands where a file would, such as `glue:crm_raw/customers`."""
    return f"glue:{database}/{table}" if table else f"glue:{database}"


class _Import:
    """Takes one database as one product."""

    def __init__(self, found: FoundDatabase, product: str, environment: Environment) -> None:
        self._found = found
        self._product = product
        self._environment = environment
        self._findings: list[Finding] = []

    def made(self) -> ImportedDatabase:
        taken = dict(self._taken())
        if not taken:
            self._say(codes.NOTHING_TO_TAKE, "no table of it can be taken over")
            return self._refused()
        bucket = _most({name: _bucket(said) for name, said in taken.items()})
        for name in [name for name, said in taken.items() if _bucket(said) != bucket]:
            message = f"its files lie in {_bucket(taken.pop(name))}, and most in {bucket}"
            self._say(codes.SEVERAL_BUCKETS, message, name)
        folder = _folder(taken, shared=bool(self._found.buckets[bucket].others))
        self._findings += told.of_bucket(self._found, bucket, folder, self._environment)
        self._findings += told.of_left_out(self._found, taken, bucket, folder)
        kept = {name: tables.kept_of(said) for name, said in taken.items()}
        adopted = Adopted(
            database=self._found.name, bucket=bucket, prefix=folder or "", tables=kept
        )
        text = HEAD + spec_text(self._fields(taken))
        parsed = parse(text.encode(), self._product, ProductSpec, check_product)
        self._findings += told.of_tables(taken, self._found)
        self._findings += told.of_environment(adopted, self._product, self._environment)
        for finding in parsed.findings:
            self._say(codes.LEFT_TO_A_PERSON, f"as {finding.where}: {finding.message}")
        found = tuple(dict.fromkeys(self._findings))
        return ImportedDatabase(found, self._product, text, lock_text(LockSpec(adopted=adopted)))

    def _refused(self) -> ImportedDatabase:
        return ImportedDatabase(tuple(self._findings), self._product)

    def _say(self, code: Code, message: str, table: str = "") -> None:
        at = Position(place_of(self._found.name, table))
        self._findings.append(code.at(at, message, subject=self._product))

    def _taken(self) -> Iterator[tuple[str, Said]]:
        """The tables that can be taken; a word of each that cannot."""
        for said in sorted(self._found.tables, key=lambda said: str(said["Name"])):
            why = tuple(tables.reasons(said))
            for reason in why:
                self._say(codes.LEFT_OUT, reason, str(said["Name"]))
            if not why:
                yield str(said["Name"]), said

    def _fields(self, taken: Mapping[str, Said]) -> Fields:
        said = self._found.description.strip()[:2048]
        if not said:
            self._say(codes.LEFT_TO_A_PERSON, "the database has no description: what is it about?")
        return {
            "description": said or f"Imported from the Glue database {self._found.name}.",
            "tables": {name: tables.spec_of(each) for name, each in taken.items()},
        }


def _bucket(said: Said) -> str:
    place = tables.place_of(said)
    assert place is not None, "a table that can be taken lies in S3"
    return place[0]


def _most(buckets: Mapping[str, str]) -> str:
    """The bucket of most tables; of two, the first by name."""
    counted = Counter(buckets.values())
    return min(counted, key=lambda bucket: (-counted[bucket], bucket))


def _folder(taken: Mapping[str, Said], *, shared: bool) -> str | None:
    """The folder that all tables lie in, where the bucket is others' too; None where the whole is.

    Empty where they have none to themselves.
    """
    if not shared:
        return None
    paths = [path.rstrip("/").split("/") for path in map(_path, taken.values())]
    return "".join(f"{part}/" for part in _beginning(paths))


def _beginning(paths: list[list[str]]) -> list[str]:
    """The parts with which all paths begin."""
    found: list[str] = []
    for parts in zip(*paths, strict=False):
        if len(set(parts)) > 1:
            break
        found.append(parts[0])
    return found


def _path(said: Said) -> str:
    place = tables.place_of(said)
    assert place is not None, "a table that can be taken lies in S3"
    return place[1]
