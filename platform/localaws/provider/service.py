"""The provider's side of the engine's protocol, answered from the types' data and functions."""

from collections.abc import Callable
from typing import Any

import grpc
from google.protobuf.empty_pb2 import Empty

from localaws.provider import check, comparison, merging, settings, wire
from localaws.provider.account import Account
from localaws.provider.failures import described
from localaws.provider.protocol import (
    plugin_pb2,
    provider_pb2,
    provider_pb2_grpc,
    status_pb2,
)
from localaws.types.registry import TYPES
from localaws.types.resource_type import PartlyMadeError, RefusalError, ResourceType
from localaws.types.shape import UNKNOWN, Values

Messages: Any = provider_pb2
Base: Any = provider_pb2_grpc.ResourceProviderServicer
DIFF_NONE, DIFF_SOME = Messages.DiffResponse.DIFF_NONE, Messages.DiffResponse.DIFF_SOME


class LocalAwsProvider(Base):
    """Serves one stack's run; `end` is called when the engine cancels."""

    def __init__(self, version: str, end: Callable[[], None]) -> None:
        self._version = version
        self._end = end
        self._account: Account | None = None

    def Handshake(self, _request: Any, _context: Any) -> Any:  # noqa: N802 - the protocol's name
        return Messages.ProviderHandshakeResponse()

    def Attach(self, _request: Any, _context: Any) -> Empty:  # noqa: N802 - the protocol's name
        """What an engine says that has not started this process; it is told nothing in return."""
        return Empty()

    def GetPluginInfo(self, _request: Any, _context: Any) -> Any:  # noqa: N802 - the protocol's name
        return plugin_pb2.PluginInfo(version=self._version)

    def Cancel(self, _request: Any, _context: Any) -> Empty:  # noqa: N802 - the protocol's name
        self._end()
        return Empty()

    def CheckConfig(self, request: Any, _context: Any) -> Any:  # noqa: N802 - the protocol's name
        refused = [
            Messages.CheckFailure(property=name, reason=reason)
            for name, reason in settings.unknown_settings(wire.values(request.news))
        ]
        return Messages.CheckResponse(inputs=request.news, failures=refused)

    def DiffConfig(self, request: Any, _context: Any) -> Any:  # noqa: N802 - the protocol's name
        before = request.old_inputs if request.HasField("old_inputs") else request.olds
        old, new = wire.values(before), wire.values(request.news)
        changed = sorted(n for n in {*old, *new} if old.get(n) != new.get(n))
        return Messages.DiffResponse(changes=DIFF_SOME if changed else DIFF_NONE, diffs=changed)

    def Configure(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
        given = wire.values(request.args) or {
            name.rpartition(":")[2]: text for name, text in request.variables.items()
        }
        with _told(context, "provider aws"):
            self._account = Account(settings.settings(given))
        return Messages.ConfigureResponse(supportsPreview=True)

    def Check(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
        type_ = _type(request, context)
        with _told(context, _resource(request)):
            given, old = wire.values(request.news), wire.known_values(request.olds)
        inputs = check.named(type_, given, old, name=_name(request), seed=request.randomSeed)
        found = [
            Messages.CheckFailure(property=failure.property, reason=failure.reason)
            for failure in check.failures(type_, inputs)
        ]
        return Messages.CheckResponse(inputs=wire.struct(inputs), failures=found)

    def Diff(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
        type_ = _type(request, context)
        old, new = wire.known_values(request.old_inputs), wire.values(request.news)
        found = list(comparison.changes(type_.properties, old, new))
        detailed = {
            change.path: Messages.PropertyDiff(kind=_kind(change), inputDiff=True)
            for change in found
        }
        return Messages.DiffResponse(
            changes=DIFF_SOME if found else DIFF_NONE,
            diffs=list(dict.fromkeys(change.name for change in found)),
            replaces=list(dict.fromkeys(change.name for change in found if change.replaces)),
            deleteBeforeReplace=_must_delete_first(type_, old, new),
            detailedDiff=detailed,
            hasDetailedDiff=True,
        )

    def Create(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
        type_, aws = _type(request, context), self._aws(context)
        inputs = wire.values(request.properties)
        if request.preview:
            expected = merging.expected_outputs(type_, aws, inputs)
            return Messages.CreateResponse(properties=wire.struct(expected))
        try:
            identity = type_.create(aws, inputs)
            outputs = _after(type_, aws, identity, inputs)
        except PartlyMadeError as error:
            return _partly_made(context, error, inputs, _resource(request, inputs))
        except Exception as error:
            return context.abort(
                grpc.StatusCode.UNKNOWN, described(error, _resource(request, inputs))
            )
        return Messages.CreateResponse(id=identity, properties=wire.struct(outputs))

    def Read(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
        type_, aws = _type(request, context), self._aws(context)
        inputs = wire.known_values(request.inputs)
        state = wire.known_values(request.properties)
        if not inputs and not state and not type_.importable:
            text = f"{type_.token} cannot be imported, as with the official provider"
            context.abort(grpc.StatusCode.UNIMPLEMENTED, text)
        with _told(context, _resource(request)):
            actual = type_.read(aws, request.id, state | inputs)
        if actual is None:
            return Messages.ReadResponse()
        identity = str(actual.pop("id", request.id))
        read_back = merging.inputs_read_back(type_, inputs, actual)
        return Messages.ReadResponse(
            id=identity,
            properties=wire.struct(merging.outputs(type_, aws, read_back, actual)),
            inputs=wire.struct(read_back),
        )

    def Update(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
        type_, aws = _type(request, context), self._aws(context)
        old, new = wire.known_values(request.old_inputs), wire.values(request.news)
        if request.preview:
            state = wire.known_values(request.olds)
            expected = merging.expected_outputs(type_, aws, new, state)
            return Messages.UpdateResponse(properties=wire.struct(expected))
        with _told(context, _resource(request, new)):
            type_.update(aws, request.id, old, new)
            outputs = _after(type_, aws, request.id, new)
        return Messages.UpdateResponse(properties=wire.struct(outputs))

    def Delete(self, request: Any, context: Any) -> Empty:  # noqa: N802 - the protocol's name
        type_, aws = _type(request, context), self._aws(context)
        known = wire.known_values(request.properties) | wire.known_values(request.old_inputs)
        with _told(context, _resource(request, known)):
            type_.delete(aws, request.id, known)
        return Empty()

    def _aws(self, context: Any) -> Account:
        if self._account is None:
            context.abort(grpc.StatusCode.FAILED_PRECONDITION, "the provider is not configured")
            raise AssertionError("abort raises")
        return self._account


class _told:  # noqa: N801 - used as a phrase: `with _told(context, resource)`
    """Tells the engine of a fault in the block, by the resource's name."""

    def __init__(self, context: Any, resource: str) -> None:
        self._context = context
        self._resource = resource

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: Any, error: BaseException | None, _trace: Any) -> None:
        if isinstance(error, Exception):
            self._context.abort(grpc.StatusCode.UNKNOWN, described(error, self._resource))


def _type(request: Any, context: Any) -> ResourceType:
    token = request.type or request.urn.split("::")[2].rpartition("$")[2]
    type_ = TYPES.get(token)
    if type_ is None:
        text = f"the local AWS does not implement {token}"
        context.abort(grpc.StatusCode.UNIMPLEMENTED, text)
        raise AssertionError("abort raises")
    return type_


def _name(request: Any) -> str:
    return request.name or request.urn.rpartition("::")[2]


def _resource(request: Any, values: Values | None = None) -> str:
    """A resource as a reader knows it: type, logical name, and what AWS calls it."""
    type_ = TYPES[request.type or request.urn.split("::")[2].rpartition("$")[2]]
    given = [(values or {}).get(name) for name in type_.identity]
    physical = "/".join(v for v in given if isinstance(v, str)) or getattr(request, "id", "")
    shown = f" ({physical})" if physical else ""
    return f"{type_.token} {_name(request)}{shown}"


def _after(type_: ResourceType, aws: Account, identity: str, inputs: Values) -> dict[str, Any]:
    """A resource's outputs once a call has made or changed it."""
    try:
        state = type_.read(aws, identity, inputs)
    except Exception as error:
        raise PartlyMadeError(identity) from error
    if state is None:
        raise RefusalError("AWS took it, but does not have it")
    state.pop("id", None)
    return merging.outputs(type_, aws, inputs, state)


def _must_delete_first(type_: ResourceType, old: Values, new: Values) -> bool:
    """Whether the old and the new resource would have the same name in AWS."""
    named = [field for field in type_.properties if field.name in type_.identity]
    return bool(named) and all(
        UNKNOWN not in (old.get(f.name), new.get(f.name))
        and comparison.same(f, old.get(f.name), new.get(f.name))
        for f in named
    )


def _kind(change: comparison.Change) -> Any:
    word = (
        "UPDATE" if change.was_there and change.is_there else "ADD" if change.is_there else "DELETE"
    )
    return Messages.PropertyDiff.Kind.Value(f"{word}_REPLACE" if change.replaces else word)


def _partly_made(context: Any, error: PartlyMadeError, inputs: Values, resource: str) -> Any:
    """The engine keeps a resource that AWS has made, and completes it with the next update."""
    reason = described(error, resource)
    detail = Messages.ErrorResourceInitFailed(
        id=error.identity,
        properties=wire.struct(inputs),
        inputs=wire.struct(inputs),
        reasons=[reason],
    )
    status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=reason)
    status.details.add().Pack(detail)
    context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    context.abort(grpc.StatusCode.UNKNOWN, reason)
