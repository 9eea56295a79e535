"""A provider that behaves as the official one does: Terraform's, behind Pulumi's bridge.

It does its work with the stand-in's functions. What it speaks to the engine is the bridge's:
checked inputs carry the schema's defaults and notes on them, outputs the bridge's own words, and a
read without a state is no import where Terraform has none: it takes what it is given.
"""

import shlex
import sys
from pathlib import Path
from typing import Any

import grpc

from localaws.install import BINARY
from localaws.provider import wire
from localaws.provider.process import main
from localaws.provider.protocol import provider_pb2
from localaws.provider.service import LocalAwsProvider
from meshwright import recorded

import shapes

Messages: Any = provider_pb2
LOCATION = "aws:lakeformation/resource:Resource"
WITHOUT_IMPORT = frozenset(
    {
        "aws:lakeformation/dataLakeSettings:DataLakeSettings",
        "aws:lakeformation/permissions:Permissions",
        "aws:lakeformation/resourceLfTags:ResourceLfTags",
    }
)
"""Types without an importer that read whatever the state names, be it nothing."""


class BridgedProvider(LocalAwsProvider):
    """Serves one stack's run."""

    def Check(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
        answer = super().Check(_declared(request, "news", "olds"), context)
        return _noted(request, answer, "inputs")

    def Diff(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
        return super().Diff(_declared(request, "olds", "old_inputs", "news"), context)

    def Create(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
        answer = super().Create(_declared(request, "properties"), context)
        return _stated(request, answer)

    def Update(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
        answer = super().Update(_declared(request, "olds", "old_inputs", "news"), context)
        return _stated(request, answer)

    def Delete(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
        return super().Delete(_declared(request, "properties", "old_inputs"), context)

    def Read(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
        if not request.properties.fields and request.type in {*WITHOUT_IMPORT, LOCATION}:
            return _taken(request, context)
        answer = super().Read(_declared(request, "inputs", "properties"), context)
        return _noted(request, _stated(request, answer), "inputs") if answer.id else answer


def _declared(request: Any, *fields: str) -> Any:
    """A request without what the bridge has added to what was declared."""
    plain = type(request)()
    plain.CopyFrom(request)
    for name in fields:
        if not request.HasField(name):
            continue
        values = recorded.declared(wire.values(getattr(request, name)))
        getattr(plain, name).CopyFrom(wire.struct(values))
    return plain


def _noted(request: Any, answer: Any, field: str) -> Any:
    values = wire.values(getattr(answer, field))
    noted = shapes.in_bridges_shape(request.type, values)
    getattr(answer, field).CopyFrom(wire.struct(noted))
    return answer


def _stated(request: Any, answer: Any) -> Any:
    """An answer whose properties are a whole state of Terraform's, its defaults among them."""
    if answer.properties.fields:
        values = wire.values(answer.properties)
        whole = recorded.sent(shapes.in_bridges_shape(request.type, values))
        answer.properties.CopyFrom(wire.struct({**whole, **shapes.META}))
    return answer


def _taken(request: Any, context: Any) -> Any:
    if request.type == LOCATION:
        # It is described by the ARN in its state, and there is none.
        text = f"reading Lake Formation Resource ({request.id}): InvalidInputException: import"
        context.abort(grpc.StatusCode.UNKNOWN, text)
    return Messages.ReadResponse(
        id=request.id,
        properties=wire.struct(shapes.META),
        inputs=wire.struct({"__defaults": []}),
    )


def write_bridged(folder: Path, python: Path) -> Path:
    """Writes an executable that is this provider, and returns it."""
    binary = folder / BINARY
    sources = [Path(__file__).parents[1], Path(recorded.__file__).parents[1]]
    policies = sources[1].parent / "policies"
    path = shlex.quote(":".join(str(source) for source in (*sources, policies)))
    binary.write_text(
        f'#!/bin/sh\nexport PYTHONPATH={path}\nexec {shlex.quote(str(python))} -m {MODULE} "$@"\n'
    )
    binary.chmod(0o755)
    return binary


MODULE = "local_aws.bridge"

if __name__ == "__main__":
    sys.exit(main(BridgedProvider))
