"""The engine's messages, from the SDK's folder without the SDK: that takes half a second."""

import importlib
import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

PACKAGE = "meshwright_engine_protocol"


def _messages(name: str) -> Any:
    spec = find_spec("pulumi")
    if spec is None or spec.origin is None:
        raise ImportError("the Pulumi SDK is not installed")
    package = ModuleType(PACKAGE)
    package.__path__ = [str(Path(spec.origin).parent / "runtime" / "proto")]
    sys.modules.setdefault(PACKAGE, package)
    return importlib.import_module(f"{PACKAGE}.{name}")


provider_pb2 = _messages("provider_pb2")
provider_pb2_grpc = _messages("provider_pb2_grpc")
plugin_pb2 = _messages("plugin_pb2")
status_pb2 = _messages("status_pb2")
