"""What the doctor says of a trail that there is already: of its reader, and of its folder.

What the reader may read, and whether bucket and key let it, is not looked at: who deploys may see
neither, and both may be another account's.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs]

from meshwright.aws.authorization import caller
from meshwright.aws.authorization.document import policy
from meshwright.aws.authorization.evaluate import Policies, evaluate
from meshwright.aws.authorization.request import Request
from meshwright.operations.doctor.questions import Verdict, fails, ok, warning
from meshwright.plan import names
from meshwright.runner.cloud import Cloud, error_code, or_none
from meshwright.specs.audit import ExistingTrail

READER, FOLDER = "trail reader", "trail folder"
LAKE_FORMATION = "lakeformation.amazonaws.com"
REFUSED = ("AccessDenied", "AccessDeniedException")
PAGE = "docs/how-to/use-an-existing-trail.md"
ONLY_A_QUERY = (
    "what it may read, and whether bucket and key let it, is not seen from here: `mesh access"
    " used` shows it"
)


def existing_trail(cloud: Cloud) -> Iterator[Verdict]:
    """Whether Lake Formation can become the reader, and who has registered the folder."""
    trail = cloud.environment.spec.audit.existing
    if trail is not None:
        yield _seen(READER, lambda: _reader(cloud, trail))
        yield _seen(FOLDER, lambda: _folder(cloud, trail))


def _seen(subject: str, look: Callable[[], Verdict]) -> Verdict:
    """A verdict; where these credentials may not look, that it was not seen."""
    try:
        return look()
    except ClientError as error:
        if error_code(error) not in REFUSED:
            raise
        fix = "ask as the deployer, or as the account's owner"
        return warning(subject, "these credentials may not look at it", fix)


def _reader(cloud: Cloud, trail: ExistingTrail) -> Verdict:
    """Looked for in a listing, which a deployer may ask for: it reads no single role's rights."""
    path = f"/{trail.reader.partition(':role/')[2].rpartition('/')[0]}/".replace("//", "/")
    listed = cloud.pages("iam", "list_roles", "Roles", PathPrefix=path)
    role = next((each for each in listed if each["Arn"] == trail.reader), None)
    if role is None:
        fix = f"let the account's owner make it ({PAGE})"
        return fails(READER, f"{trail.reader} is not there", fix)
    if not _trusts_lake_formation(cloud, trail, role["AssumeRolePolicyDocument"]):
        fix = f"let the account's owner write its trust policy anew ({PAGE})"
        return fails(READER, f"{trail.reader} does not let Lake Formation assume it", fix)
    return ok(READER, f"{trail.reader} is there and trusts Lake Formation; {ONLY_A_QUERY}")


def _trusts_lake_formation(cloud: Cloud, trail: ExistingTrail, trust: Any) -> bool:
    context = {"aws:sourceaccount": cloud.environment.spec.account}
    asked = Request("sts:AssumeRole", trail.reader, context)
    policies = Policies(resource=policy(json.dumps(trust)))
    return evaluate(asked, caller.service(LAKE_FORMATION), policies).is_allowed


def _folder(cloud: Cloud, trail: ExistingTrail) -> Verdict:
    place = cloud.environment.place_of(None)
    arn = names.bucket_arn(trail.folder(place.account), place)
    describe = cloud.client("lakeformation").describe_resource
    answer = or_none(describe, "EntityNotFoundException", ResourceArn=arn)
    if answer is None:
        return ok(FOLDER, "not registered yet: `mesh up` of the foundation registers it")
    role = answer["ResourceInfo"].get("RoleArn") or "no role"
    if role == trail.reader:
        return ok(FOLDER, "registered with the reader")
    fix = (
        f"agree with who registered it, then: aws lakeformation deregister-resource"
        f" --resource-arn {arn}"
    )
    return fails(FOLDER, f"{arn} is registered with {role}, so `mesh up` would leave it so", fix)
