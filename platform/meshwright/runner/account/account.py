"""What the runner asks of an account, and does there itself, around the engine's turns.

Some of what the mesh needs is one for the whole account and may be others' too; some the provider
cannot send; and what AWS adds of itself, no state knows of. All of it is looked at here.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from meshwright.aws.resource_types import DATABASE, SETTINGS, TABLE
from meshwright.checks import account as questions
from meshwright.checks import codes
from meshwright.checks.account import LakeSettings
from meshwright.errors import Finding
from meshwright.gate.reasons import Reason
from meshwright.ids import StackKind
from meshwright.plan.declaration import Declaration, StackPlan
from meshwright.runner.aws_answers import answered
from meshwright.runner.state.checkpoint import Checkpoint, Json
from meshwright.specs.environment import Environment

if TYPE_CHECKING:
    from meshwright.runner.cloud import Cloud


class Account(Protocol):
    """An account as the runner sees it."""

    def findings(self, foundation: Checkpoint | None, *, whole: bool) -> tuple[Finding, ...]:
        """What stands in the way of the first change; `whole` where the foundation is to run."""
        ...

    def prepare(self, stack: StackPlan, state: Checkpoint | None) -> tuple[str, ...]:
        """Does what the engine needs done before a stack's turn; what it was."""
        ...

    def settle(self, stack: StackPlan) -> tuple[Reason, ...]:
        """Looks at what the engine has made, puts right what it can; why that is not enough."""
        ...


@dataclass(frozen=True)
class AwsAccount:
    """The account of an environment, asked as the deploying role."""

    environment: Environment
    endpoint: str | None
    """The local AWS's; None for AWS itself."""
    _lock: Lock = field(default_factory=Lock)

    @cached_property
    def _connected(self) -> "Cloud":
        from meshwright.runner.cloud import connect  # boto3 takes its time to import

        return connect(self.environment, self.endpoint)

    @property
    def cloud(self) -> "Cloud":
        with self._lock:
            return self._connected

    def findings(self, foundation: Checkpoint | None, *, whole: bool) -> tuple[Finding, ...]:
        managed = self.environment.spec.account_settings
        if managed and not whole:
            return ()
        with asking():
            return tuple(self._findings(foundation, whole=whole))

    def _findings(self, foundation: Checkpoint | None, *, whole: bool) -> Iterator[Finding]:
        from meshwright.runner.account import lake, settings

        found = settings.read_settings(self.cloud)
        yield from against_settings(self.environment, found, foundation)
        if whole:
            rights = lake.rights_on_default(self.cloud)
            yield from questions.default_database_open(self.environment, rights)

    def prepare(self, stack: StackPlan, state: Checkpoint | None) -> tuple[str, ...]:
        with asking():
            return tuple(self._prepared(stack, state))

    def _prepared(self, stack: StackPlan, state: Checkpoint | None) -> Iterator[str]:
        from meshwright.runner.account import lake, takeover

        if stack.kind is StackKind.FOUNDATION and lake.make_default_database(self.cloud):
            yield f"made the database {questions.DEFAULT_DATABASE}, which Athena asks for"
        if stack.kind is StackKind.PRODUCT:
            for found in takeover.lacking(self.cloud, _made_by_others(stack, state)):
                takeover.take_over(self.cloud, found)
                rights = ", ".join(found.rights)
                yield f"gave the deployer {rights} on {found.what}, which another had made"

    def settle(self, stack: StackPlan) -> tuple[Reason, ...]:
        with asking():
            return tuple(self._settled(stack))

    def _settled(self, stack: StackPlan) -> Iterator[Reason]:
        from meshwright.runner.account import lake, settings

        for declared in _of(stack, SETTINGS):
            if left := settings.put_right(self.cloud, declared.inputs):
                message = f"{codes.SETTINGS_NOT_KEPT.id} not as they were put: {', '.join(left)}"
                yield Reason(
                    message, str(declared.key), declared.spec, fix=codes.SETTINGS_NOT_KEPT.fix
                )
        if stack.kind is StackKind.FOUNDATION:
            # Who is no administrator yet does not see what others have: so it is asked again.
            rights = lake.rights_on_default(self.cloud)
            for finding in questions.default_database_open(self.environment, rights):
                yield Reason(f"{finding.code} {finding.message}", fix=finding.fix)
        for declared in _of(stack, DATABASE):
            name = str(declared.inputs["name"])
            tables = [str(d.inputs["name"]) for d in _of(stack, TABLE)]
            for found in lake.open_to_everyone(self.cloud, name, tables):
                message = f"{codes.OPEN_PRODUCT.id} {found}"
                fix = f"{codes.OPEN_PRODUCT.fix} {stack.subject} --env {self.environment.name}"
                yield Reason(message, str(declared.key), declared.spec, fix=fix)


def against_settings(
    environment: Environment, found: LakeSettings, foundation: Checkpoint | None
) -> Iterator[Finding]:
    """What Lake Formation's settings say against a change of them by this environment's file."""
    yield from questions.open_by_default(environment, found)
    if environment.spec.account_settings:
        yield from questions.version_lowered(environment, found)
        # Once they are in the state, a change of the file is meant, and drift tells the rest.
        if not holds_settings(foundation):
            yield from questions.would_be_removed(environment, found)


def _made_by_others(stack: StackPlan, state: Checkpoint | None) -> Iterator[Json]:
    """What a stack has, or is about to take over, that another than the deployer may have made."""
    known = state.resources if state is not None else ()
    yield from known
    had = {resource.get("importID") for resource in known}
    for declared in stack.declarations:
        if declared.adopts and declared.adopts not in had:
            yield {"type": declared.type, "inputs": declared.inputs}


def _of(stack: StackPlan, type_: str) -> Iterator[Declaration]:
    return (d for d in stack.declarations if d.type == type_)


def holds_settings(foundation: Checkpoint | None) -> bool:
    """Whether the mesh has put the settings before."""
    if foundation is None:
        return False
    return any(resource.get("type") == SETTINGS for resource in foundation.resources)


def asking() -> AbstractContextManager[None]:
    fix = "give the deploying role what docs/how-to/real-account.md lists for it"
    return answered("the account could not be asked", fix=fix)
