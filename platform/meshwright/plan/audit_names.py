"""Names of what tells who did what. An account's id stands where a domain's would: no id of a
domain begins with a digit, so that none of these is ever a domain's."""

from meshwright.ids import joined
from meshwright.plan import names
from meshwright.specs.environment import Environment, Place

TRAIL_TABLE, ACCESS_LOG_TABLE = "trail", "access_logs"
DATABASE = "mesh__audit"
"""A product `mesh.audit` would have it too, which the plan then refuses as a collision."""


def trail_table() -> str:
    """The trail's table as SQL names it."""
    return joined((DATABASE, TRAIL_TABLE))


def trail(place: Place) -> str:
    """CloudTrail refuses two hyphens in a row.

    Source: CloudTrail API reference, "CreateTrail", Name.
    """
    return names.prefix(place)


def trail_arn(place: Place) -> str:
    home = f"arn:{place.partition}:cloudtrail:{place.region}:{place.account}"
    return f"{home}:trail/{trail(place)}"


def trail_bucket(place: Place) -> str:
    return names.joined(place, place.account, "trail")


def results_bucket(place: Place) -> str:
    return names.joined(place, place.account, "results")


def workgroup(place: Place) -> str:
    return names.workgroup(place.account, place)


def auditor_role(place: Place) -> str:
    return names.joined(place, place.account, "auditor")


def auditor_role_arn(place: Place) -> str:
    return names.role_arn(place.account, auditor_role(place), place)


def trail_files(environment: Environment) -> str:
    """Where CloudTrail writes what was done in the account, a folder a region and a day: the bucket
    and the folder in it.

    Source: CloudTrail user guide, "CloudTrail log file examples", log file name format.
    """
    place, existing = environment.place_of(None), environment.spec.audit.existing
    if existing is not None:
        return existing.folder(place.account)
    return f"{trail_bucket(place)}/AWSLogs/{place.account}/CloudTrail"


def access_points_arn(place: Place) -> str:
    """What the ARNs of all access points of the mesh begin with."""
    return names.access_points_arn(place).removesuffix("*")
