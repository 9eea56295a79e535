"""What the doctor says of the resources that `mesh bootstrap` renders."""

from collections.abc import Iterator

from meshwright.operations.bootstrap.readback import read_back
from meshwright.operations.doctor.questions import Verdict, fails, ok, warning
from meshwright.runner.cloud import Cloud

SUBJECT = "account"


def prepared(cloud: Cloud) -> Iterator[Verdict]:
    """A verdict for each resource that is not as the template has it; one for all where none is."""
    environment = cloud.environment
    if not environment.is_bootstrapped:
        return
    wrong = [found for found in read_back(cloud) if not found.is_as_said]
    fix = f"mesh bootstrap --env {environment.name} --apply, as the account's owner"
    for found in wrong:
        if not found.denied:
            yield fails(SUBJECT, str(found), fix)
    if unseen := [found.name for found in wrong if found.denied]:
        text = f"these credentials may not look at {len(unseen)} of what `mesh bootstrap` renders"
        yield warning(SUBJECT, f"{text}: {', '.join(unseen)}", "ask as the account's owner")
    if not wrong:
        yield ok(SUBJECT, "what `mesh bootstrap` renders is there as it says")
