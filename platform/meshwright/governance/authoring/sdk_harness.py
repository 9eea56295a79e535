"""The engine's side of a policy pack, in this process: real messages to the SDK's real servicer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel, Policy
from pulumi_policy.policy import (
    _PolicyAnalyzerServicer as Servicer,  # pyright: ignore[reportPrivateUsage] - the SDK has no other
)
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

from guardrails.cases import CaseResource
from guardrails.props import UNKNOWN
from meshwright.json_values import with_leaves

STACK = "dev.sales.orders"


@dataclass(frozen=True)
class Violation:
    """What the engine is told of one violation."""

    urn: str
    level: str
    message: str

    @property
    def resource(self) -> str:
        """The logical name of the resource it is about."""
        return self.urn.rpartition("::")[2]


def urn(resource: CaseResource, stack: str = STACK) -> str:
    return f"urn:pulumi:{stack}::mesh::{resource.type}::{resource.name}"


def on_the_wire(value: Any) -> Any:
    """A value as the engine sends it: what is unknown is a sentinel, what is a tuple a list."""
    return with_leaves(value, lambda leaf: UNKNOWN_STRING_VALUE if leaf is UNKNOWN else leaf)


def properties(values: Mapping[str, Any]) -> struct_pb2.Struct:
    struct = struct_pb2.Struct()
    struct.update(on_the_wire(values))
    return struct


class Engine:
    """Asks a pack as the engine does."""

    def __init__(self, policies: list[Policy], stack: str = STACK) -> None:
        self._stack = stack
        self._servicer: Any = Servicer("pack", "0.1.0", policies, EnforcementLevel.ADVISORY)

    def analyze(self, resource: CaseResource) -> list[Violation]:
        """A resource at its registration."""
        request = analyzer_pb2.AnalyzeRequest(
            type=resource.type,
            name=resource.name,
            urn=urn(resource, self._stack),
            properties=properties(resource.values),
            options=analyzer_pb2.AnalyzerResourceOptions(protect=resource.protect),
        )
        return _violations(self._servicer.Analyze(request, None))

    def analyze_stack(self, resources: Iterable[CaseResource]) -> list[Violation]:
        """All resources, at the end of a preview or an update."""
        sent = [
            analyzer_pb2.AnalyzerResource(
                type=resource.type,
                name=resource.name,
                urn=urn(resource, self._stack),
                properties=properties(resource.values),
                options=analyzer_pb2.AnalyzerResourceOptions(protect=resource.protect),
            )
            for resource in resources
        ]
        request = analyzer_pb2.AnalyzeStackRequest(resources=sent)
        return _violations(self._servicer.AnalyzeStack(request, None))


def _violations(response: analyzer_pb2.AnalyzeResponse) -> list[Violation]:
    return [
        Violation(d.urn, analyzer_pb2.EnforcementLevel.Name(d.enforcementLevel), d.message)
        for d in response.diagnostics
    ]
