"""What carries the mesh's tags, names or path in an account, and stands in no state."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from meshwright.aws.resource_types import BUCKET, LOCATION
from meshwright.ids import FOUNDATION, joined, stack_name
from meshwright.operations.drift.grantees import Grantees, strangers_grants
from meshwright.operations.drift.grants import extra_tag_grants
from meshwright.operations.drift.openings import open_default
from meshwright.operations.drift.state import Holdings
from meshwright.operations.drift.values import Call, Drift, Kind
from meshwright.plan import deployer, names, tags
from meshwright.runner.cloud import Cloud, or_none

DYING = frozenset({"PendingDeletion", "PendingReplicaDeletion"})
DENIED = frozenset({"404", "NoSuchBucket"})


@dataclass(frozen=True, slots=True)
class UnmanagedResources:
    """All that is in an account, looks like the mesh's, and is nobody's."""

    drifts: tuple[Drift, ...] = ()
    dying_keys: tuple[str, ...] = ()
    """ARNs of keys of the mesh that wait for their deletion, which is as it should be."""


def strays(stacks: Iterable[Holdings], cloud: Cloud, grantees: Grantees) -> UnmanagedResources:
    """Looks through the account; `stacks` are the holdings of every stack of the environment."""
    holdings = tuple(stacks)
    known = {arn for h in _all(holdings) if (arn := h.outputs.get("arn"))}
    known |= set(_prepared(cloud))
    tagged = {arn: given for arn, given in _tagged(cloud) if arn not in known}
    dying = tuple(arn for arn in tagged if _key_state(cloud, arn) in DYING)
    found = {arn: _subject(given) for arn, given in tagged.items() if arn not in dying}
    found = {arn: subject for arn, subject in found.items() if _exists(cloud, arn)}
    for arn in (*_roles(cloud), *_policies(cloud), *_buckets(cloud)):
        if arn not in known:
            found.setdefault(arn, "")
    drifts = [_drift(cloud, arn, subject) for arn, subject in sorted(found.items())]
    drifts += _locations(holdings, cloud)
    drifts += _catalog_policy(cloud)
    drifts += open_default(cloud)
    drifts += strangers_grants(holdings, grantees)
    for stack in holdings:
        if stack.stack == cloud.environment.name:
            drifts += extra_tag_grants(stack, cloud)
    return UnmanagedResources(tuple(drifts), dying)


def _prepared(cloud: Cloud) -> Iterator[str]:
    """What the account's template has made under the mesh's path or names: the doctor's matter."""
    environment, place = cloud.environment, cloud.environment.place_of(None)
    if environment.is_bootstrapped:
        yield names.boundary_arn(place)
        if bucket := deployer.state_bucket(environment):
            yield names.bucket_arn(bucket, place)


def _all(stacks: Iterable[Holdings]) -> Iterator[Any]:
    return (holding for stack in stacks for holding in stack.all)


def _tagged(cloud: Cloud) -> Iterator[tuple[str, Mapping[str, str]]]:
    wanted = {tags.MANAGED_BY: tags.MANAGER, tags.ENVIRONMENT: cloud.environment.name}
    filters = [{"Key": key, "Values": [value]} for key, value in wanted.items()]
    listed = cloud.pages(
        "resourcegroupstaggingapi", "get_resources", "ResourceTagMappingList", TagFilters=filters
    )
    for entry in listed:
        yield entry["ResourceARN"], {tag["Key"]: tag["Value"] for tag in entry["Tags"]}


def _subject(given: Mapping[str, str]) -> str:
    return joined((given.get(tags.DOMAIN), given.get(tags.PRODUCT)))


def _key_state(cloud: Cloud, arn: str) -> str:
    if ":kms:" not in arn:
        return ""
    describe = cloud.client("kms").describe_key
    answer = or_none(describe, "NotFoundException", KeyId=arn)
    return answer["KeyMetadata"]["KeyState"] if answer else ""


def _exists(cloud: Cloud, arn: str) -> bool:
    """Whether a thing is still there: the tagging service forgets only after a while."""
    _, _, service, _, _, rest = arn.split(":", 5)
    kind, _, name = rest.partition("/")
    match service, kind:
        case "s3", _:
            return or_none(cloud.client("s3").head_bucket, *DENIED, Bucket=rest) is not None
        case "glue", "database":
            get = cloud.client("glue").get_database
            return or_none(get, "EntityNotFoundException", Name=name) is not None
        case "athena", "workgroup":
            get = cloud.client("athena").get_work_group
            return or_none(get, "InvalidRequestException", WorkGroup=name) is not None
        case _:
            return True


def _roles(cloud: Cloud) -> Iterator[str]:
    listed = cloud.pages("iam", "list_roles", "Roles", PathPrefix=names.ROLE_PATH_ROOT)
    return (role["Arn"] for role in listed)


def _policies(cloud: Cloud) -> Iterator[str]:
    path = names.ROLE_PATH_ROOT
    listed = cloud.pages("iam", "list_policies", "Policies", Scope="Local", PathPrefix=path)
    return (policy["Arn"] for policy in listed)


def _buckets(cloud: Cloud) -> Iterator[str]:
    place = cloud.environment.place_of(None)
    prefix = f"{names.prefix(place)}{names.JOIN}"
    listed = cloud.pages("s3", "list_buckets", "Buckets", Prefix=prefix)
    return (names.bucket_arn(b["Name"], place) for b in listed if b["Name"].startswith(prefix))


def _drift(cloud: Cloud, arn: str, subject: str) -> Drift:
    stack = stack_name(subject, cloud.environment.name)
    # A role under the mesh's path may use the domains' keys, whoever made it.
    return Drift(stack, subject, Kind.EXTRA, arn, opens=":role/" in arn)


def _locations(stacks: Iterable[Holdings], cloud: Cloud) -> Iterator[Drift]:
    """Places in the mesh's buckets that somebody else registered with Lake Formation."""
    stacks = tuple(stacks)
    buckets = {h.outputs["arn"] for stack in stacks for h in stack.of(BUCKET)}
    own = {h.inputs["arn"] for stack in stacks for h in stack.of(LOCATION)}
    for entry in cloud.pages("lakeformation", "list_resources", "ResourceInfoList"):
        arn = entry["ResourceArn"].rstrip("/")
        if arn not in own and arn.partition("/")[0] in buckets:
            remedy = Call("lakeformation", "deregister_resource", {"ResourceArn": arn})
            what = f"registered location {arn} with {entry.get('RoleArn', 'no role')}"
            where = cloud.environment.name, FOUNDATION, Kind.EXTRA, what
            yield Drift(*where, opens=True, remedy=remedy, is_others=True)


def _catalog_policy(cloud: Cloud) -> Iterator[Drift]:
    """The catalog's resource policy, which can open it to others; the mesh has none."""
    if not cloud.environment.spec.account_settings:
        return
    get = cloud.client("glue").get_resource_policy
    answer: Mapping[str, Any] = or_none(get, "EntityNotFoundException") or {}
    if answer.get("PolicyInJson"):
        remedy = Call("glue", "delete_resource_policy", {})
        what = "resource policy of the data catalog"
        # It is the account's, and may hold more than the mesh: nobody but a person takes it away.
        yield Drift(cloud.environment.name, FOUNDATION, Kind.EXTRA, what, remedy=remedy)
