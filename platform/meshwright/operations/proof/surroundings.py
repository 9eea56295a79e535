"""What stands around the grants and undoes them: places, settings, defaults and the like."""

from collections.abc import Iterator, Mapping

from meshwright.access.lake import EVERYBODY
from meshwright.aws.lake_settings import to_aws
from meshwright.operations.drift.values import Call
from meshwright.operations.proof.state import AccessState, Location
from meshwright.operations.proof.values import Difference, Kind


def surroundings(
    wanted: AccessState, found: AccessState, *, is_managed: bool, subjects: Mapping[str, str]
) -> Iterator[Difference]:
    """What differs beside the grants; `is_managed` says whether the settings are the mesh's."""
    yield from _places(wanted, found)
    yield from _defaults(wanted, found, is_managed=is_managed, subjects=subjects)
    if is_managed:
        yield from _administrators(wanted, found)
    if found.catalog_policy and is_managed:
        said = "the data catalog has a resource policy, which may open it to other accounts"
        yield Difference(
            Kind.CATALOG_POLICY, "", "the data catalog", said,
            remedies=(Call("glue", "delete_resource_policy", {}),),
        )  # fmt: skip


def _places(wanted: AccessState, found: AccessState) -> Iterator[Difference]:
    for arn, location in wanted.locations.items():
        there = found.locations.get(arn)
        if there is None:
            said = f"{arn} is not registered, so that no grant opens its files"
            yield _registration(arn, said, is_ours=True, remedies=(_registering(arn, location),))
        elif there.role != location.role:
            said = f"{arn} is registered with {there.role or 'no role'} instead of {location.role}"
            calls = _deregistering(arn), _registering(arn, location)
            yield _registration(arn, said, is_ours=True, remedies=calls)
    for arn, location in found.locations.items():
        if not any(f"{arn}/".startswith(f"{place}/") for place in wanted.locations):
            # What lies beside or around a folder of somebody's bucket is his.
            continue
        if location.is_hybrid:
            said = (
                f"{arn} is registered for hybrid access: IAM alone opens it to who has not opted in"
            )
            yield _hybrid(arn, said, wanted.locations.get(arn))
        if arn not in wanted.locations:
            said = f"{arn} is registered once more, with {location.role or 'no role'}"
            yield _registration(arn, said, is_ours=False, remedies=(_deregistering(arn),))
    for principal, database, table in sorted(found.opted_in):
        if database in {name for name, _ in wanted.tables}:
            thing = f"table {database}.{table or '*'}"
            said = f"{principal} has opted in to grants on {thing}: hybrid access lets others past"
            call = _opting_out(principal, database, table)
            yield Difference(Kind.HYBRID, principal, thing, said, remedies=(call,))


def _hybrid(arn: str, said: str, planned: Location | None) -> Difference:
    """A place for hybrid access; the mesh's own is registered anew."""
    if planned is None:
        return Difference(Kind.HYBRID, "", arn, said)
    calls = _deregistering(arn), _registering(arn, planned)
    return Difference(Kind.HYBRID, "", arn, said, is_ours=True, remedies=calls)


def _opting_out(principal: str, database: str, table: str) -> Call:
    resource = {"Database": {"Name": database}}
    if table:
        resource = {"Table": {"DatabaseName": database, "Name": table}}
    who = {"DataLakePrincipalIdentifier": principal}
    arguments = {"Principal": who, "Resource": resource}
    return Call("lakeformation", "delete_lake_formation_opt_in", arguments)


def _registration(arn: str, said: str, *, is_ours: bool, remedies: tuple[Call, ...]) -> Difference:
    return Difference(Kind.REGISTRATION, "", arn, said, is_ours=is_ours, remedies=remedies)


def _registering(arn: str, location: Location) -> Call:
    arguments = {"ResourceArn": arn, "RoleArn": location.role, "UseServiceLinkedRole": False}
    return Call("lakeformation", "register_resource", arguments)


def _deregistering(arn: str) -> Call:
    return Call("lakeformation", "deregister_resource", {"ResourceArn": arn})


def _defaults(
    wanted: AccessState, found: AccessState, *, is_managed: bool, subjects: Mapping[str, str]
) -> Iterator[Difference]:
    for database in sorted({name for name, _ in wanted.tables}):
        if who := found.opened.get(database):
            said = f"database {database} opens each new table to {', '.join(who)}"
            yield Difference(
                Kind.OPEN,
                who[0],
                f"database {database}",
                said,
                subjects.get(database, ""),
                is_ours=True,
            )
    # Where the mesh may not set it, the databases that are made from it are looked at all the same.
    if found.defaults and is_managed:
        said = f"the account opens all that is new to {', '.join(found.defaults)}"
        yield _setting(wanted, Kind.OPEN, EVERYBODY, said)
    for engine in found.outside_engines:
        said = f"{engine} is on: engines of others get rows that nobody has filtered"
        yield _setting(wanted, Kind.SETTINGS, "", said, engine)


def _setting(
    wanted: AccessState, kind: Kind, who: str, said: str, thing: str = "settings"
) -> Difference:
    """What the settings say otherwise; those that are the mesh's are put as a whole."""
    calls: tuple[Call, ...] = ()
    if wanted.settings is not None:
        arguments = {"DataLakeSettings": to_aws(wanted.settings)}
        calls = (Call("lakeformation", "put_data_lake_settings", arguments),)
    return Difference(kind, who, thing, said, is_ours=bool(calls), remedies=calls)


def _administrators(wanted: AccessState, found: AccessState) -> Iterator[Difference]:
    for what, is_to, has in (
        ("an administrator of Lake Formation", wanted.administrators, found.administrators),
        ("a read-only administrator of Lake Formation", wanted.auditors, found.auditors),
        *((what, is_to, found.let_in[what]) for what, is_to in wanted.let_in.items()),
    ):
        for who in sorted(has - is_to):
            said = f"{who} is {what}, and no environment file says so"
            yield _setting(wanted, Kind.SETTINGS, who, said)
        for who in sorted(is_to - has):
            said = f"{who} is not {what}, and the environment file says so"
            yield _setting(wanted, Kind.SETTINGS, who, said)
