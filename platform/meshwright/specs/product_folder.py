"""A product's folder: its spec, its lock file, its agreements and the SQL of its derived tables."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from meshwright.errors import Finding, Position
from meshwright.ids import product_id
from meshwright.specs import codes
from meshwright.specs.consistency import check_agreement, check_lock, check_product
from meshwright.specs.encoding import decode
from meshwright.specs.files import Checkout, Entry
from meshwright.specs.models import (
    NO_LOCK,
    Agreement,
    AgreementSpec,
    DataProduct,
    Domain,
    LockSpec,
    ProductSpec,
    Unreadable,
    default_format,
)
from meshwright.specs.parse import Check, M, Parsed
from meshwright.specs.read import read_spec
from meshwright.specs.scalars import ID_PATTERN, PRODUCT_ID_PATTERN, QUERY_PATTERN
from meshwright.specs.source import Source
from meshwright.specs.waivers import WAIVERS_FILE, Waivers, WaiversSpec, check_waivers
from meshwright.wording import did_you_mean, nearest, shown

PRODUCT_FILE = "product.yaml"
LOCK_FILE = "product.lock.yaml"
ACCESS_FOLDER = "access"
YAML_SUFFIX = ".yaml"
SQL_SUFFIX = ".sql"
MAX_SQL_BYTES = 256_000

_IGNORED = re.compile(r".*\.md|LICENSE|README")


@dataclass(frozen=True, slots=True)
class ProductFolder:
    """What a product's folder says, whether or not it can be used."""

    name: str
    domain: str
    product: Parsed[ProductSpec]
    lock: Parsed[LockSpec] | None
    agreements: tuple[Agreement, ...]
    queries: Mapping[str, str]
    waivers: Waivers | None
    findings: tuple[Finding, ...]
    is_readable: bool
    """Whether the product can be used: what is wrong with its waivers alone changes nothing."""

    @property
    def id(self) -> str:
        return product_id(self.domain, self.name)

    @property
    def origin(self) -> str:
        return self.locked.origin or self.id

    @property
    def locked(self) -> LockSpec:
        """What the lock file says; nothing where there is none that can be read."""
        return (self.lock and self.lock.spec) or NO_LOCK

    def in_domain(self, domain: Domain | None) -> DataProduct | Unreadable:
        """The product of a domain that can be read; what is known of it if either cannot."""
        spec = self.product.spec
        if domain is None or spec is None or not self.is_readable:
            return Unreadable(
                self.id, self.origin, self._inputs(), self._makes_rows(), self.locked.adopted
            )
        return DataProduct(
            self.name,
            domain,
            spec,
            self.product.source,
            self.origin,
            self.agreements,
            self.queries,
            self.lock and self.lock.source,
            self.waivers,
            self.locked,
        )

    def _makes_rows(self) -> bool:
        """Where the spec cannot be read at all, the lock knows: it keeps ids of Iceberg alone."""
        if self.product.raw is None:
            return bool(self.locked.fields)
        written: Any = self.product.raw.get("tables")
        tables: list[Any] = [*written.values()] if isinstance(written, dict) else []
        return any(isinstance(table, dict) and _is_made(table) for table in tables)  # pyright: ignore[reportUnknownArgumentType] - outside text

    def _inputs(self) -> tuple[str, ...] | None:
        if self.product.raw is None:
            return None
        written: Any = self.product.raw.get("inputs")
        listed: list[Any] = [*written] if isinstance(written, list) else []
        found = (entry for entry in listed if isinstance(entry, str))
        return tuple(dict.fromkeys(e for e in found if re.fullmatch(PRODUCT_ID_PATTERN, e)))


def _is_made(table: Mapping[str, Any]) -> bool:
    """Whether the mesh makes the rows of a table, as it is written."""
    source, query = table.get("source"), table.get("query")
    kept = table.get("format") or default_format({"source": source, "query": query})
    return kept == "iceberg" and (source is not None or query is not None)


def read_product(
    checkout: Checkout, name: str, domain: str, listed: Iterable[Entry | Finding]
) -> ProductFolder:
    """Everything in a product's folder, whose entries were listed already."""
    reader = _Reader(checkout, f"domains/{domain}/{name}", product_id(domain, name))
    reader.sort_out(listed)
    product = reader.product()
    lock = reader.lock()
    agreements = tuple(reader.agreements())
    named = _named_queries(product.raw)
    queries = dict(reader.queries(product, named))
    reader.report_strays(None if product.raw is None else named)
    is_readable = not reader.findings
    waivers = reader.waivers()
    findings = tuple(replace(finding, subject=reader.id) for finding in reader.findings)
    return ProductFolder(
        name, domain, product, lock, agreements, queries, waivers, findings, is_readable
    )


def is_ignored(name: str) -> bool:
    """Whether a file is for people only: Markdown or a licence."""
    return _IGNORED.fullmatch(name) is not None


def stray(entry: Entry, known: Iterable[str]) -> Finding:
    """The finding about a file or folder that has no meaning where it lies."""
    kind = "folder" if entry.is_folder else "file"
    message = f"unexpected {kind} {shown(entry.name)}{did_you_mean(entry.name, known)}"
    return codes.STRAY.at(entry.position, message)


