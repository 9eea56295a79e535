"""Accesses told of each agreement: whose they were, how many, when the last, and of which tables.

Pure. An access is an agreement's where it was made by the one principal behind the consumer's name
and read a table that the agreement opens. Who the person was is what the record says.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from meshwright.aws.data_events import S3, Access, FilesRead, TableRead, Thing
from meshwright.entitlements.answers import Answer, Situation
from meshwright.entitlements.entitlement import Basis
from meshwright.plan import names
from meshwright.specs.models import Agreement

METADATA = "/metadata/"
"""Where an Iceberg table keeps what holds no rows."""
Right = tuple[str, str, str]
"""A principal, and the product and table that it may read."""


class State(StrEnum):
    """What a trail tells of an agreement."""

    USED = "used"
    UNUSED = "unused"
    NEW = "new"
    """Not used yet, and in force for less time than was asked for."""
    NOT_KNOWN = "not known"
    """No access was seen, by a trail that does not go back as far as was asked for, or may not
    record such accesses."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days that are asked for, and how much of them a trail has seen."""

    first: date
    last: date
    seen_since: datetime
    """Nothing is known of before."""
    sees_rows: bool = True
    """Whether it records that rows were read."""
    sees_files: bool = True
    """Whether it is known to record that whole files were read."""

    @property
    def is_whole(self) -> bool:
        """Whether the trail has seen all of the days but the beginning of the first."""
        return self.seen_since.date() <= self.first


@dataclass(frozen=True, order=True, slots=True)
class Person:
    """Who was behind an access, as far as its record says."""

    name: str
    """The source identity, else the name of the role's session."""
    is_vouched: bool
    """Whether it is a source identity, which the person could not choose later."""


@dataclass(frozen=True, slots=True)
class Usage:
    """One agreement in force, and how it was used."""

    agreement: Agreement
    principal: str
    since: date | None
    """Since when it is in force; None where git does not say."""
    owner: str
    """Of the producer, who gave it."""
    state: State
    accesses: int
    last: datetime | None
    people: tuple[tuple[Person, int], ...]
    """With how many accesses each."""
    tables: Mapping[str, int]
    """How many accesses each table has that it opens."""


@dataclass(frozen=True, order=True, slots=True)
class Other:
    """Accesses of somebody to a table, without any agreement."""

    product: str
    table: str
    principal: str
    basis: str
    """The default that gives the right; empty where nothing gives it today."""
    accesses: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Used:
    """What a trail tells of a mesh."""

    window: Window
    agreements: tuple[Usage, ...]
    others: tuple[Other, ...]
    nameless: int
    """Accesses of which the trail does not say by whom they were, or of what."""


def used(
    known: Situation, answers: Iterable[Answer], accesses: Iterable[Access], window: Window
) -> Used:
    """How each agreement in force on the day was used."""
    told, nameless = _by_right(known, accesses)
    if any(access.source == S3 for each in told.values() for access in each):
        window = replace(window, sees_files=True)
    rights = list(answers)
    return Used(
        window,
        tuple(_usages(known, rights, told, window)),
        tuple(sorted(_others(rights, told))),
        nameless,
    )


def _by_right(
    known: Situation, accesses: Iterable[Access]
) -> tuple[Mapping[Right, list[Access]], int]:
    """The accesses to tables of the mesh, and how many name nobody or nothing."""
    places = Places.of(known)
    told: dict[Right, list[Access]] = {}
    nameless = 0
    for access in accesses:
        if not access.principal or not access.things:
            nameless += access.count
            continue
        who = _entity(access.principal)
        for thing in access.things:
            read = places.table_of(thing, who)
            if read is not None:
                told.setdefault((who, *read), []).append(access)
    return told, nameless


