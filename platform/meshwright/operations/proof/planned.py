"""The access that a plan gives, as what decides over it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from guardrails import glue_tables
from meshwright.access.grant import declared
from meshwright.access.lake import LfTags, Tags, lowered
from meshwright.aws.resource_types import (
    CELLS_FILTER,
    LF_TAGS,
    LOCATION,
    PERMISSIONS,
    SETTINGS,
    TABLE,
)
from meshwright.operations.proof.filters import declared_filter
from meshwright.operations.proof.state import AccessState, Location, let_in
from meshwright.plan.declaration import Plan, as_json
from meshwright.specs.environment import Environment

Json = Mapping[str, Any]


def planned_access(plan: Plan, environment: Environment) -> AccessState:
    """What all stacks of a plan give."""
    resources = [
        (declared.type, as_json(declared.inputs))
        for stack in plan.stacks.values()
        for declared in stack.declarations
    ]

    def of(type_: str) -> Iterator[Json]:
        return (inputs for found, inputs in resources if found == type_)

    spec = environment.spec
    settings = next(of(SETTINGS), None)
    lists: Json = settings or {}
    return AccessState(
        account=spec.account,
        grants=tuple(declared(inputs) for inputs in of(PERMISSIONS)),
        tables={(t["databaseName"], t["name"]): _columns(t) for t in of(TABLE)},
        tags=tags_of(of(LF_TAGS)),
        filters=dict(map(declared_filter, of(CELLS_FILTER))),
        administrators=frozenset(spec.administrators),
        auditors=frozenset(spec.auditors),
        locations={
            str(i["arn"]).rstrip("/"): Location(str(i.get("roleArn", ""))) for i in of(LOCATION)
        },
        let_in=let_in(
            lists.get("externalDataFilteringAllowLists", ()),
            lists.get("authorizedSessionTagValueLists", ()),
            lists.get("trustedResourceOwners", ()),
        ),
        settings=settings,
    )


def _columns(table: Json) -> tuple[str, ...]:
    return tuple(column.name.lower() for column in glue_tables.columns(table))


def tags_of(assigned: Iterable[Json]) -> LfTags:
    """The LF-tags that declarations set, by what they are on."""
    databases: dict[str, Tags] = {}
    tables: dict[tuple[str, str], Tags] = {}
    columns: dict[tuple[str, str, str], Tags] = {}
    for inputs in assigned:
        tags: Tags = {str(t["key"]).lower(): lowered([t["value"]]) for t in inputs["lfTags"]}
        if part := inputs.get("tableWithColumns"):
            for column in part["columnNames"]:
                key = part["databaseName"], part["name"], column
                columns[key] = {**columns.get(key, {}), **tags}
        elif table := inputs.get("table"):
            named = table["databaseName"], table["name"]
            tables[named] = {**tables.get(named, {}), **tags}
        else:
            name = inputs["database"]["name"]
            databases[name] = {**databases.get(name, {}), **tags}
    return LfTags(databases, tables, columns)
