"""The engine's side of the protocol, just enough to take one resource through its life."""

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import grpc

from localaws.provider import wire
from localaws.provider.protocol import provider_pb2, provider_pb2_grpc
from localaws.provider.service import LocalAwsProvider
from meshwright.local_instance import LocalAws

Messages: Any = provider_pb2
SERVICES = (
    *("athena", "cloudtrail", "cloudwatch", "events", "glue", "iam", "kms", "lakeformation"),
    *("s3", "s3control", "scheduler", "sfn", "sns", "sts"),
)
"""As `meshwright.program.stack` names them to the provider."""


@dataclass
class Resource:
    """What the engine keeps in its state."""

    type: str
    id: str
    inputs: dict[str, Any]
    outputs: dict[str, Any]


def config_for(aws: LocalAws) -> dict[str, Any]:
    return {
        "region": aws.region,
        "allowedAccountIds": f'["{aws.account}"]',
        "accessKey": "test",
        "secretKey": "test",
        "s3UsePathStyle": "true",
        "skipCredentialsValidation": "true",
        "skipMetadataApiCheck": "true",
        "httpProxy": aws.endpoint,
        "httpsProxy": aws.endpoint,
        "endpoints": json.dumps([dict.fromkeys(SERVICES, aws.endpoint)]),
    }


class EngineSide:
    """Speaks to a provider over a channel; `stop` ends the provider that was started for it."""

    def __init__(self, channel: Any, stop: Callable[[], None]) -> None:
        self.channel = channel
        self.stub: Any = provider_pb2_grpc.ResourceProviderStub(channel)
        self._stop = stop

    @classmethod
    def start(cls, aws: LocalAws, **keys: str) -> "EngineSide":
        """The stand-in as a thread of this process, so that its calls can be listened to."""
        server: Any = grpc.server(ThreadPoolExecutor(8))
        provider = LocalAwsProvider("7.51.1", lambda: None)
        provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        side = cls(grpc.insecure_channel(f"127.0.0.1:{port}"), lambda: server.stop(None).wait())
        side.configure(config_for(aws) | keys)
        return side

    def stop(self) -> None:
        self.channel.close()
        self._stop()

    def configure(self, config: Mapping[str, Any]) -> Any:
        variables = {f"aws:config:{name}": str(value) for name, value in config.items()}
        request = Messages.ConfigureRequest(
            args=wire.struct(config),
            variables=variables,
            acceptSecrets=True,
            acceptResources=True,
        )
        return self.stub.Configure(request)

    def check(self, type_: str, inputs: Mapping[str, Any], old: Mapping[str, Any] | None = None):
        answer = self.stub.Check(
            Messages.CheckRequest(
                **_named(type_),
                news=wire.struct(inputs),
                olds=wire.struct(old or {}),
                randomSeed=b"seed",
            )
        )
        failures = {failure.property: failure.reason for failure in answer.failures}
        return wire.values(answer.inputs), failures

    def create(self, type_: str, inputs: Mapping[str, Any]) -> Resource:
        checked, failures = self.check(type_, inputs)
        assert not failures, failures
        answer = self.stub.Create(
            Messages.CreateRequest(**_named(type_), properties=wire.struct(checked))
        )
        return Resource(type_, answer.id, checked, wire.values(answer.properties))

    def preview(self, type_: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
        request = Messages.CreateRequest(
            **_named(type_), properties=wire.struct(inputs), preview=True
        )
        return wire.values(self.stub.Create(request).properties)

    def diff(self, resource: Resource, inputs: Mapping[str, Any]) -> Any:
        return self.stub.Diff(
            Messages.DiffRequest(
                **_named(resource.type),
                id=resource.id,
                olds=wire.struct(resource.outputs),
                old_inputs=wire.struct(resource.inputs),
                news=wire.struct(inputs),
            )
        )

    def update(
        self, resource: Resource, inputs: Mapping[str, Any], *, preview: bool = False
    ) -> Resource:
        answer = self.stub.Update(
            Messages.UpdateRequest(
                **_named(resource.type),
                id=resource.id,
                olds=wire.struct(resource.outputs),
                old_inputs=wire.struct(resource.inputs),
                news=wire.struct(inputs),
                preview=preview,
            )
        )
        return Resource(resource.type, resource.id, dict(inputs), wire.values(answer.properties))

    def read(self, resource: Resource) -> Any:
        """The resource as it is now, or None."""
        return self._read(resource.type, resource.id, resource.inputs, resource.outputs)

    def import_(self, type_: str, identity: str) -> Any:
        return self._read(type_, identity, {}, {})

    def delete(self, resource: Resource) -> None:
        self.stub.Delete(
            Messages.DeleteRequest(
                **_named(resource.type),
                id=resource.id,
                properties=wire.struct(resource.outputs),
                old_inputs=wire.struct(resource.inputs),
            )
        )

    def _read(self, type_: str, identity: str, inputs: Any, outputs: Any) -> Any:
        answer = self.stub.Read(
            Messages.ReadRequest(
                **_named(type_),
                id=identity,
                inputs=wire.struct(inputs),
                properties=wire.struct(outputs),
            )
        )
        if not answer.id:
            return None
        read = wire.values(answer.inputs), wire.values(answer.properties)
        return Resource(type_, answer.id, *read)


def _named(type_: str) -> dict[str, str]:
    return {
        "urn": f"urn:pulumi:local.ops.flights::mesh::mesh:index:Table${type_}::thing",
        "type": type_,
        "name": "thing",
    }
