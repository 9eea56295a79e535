"""What Lake Formation makes of settings that are put: of a lower version, of a list left out."""

from meshwright.aws.lake_settings import MANAGED_PARAMETER
from meshwright.operations.probing import account_settings
from meshwright.operations.probing.account_settings import put_back
from meshwright.operations.probing.sandbox import Sandbox, refusal
from meshwright.operations.probing.values import Answer, CannotAskError, Probe, fails, holds

NEWEST, LOWER = "5", "4"
LIST, VALUE = "AuthorizedSessionTagValueList", "mesh-probe"


def lower_version(box: Sandbox) -> Answer:
    """An account that shares by version 5 is asked to share by version 4.

    Source: Lake Formation developer guide, "Updating cross-account data sharing version settings".
    """
    version = _version(box)
    if version != NEWEST:
        text = f"this account shares by version {version}, and {NEWEST} might not be taken back"
        raise CannotAskError(text)
    with put_back(box) as found:
        lowered = {**found["Parameters"], MANAGED_PARAMETER: LOWER}
        said = refusal(lambda: account_settings.put(box.cloud, {**found, "Parameters": lowered}))
        now = _version(box)
    if now == NEWEST:
        return holds(f"refused: {said}" if said else f"taken, and {NEWEST} stays")
    return fails(f"lowered to {now}, and put back")


def _version(box: Sandbox) -> str:
    found = account_settings.read(box.cloud)
    return str(found.get("Parameters", {}).get(MANAGED_PARAMETER, "1"))


def left_out(box: Sandbox) -> Answer:
    """A list that holds something is left out of the next put, as the provider leaves out all
    that are empty."""
    with put_back(box) as found:
        if found.get(LIST):
            raise CannotAskError(f"{LIST} of this account is in use, so it is left alone")
        account_settings.put(box.cloud, {**found, LIST: [VALUE]})
        without = {name: value for name, value in found.items() if name != LIST}
        account_settings.put(box.cloud, without)
        now: list[str] = account_settings.read(box.cloud).get(LIST) or []
    if now:
        return fails(f"left out, {LIST} still holds {', '.join(now)}")
    return holds(f"left out, {LIST} is empty")


LOWER_VERSION = Probe(
    id="settings-lower-version",
    question="Does an account that shares by version 5 stay there, whatever is put?",
    rests=("`crossAccountVersion` of the environment file, and CHK052",),
    adr=13,
    fallback="let `mesh up` lower it where the file says so, after a question: CHK052 as a warning",
    ask=lower_version,
    is_account_wide=True,
)
LEFT_OUT = Probe(
    id="settings-left-out-list",
    question="Is a list of Lake Formation's settings emptied by a put that leaves it out?",
    rests=("aws:lakeformation/dataLakeSettings:DataLakeSettings, whose empty lists are not sent",),
    adr=13,
    fallback="`mesh up` reads the settings back and puts them as a whole already: keep that",
    ask=left_out,
    is_account_wide=True,
)