@dataclass(frozen=True, slots=True)
class Places:
    """Where the tables of a mesh are, and who reads their files for others."""

    account: str
    databases: Mapping[str, str]
    buckets: Mapping[str, str]
    between: frozenset[str]
    """The roles as which Lake Formation reads: for whom, its own events say."""

    @staticmethod
    def of(known: Situation) -> "Places":
        place = known.environment.place_of(None)
        products = known.mesh.products.values()
        between = (names.data_access_role_arn(domain, place) for domain in known.mesh.domains)
        return Places(
            place.account,
            {names.database_of(product): product.id for product in products},
            {names.bucket_of(product, place): product.id for product in products},
            frozenset(between),
        )

    def table_of(self, thing: Thing, who: str) -> tuple[str, str] | None:
        """The product and table that somebody read; None for what is not the mesh's."""
        match thing:
            case TableRead(account, database, name) if account == self.account:
                product, table = self.databases.get(database), names.beside(name)
            case FilesRead(bucket, key) if who not in self.between and METADATA not in key:
                product, table = self.buckets.get(bucket), key.partition("/")[0]
            case _:
                return None
        return (product, table) if product else None


def _usages(
    known: Situation,
    rights: Iterable[Answer],
    told: Mapping[Right, list[Access]],
    window: Window,
) -> Iterator[Usage]:
    by_agreement: dict[tuple[str, str], tuple[Agreement, list[Answer]]] = {}
    for answer in rights:
        agreement = answer.entitlement.agreement
        if agreement is not None:
            sides = agreement.producer, agreement.consumer
            by_agreement.setdefault(sides, (agreement, []))[1].append(answer)
    for (producer, _), (agreement, answers) in sorted(by_agreement.items(), key=_sides):
        found = {a.entitlement.table: _of(a, told) for a in answers}
        every = [access for accesses in found.values() for access in accesses]
        yield Usage(
            agreement,
            answers[0].entitlement.principal,
            answers[0].since,
            known.mesh.products[producer].owner,
            _state(agreement, answers[0].since, every, window),
            sum(access.count for access in every),
            max((access.at for access in every), default=None),
            tuple(_people(every)),
            {table: sum(a.count for a in accesses) for table, accesses in sorted(found.items())},
        )


def _sides(each: tuple[tuple[str, str], object]) -> tuple[str, str]:
    return each[0]


def _of(answer: Answer, told: Mapping[Right, list[Access]]) -> list[Access]:
    """The accesses by a right; of a session whose role is not told, by the role's name."""
    right = answer.entitlement
    named = {right.principal, _session_of(right.principal)}
    return [a for who in sorted(named) for a in told.get((who, right.product, right.table), ())]


def _entity(principal: str) -> str:
    """A principal; of a role's session without the session's name."""
    if ":assumed-role/" not in principal:
        return principal
    return principal.rpartition("/")[0]


def _session_of(role: str) -> str:
    """How AWS begins the ARN of a role's session: without the role's path. Names of roles are
    unique in an account, whatever their paths."""
    head, _, path = role.partition(":role/")
    if not path:
        return role
    return f"{head.replace(':iam:', ':sts:')}:assumed-role/{path.rpartition('/')[2]}"


def _state(
    agreement: Agreement, since: date | None, accesses: list[Access], window: Window
) -> State:
    if accesses:
        return State.USED
    if since is not None and since > window.first:
        return State.NEW
    is_seen = window.sees_rows and (window.sees_files or not agreement.spec.files)
    return State.UNUSED if window.is_whole and is_seen else State.NOT_KNOWN


def _people(accesses: Iterable[Access]) -> Iterator[tuple[Person, int]]:
    counts: Counter[Person] = Counter()
    for access in accesses:
        name = access.person or access.session
        if name:
            counts[Person(name, bool(access.person))] += access.count
    yield from sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def _others(rights: Iterable[Answer], told: Mapping[Right, list[Access]]) -> Iterator[Other]:
    """Accesses to tables that a default opens, or nothing does today."""
    bases = {
        (name, r.product, r.table): r.basis
        for r in (answer.entitlement for answer in rights)
        for name in (r.principal, _session_of(r.principal))
    }
    for (principal, product, table), accesses in told.items():
        basis = bases.get((principal, product, table))
        if basis is Basis.AGREEMENT:
            continue
        yield Other(
            product,
            table,
            principal,
            basis.value if basis else "",
            sum(access.count for access in accesses),
            max(access.at for access in accesses),
        )


def first_day(last: date, days: int) -> date:
    """The first of so many days before a day."""
    return last - timedelta(days=days)
