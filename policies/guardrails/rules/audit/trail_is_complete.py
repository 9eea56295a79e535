"""A trail writes down every region's management events, sealed, encrypted and kept at home."""

from collections.abc import Iterator

from guardrails.naming import foundations_buckets
from guardrails.rule import Props, Rule
from guardrails.types import TRAIL

SWITCHES = {
    "isMultiRegionTrail": "who works in another region would not be seen",
    "enableLogFileValidation": "whoever changes or takes a file away would not be found",
}
UNLESS_SAID = {
    "enableLogging": "nothing would be written down",
    "includeGlobalServiceEvents": "who assumes and changes roles would not be seen",
}
"""What AWS does where nothing is said, and may not be switched off."""


def check(props: Props) -> Iterator[str]:
    for field, lost in SWITCHES.items():
        if props.get(field) is not True:
            yield f"{field} must be true, else {lost}"
    for field, lost in UNLESS_SAID.items():
        if props.get(field, True) is not True:
            yield f"{field} must not be false: {lost}"
    # Which one it is, AWS alone knows before the key is there.
    if "kmsKeyId" not in props:
        yield "kmsKeyId must name the foundation's key"
    home = f"{foundations_buckets(props.scope)}trail"
    if props["s3BucketName"] != home:
        yield f"s3BucketName must be {home}"
    selected = props.get("advancedEventSelectors", ())
    if selected and not any(map(_takes_every_management_event, selected)):
        yield "advancedEventSelectors must take all management events"


def _takes_every_management_event(selector: Props) -> bool:
    fields = [(f["field"], tuple(f.get("equals", ()))) for f in selector["fieldSelectors"]]
    return fields == [("eventCategory", ("Management",))]


RULE = Rule(
    id="trail-is-complete",
    code="AUD-001",
    title="A trail is complete and cannot be changed unseen",
    why="Who used an agreement, and who opened what by hand, is known only from a trail that saw"
    " it and that nobody could change afterwards.",
    fix="let the environment file's `audit` bring the trail, or write it for all regions and all"
    " management events, with log file validation, under the foundation's key, in its bucket",
    checks={TRAIL: check},
    controls=("FSBP CloudTrail.1", "FSBP CloudTrail.2", "FSBP CloudTrail.4"),
)
