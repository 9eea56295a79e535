"""Lake Formation's settings of an account: read them, and put them as a whole."""

from collections.abc import Mapping
from typing import Any, cast

from meshwright.aws.lake_settings import MANAGED_PARAMETER, from_aws, to_aws
from meshwright.checks.account import LakeSettings
from meshwright.runner.cloud import Cloud

SWITCHES = {
    "allowExternalDataFiltering": "AllowExternalDataFiltering",
    "allowFullTableExternalDataAccess": "AllowFullTableExternalDataAccess",
}
DEFAULTS = ("createDatabaseDefaultPermissions", "createTableDefaultPermissions")

Json = Mapping[str, Any]


def read_settings(cloud: Cloud) -> LakeSettings:
    """The settings as a value that checks can judge."""
    state = _state(cloud)
    opened = [entry["principal"] for field in DEFAULTS for entry in state[field]]
    return LakeSettings(
        administrators=tuple(state["admins"]),
        auditors=tuple(state["readOnlyAdmins"]),
        defaults=tuple(dict.fromkeys(opened)),
        version=int(state["parameters"].get(MANAGED_PARAMETER, 1)),
        resource_owners=tuple(state.get("trustedResourceOwners") or ()),
        filtering_accounts=tuple(state["externalDataFilteringAllowLists"]),
        session_tags=tuple(state.get("authorizedSessionTagValueLists") or ()),
        outside_engines=tuple(aws for name, aws in SWITCHES.items() if state.get(name)),
    )


def put_right(cloud: Cloud, declared: Json) -> tuple[str, ...]:
    """Puts the declared settings where AWS has others; the fields that differ even then.

    The official provider sends a list only where something is in it. The settings are put as a
    whole, so what was there before may stay, or may not: they are read back, not assumed.
    """
    if not _different(cloud, declared):
        return ()
    cloud.client("lakeformation").put_data_lake_settings(DataLakeSettings=to_aws(dict(declared)))
    return _different(cloud, declared)


def _different(cloud: Cloud, declared: Json) -> tuple[str, ...]:
    state = _state(cloud)
    fields = (name for name in declared if name != "catalogId")
    return tuple(name for name in fields if _plain(state.get(name)) != _plain(declared[name]))


def _state(cloud: Cloud) -> dict[str, Any]:
    return from_aws(cloud.client("lakeformation").get_data_lake_settings()["DataLakeSettings"])


def _plain(value: Any) -> Any:
    """A value to compare by: in one order, and None for what is empty, false or absent."""
    if isinstance(value, list):
        return sorted(map(str, cast("list[Any]", value))) or None
    return value or None
