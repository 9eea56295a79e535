"""Where the access that is in force differs from the planned one: pure, by the evaluator's word.

Tables are compared by who may do what with each column; what else can be granted (databases,
places, LF-tags and what carries them) by what its grants mean.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from meshwright.access.grant import SELECT, Grant, shown
from meshwright.access.lake import EVERYBODY, ON_TABLES, Lake, Thing
from meshwright.aws.lake_formation_tables import ALL_TABLES
from meshwright.operations.drift.grants import revocation, tag_keys
from meshwright.operations.drift.values import Call
from meshwright.operations.proof import filters
from meshwright.operations.proof.rights import Rights, more, told
from meshwright.operations.proof.state import AccessState, Table
from meshwright.operations.proof.values import Difference, Kind

BY_TAGS = "LFTagPolicy"
RIGHTS = tuple(right for right in ON_TABLES if right != SELECT)


@dataclass(frozen=True, slots=True)
class Ended:
    """An agreement that no longer holds."""

    consumer: str
    last: date


@dataclass(frozen=True, slots=True)
class Known:
    """What a comparison has to know beside both states."""

    trusted: frozenset[str] = frozenset()
    """Administrators and the deployer, whose rights as creators are known."""
    ended: Mapping[tuple[str, str, str], Ended] = field(
        default_factory=dict[tuple[str, str, str], Ended]
    )
    """What has ended, by principal, database and table."""
    subjects: Mapping[str, str] = field(default_factory=dict[str, str])
    """The product of each database."""
    is_gone: Callable[[str], bool] = lambda _principal: False
    """Whether a principal is a role that is no longer there."""


class Comparison:
    """Both sides of a proof, and how many questions were asked of them."""

    def __init__(self, wanted: AccessState, found: AccessState, known: Known) -> None:
        self.wanted, self.known = wanted, known
        self.everyone = wanted.everyone
        own = [g for g in found.grants if g.principal not in known.trusted]
        self.found = replace(found, grants=tuple(own))
        self.databases = {database for database, _ in wanted.tables}
        self.decisions = 0

    def differences(self) -> Iterator[Difference]:
        """All of them, each once."""
        yield from self._open()
        yield from self._apart()
        yield from self._tables()
        yield from self._passed_on()

    @property
    def principals(self) -> frozenset[str]:
        """Everybody on either side."""
        both = (*self.wanted.grants, *self.found.grants)
        return frozenset(grant.principal for grant in both)

    def _open(self) -> Iterator[Difference]:
        """What everybody has: it opens a thing past all grants."""
        theirs = [g for g in self.found.grants if g.principal in self.everyone]
        lefts = (g.beyond(self.wanted.grants) for g in dict.fromkeys(theirs) if self._is_ours(g))
        for left in filter(None, lefts):
            yield self._of_grant(Kind.OPEN, left, f"{_may(left)}, so all grants are passed by")

    def _apart(self) -> Iterator[Difference]:
        """What is granted on anything but tables, and what is missing there."""
        mine = [g for g in self.wanted.grants if not _is_of_a_table(g)]
        theirs = [
            g
            for g in dict.fromkeys(self.found.grants)
            if not _is_of_a_table(g) and g.principal not in self.everyone and self._is_ours(g)
        ]
        planned = {(g.principal, g.thing) for g in mine}
        for grant in theirs:
            self.decisions += 1
            if (left := grant.beyond(mine)) is not None and left.rights:
                kind = Kind.WIDER if (grant.principal, grant.thing) in planned else Kind.STRANGER
                yield self._of_grant(self._gone(kind, left.principal), left, _may(left))
        for grant in mine:
            self.decisions += 1
            if (left := grant.beyond(self.found.grants)) is not None and left.rights:
                said = f"{grant.principal} has no {_rights(left)} on {shown(left)}"
                yield self._of_grant(Kind.MISSING, left, said, gives=True)

    def _is_ours(self, grant: Grant) -> bool:
        """Whether a grant is on something of the mesh."""
        named = grant.named
        match grant.kind:
            case "Database":
                return named["Name"] in self.databases
            case "Table":
                return named["DatabaseName"] in self.databases
            case "DataCellsFilter":
                return named["DatabaseName"] in self.databases
            case "DataLocation":
                bucket = str(named["ResourceArn"]).partition("/")[0]
                return any(bucket == arn.partition("/")[0] for arn in self.wanted.locations)
            case "LFTag" | "LFTagPolicy":
                return bool(tag_keys(grant.resource) & self._tag_keys)
            case _:
                return False

    @property
    def _tag_keys(self) -> set[str]:
        carried = self.wanted.tags.databases.values()
        return {key for tags in carried for key in tags}

    def _tables(self) -> Iterator[Difference]:
        wanted, found = self.wanted.lake(named=True), self._known_tags().lake(named=True)
        near = _near(self.wanted.grants), _near(self.found.grants)
        tagged = {g.principal for g in self.wanted.grants if g.kind == BY_TAGS}
        own = {**self.found.tables, **self.wanted.tables}
        for table, columns in own.items():
            if table[0] not in self.databases:
                continue
            places = table, (table[0], ALL_TABLES)
            relevant = tagged.union(*(n.get(p, ()) for n in near for p in places)) - self.everyone
            every = dict.fromkeys((*columns, *self.found.tables.get(table, ())))
            for principal in sorted(relevant):
                is_to = self._rights(wanted, principal, table, every)
                has = self._rights(found, principal, table, every)
                yield from self._table(principal, table, is_to, has)

    def _known_tags(self) -> AccessState:
        """What is found, with the planned grants by tags: how others differ is told apart."""
        own = [g for g in self.found.grants if g.kind != BY_TAGS]
        planned = [g for g in self.wanted.grants if g.kind == BY_TAGS]
        return replace(self.found, grants=(*own, *planned))

    def _rights(self, lake: Lake, principal: str, table: Table, columns: Iterable[str]) -> Rights:
        named = [(column, Thing(*table, column)) for column in columns]
        verdicts = [(c, lake.decide(principal, SELECT, thing)) for c, thing in named]
        whole = Thing(*table)
        self.decisions += len(verdicts) + len(ON_TABLES)
        return Rights(
            frozenset((c, v.rows) for c, v in verdicts if v.is_allowed),
            frozenset(r for r in RIGHTS if lake.decide(principal, r, whole).is_allowed),
            lake.decide(principal, SELECT, whole).is_allowed,
        )

    def _table(
        self, principal: str, table: Table, is_to: Rights, has: Rights
    ) -> Iterator[Difference]:
        if is_to == has:
            return
        title = f"table {table[0]}.{table[1]}"
        if has.is_none:
            said = f"{principal} has nothing on {title}, and is to have {told(is_to)}"
            yield self._of_table(Kind.MISSING, principal, table, said, takes=False, gives=True)
            return
        if is_to.is_none:
            yield self._beyond(principal, table, f"{principal} has {told(has)} on {title}")
            return
        gained, lost = more(has, is_to), more(is_to, has)
        if gained:
            said = f"{principal} has also {gained} on {title}"
            # Taken back and given once: what is to be instead comes with what is missing, if any.
            yield self._of_table(Kind.WIDER, principal, table, said, gives=not lost)
        if lost:
            said = f"{principal} has not {lost} on {title}"
            yield self._of_table(
                Kind.NARROWER, principal, table, said, takes=not gained, gives=True
            )

    def _beyond(self, principal: str, table: Table, said: str) -> Difference:
        """Somebody has something on a table on which nothing is planned for it."""
        ended = self.known.ended.get((principal, *table))
        if ended is not None:
            said_of = f"{said}, by the agreement with {ended.consumer} that ended on {ended.last}"
            return self._of_table(Kind.EXPIRED, principal, table, said_of)
        kind = self._gone(Kind.STRANGER, principal)
        return self._of_table(kind, principal, table, f"{said}, and nothing gives it that")

    def _gone(self, kind: Kind, principal: str) -> Kind:
        return Kind.DEAD_GRANTEE if self.known.is_gone(principal) else kind

    def _of_table(
        self,
        kind: Kind,
        principal: str,
        table: Table,
        said: str,
        *,
        takes: bool = True,
        gives: bool = False,
    ) -> Difference:
        calls = self._remedies(principal, table, takes=takes, gives=gives)
        return Difference(
            kind,
            principal,
            f"table {table[0]}.{table[1]}",
            said,
            self.known.subjects.get(table[0], ""),
            is_ours=kind is not Kind.STRANGER,
            remedies=tuple(calls),
        )

    def _remedies(
        self, principal: str, table: Table, *, takes: bool, gives: bool
    ) -> Iterator[Call]:
        """What takes back what is too much, then what gives what is missing."""

        places = table, (table[0], ALL_TABLES)

        def near(grants: Iterable[Grant]) -> list[Grant]:
            return [g for g in grants if g.principal == principal and g.table in places]

        mine, theirs = near(self.wanted.grants), near(self.found.grants)
        taken = {grant: grant.beyond(mine) for grant in theirs}
        yield from filters.changed(self.wanted, self.found, mine)
        if takes:
            yield from (revocation(g) for g in taken.values() if g is not None and g.rights)
        if gives:
            # With the form of a grant that is taken back whole goes what it gave of the plan's.
            kept = [grant for grant, left in taken.items() if left != grant]
            yield from filters.gone(self.wanted, self.found, mine)
            missing = (grant.beyond(kept) for grant in mine)
            yield from (_granting(g) for g in missing if g is not None and g.rights)

    def _of_grant(self, kind: Kind, grant: Grant, said: str, *, gives: bool = False) -> Difference:
        place = grant.table
        database = place[0] if place else str(grant.named.get("Name", ""))
        return Difference(
            kind,
            grant.principal,
            shown(grant),
            said,
            self.known.subjects.get(database, ""),
            is_ours=_is_to_be_put_right(kind, grant),
            remedies=(_granting(grant) if gives else revocation(grant),),
        )

    def _passed_on(self) -> Iterator[Difference]:
        """Whoever may grant to others what is not to be passed on."""
        for grant in dict.fromkeys(self.found.grants):
            left = grant.beyond(self.wanted.grants) if self._is_ours(grant) else None
            if left is not None and left.passed_on:
                what = ", ".join(sorted(left.passed_on))
                said = f"{grant.principal} may pass on {what} on {shown(left)}"
                # Of what is planned, an update takes it back and gives it anew; no call alone does.
                found = self._of_grant(Kind.PASSES_ON, left, said)
                remedies = (revocation(left),) if left.rights else ()
                yield replace(found, remedies=remedies, is_ours=not left.rights)


def _is_to_be_put_right(kind: Kind, grant: Grant) -> bool:
    """Whether a difference is the mesh's to put right unasked.

    What all of IAM has AWS gives to what is new where the settings say so, and a mesh is closed;
    all principals of the account have what somebody gave them.
    """
    if kind is Kind.OPEN:
        return grant.principal == EVERYBODY
    return kind is not Kind.STRANGER


def _is_of_a_table(grant: Grant) -> bool:
    return grant.table is not None


def _near(grants: Iterable[Grant]) -> Mapping[Table, set[str]]:
    """Who has something on each table."""
    found: dict[Table, set[str]] = {}
    for grant in grants:
        if (place := grant.table) is not None:
            found.setdefault(place, set()).add(grant.principal)
    return found


def _granting(grant: Grant) -> Call:
    return Call("lakeformation", "grant_permissions", grant.request())


def _rights(grant: Grant) -> str:
    return ", ".join(sorted(grant.rights))


def _may(grant: Grant) -> str:
    return f"{grant.principal} has {_rights(grant)} on {shown(grant)}"