@dataclass(slots=True)
class _Reader:
    """Reads one product's folder, and gathers what is wrong in it."""

    checkout: Checkout
    folder: str
    id: str
    entries: dict[str, Entry] = field(default_factory=dict[str, Entry])
    findings: list[Finding] = field(default_factory=list[Finding])

    def sort_out(self, listed: Iterable[Entry | Finding]) -> None:
        for entry in listed:
            if isinstance(entry, Finding):
                self.findings.append(entry)
            else:
                self.entries[entry.name] = entry

    def product(self) -> Parsed[ProductSpec]:
        path = f"{self.folder}/{PRODUCT_FILE}"
        if PRODUCT_FILE in self.entries:
            return self._spec(path, ProductSpec, check_product)
        misnamed = any(nearest(name, [PRODUCT_FILE]) for name in self.entries)
        refused = any(finding.position.path == path for finding in self.findings)
        if not (misnamed or refused):
            self.findings.append(codes.NO_PRODUCT.at(Position(path), f"missing {PRODUCT_FILE}"))
        return Parsed(None, Source(path))

    def lock(self) -> Parsed[LockSpec] | None:
        if LOCK_FILE not in self.entries:
            return None
        return self._spec(f"{self.folder}/{LOCK_FILE}", LockSpec, check_lock)

    def waivers(self) -> Waivers | None:
        if WAIVERS_FILE not in self.entries:
            return None
        parsed = self._spec(f"{self.folder}/{WAIVERS_FILE}", WaiversSpec, check_waivers)
        return Waivers(parsed.spec, parsed.source) if parsed.spec else None

    def agreements(self) -> Iterator[Agreement]:
        if ACCESS_FOLDER not in self.entries:
            return
        for entry in self.checkout.entries(f"{self.folder}/{ACCESS_FOLDER}"):
            if isinstance(entry, Finding):
                self.findings.append(entry)
            elif not is_ignored(entry.name):
                yield from self._agreement(entry)

    def queries(
        self, product: Parsed[ProductSpec], named: Mapping[str, str]
    ) -> Iterator[tuple[str, str]]:
        """The SQL of each table whose file can be read."""
        for table, name in named.items():
            if name in self.entries:
                content = self._sql(self.entries[name])
                if isinstance(content, Finding):
                    self.findings.append(content)
                else:
                    yield table, content
            elif re.fullmatch(QUERY_PATTERN, name):
                hint = did_you_mean(name, (n for n in self.entries if n.endswith(SQL_SUFFIX)))
                at = product.source.at_value("tables", table, "query")
                message = f"the SQL file '{name}' does not exist beside the spec{hint}"
                self.findings.append(codes.NO_QUERY_FILE.at(at, message))

    def report_strays(self, named: Mapping[str, str] | None) -> None:
        """Files that nobody reads; `named` is None where the spec cannot say which it reads."""
        known = {PRODUCT_FILE, LOCK_FILE, ACCESS_FOLDER, WAIVERS_FILE, *(named or {}).values()}
        for name, entry in self.entries.items():
            is_spared = is_ignored(name) or (named is None and name.endswith(SQL_SUFFIX))
            if name not in known and not is_spared:
                self.findings.append(stray(entry, known))

    def _spec(self, path: str, model: type[M], check: Check[M]) -> Parsed[M]:
        parsed = read_spec(self.checkout, path, model, check)
        self.findings.extend(parsed.findings)
        return parsed

    def _agreement(self, entry: Entry) -> Iterator[Agreement]:
        consumer, dot, suffix = entry.name.rpartition(".")
        if entry.is_folder or dot + suffix != YAML_SUFFIX:
            self.findings.append(stray(entry, [f"{consumer}{YAML_SUFFIX}"]))
        elif not (re.fullmatch(ID_PATTERN, consumer) or re.fullmatch(PRODUCT_ID_PATTERN, consumer)):
            message = f"{shown(consumer)} is not the name of a product, a domain or a principal"
            fix = "name the file by its consumer, such as finance.reporting.yaml"
            self.findings.append(codes.ID.at(entry.position, message, fix=fix))
        else:
            parsed = self._spec(entry.path, AgreementSpec, check_agreement)
            if parsed.spec is not None:
                yield Agreement(self.id, consumer, parsed.spec, parsed.source)

    def _sql(self, entry: Entry) -> str | Finding:
        content = self.checkout.read(entry.path, MAX_SQL_BYTES)
        if isinstance(content, Finding):
            return content
        if len(content) > MAX_SQL_BYTES:
            message = f"the file is larger than {MAX_SQL_BYTES:,} bytes"
            return codes.TOO_LARGE.at(entry.position, message)
        if not content.strip():
            return codes.EMPTY_FILE.at(entry.position, "the file is empty")
        return decode(content, entry.path)


def _named_queries(raw: Mapping[str, Any] | None) -> Mapping[str, str]:
    """The SQL file of each table, as far as even a spec with errors says."""
    tables = _mapping(_mapping(raw).get("tables"))
    queries = {name: _mapping(table).get("query") for name, table in tables.items()}
    return {name: query for name, query in queries.items() if isinstance(query, str)}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType] - outside text
