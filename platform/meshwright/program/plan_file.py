"""A stack's plan as a file: how a run of `mesh` hands what it has checked to the engine's program.

The program declares exactly what the file says, and reads no spec. The file's name is the plan's
digest, which covers all that the program makes of it; what it holds beside that (spec lines, dates)
is for who reads the plan.
"""

import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, cast

from meshwright.errors import MeshError, Position
from meshwright.ids import StackId
from meshwright.plan.declaration import (
    Component,
    Declaration,
    Json,
    ProviderSettings,
    Ref,
    ResourceKey,
    StackPlan,
    canonical,
    stack_document,
)

DIGEST_VARIABLE = "MESH_PLAN"
"""Tells the program the digest of the plan that a run of `mesh` has checked and announced."""
FILE_VARIABLE = "MESH_PLAN_FILE"
"""Tells the program where that plan lies."""
VERSION = 1
AGAIN = "run ./mesh up again"


def write_plan(folder: Path, stack: StackPlan) -> Mapping[str, str]:
    """Writes a plan for the program, for this user alone; the variables that tell of it."""
    digest = stack.digest
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"{digest}.json"
    # A run previews and updates a stack by one and the same plan.
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(as_bytes(stack))
    return {DIGEST_VARIABLE: digest, FILE_VARIABLE: str(file)}


def planned_by_run(variables: Mapping[str, str], stack: str) -> StackPlan | None:
    """The plan of a stack that a run hands on; None where nobody does, as in plain `pulumi up`.

    Raises MeshError for a file that is missing, for another stack, or not what was handed on.
    """
    digest, file = variables.get(DIGEST_VARIABLE), variables.get(FILE_VARIABLE)
    if not digest and not file:
        return None
    if not digest or not file:
        missing = FILE_VARIABLE if digest else DIGEST_VARIABLE
        raise MeshError(
            f"a plan is handed on without {missing}",
            fix=f"unset {DIGEST_VARIABLE} and {FILE_VARIABLE}, or {AGAIN}",
        )
    plan = read_plan(Path(file))
    if plan.digest != digest:
        raise MeshError(f"the plan in {file} is not the one that was checked", fix=AGAIN)
    if plan.name != stack:
        raise MeshError(f"the plan in {file} is for {plan.name}, not for {stack}", fix=AGAIN)
    return plan


def read_plan(file: Path) -> StackPlan:
    """The plan in a file; raises MeshError where it cannot be read."""
    try:
        return parse(file.read_bytes())
    except OSError as error:
        reason = error.strerror or str(error)
        raise MeshError(f"the plan in {file} cannot be read: {reason}", fix=AGAIN) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MeshError(f"{file} holds no plan, or a damaged one", fix=AGAIN) from error


def as_bytes(stack: StackPlan) -> bytes:
    """All of a stack's plan, spec lines included, as canonical JSON."""
    document = stack_document(stack)
    resources = [
        {**written, "spec": _position(declared.spec), "where": declared.where}
        for written, declared in zip(document["resources"], stack.declarations, strict=True)
    ]
    return canonical(
        {
            **document,
            "resources": resources,
            "version": VERSION,
            "nextChange": stack.next_change.isoformat() if stack.next_change else None,
            "judgedBy": stack.judged_by,
            "uncertain": stack.uncertain,
        }
    )


def _position(position: Position) -> list[str | int]:
    return [position.path, position.line, position.column]


def parse(content: bytes) -> StackPlan:
    """The plan that `as_bytes` has written; raises ValueError, KeyError or TypeError for others."""
    document: Any = json.loads(content)
    if document["version"] != VERSION:
        raise ValueError(f"version {document['version']} of a plan's file is not known")
    provider, until = document["provider"], document["nextChange"]
    return StackPlan(
        id=StackId.parse(document["stack"]),
        provider=ProviderSettings(provider["region"], provider["account"], provider["assumeRole"]),
        declarations=tuple(map(_declaration, document["resources"])),
        next_change=date.fromisoformat(until) if until is not None else None,
        judged_by=document["judgedBy"],
        uncertain=document["uncertain"],
    )


def planned_stack(written: Any) -> StackPlan:
    """A stack as `mesh plan --json` writes it; raises KeyError or TypeError for anything else."""
    provider = written["provider"]
    return StackPlan(
        id=StackId.parse(written["stack"]),
        provider=ProviderSettings(provider["region"], provider["account"], provider["assumeRole"]),
        declarations=tuple(
            # Where in a specification a resource comes from is text there.
            _declaration({**resource, "spec": (str(resource["spec"]), 1, 1)})
            for resource in written["resources"]
        ),
    )


def _declaration(written: Any) -> Declaration:
    path, line, column = written["spec"]
    return Declaration(
        type=written["type"],
        name=written["name"],
        inputs=_value(written["inputs"]),
        component=tuple(Component(kind, name) for kind, name in written["component"]),
        spec=Position(path, line, column),
        where=written["where"],
        after=tuple(map(_key, written["after"])),
        keep=written["keep"],
        delete_first=written["deleteFirst"],
        # The plan of a base commit is made by its own code, which may not know of this yet.
        lost_with=tuple(map(_key, written.get("lostWith", ()))),
        adopts=written.get("adopts", ""),
    )


def _key(text: str) -> ResourceKey:
    kind, separator, name = text.partition("::")
    if not separator:
        raise ValueError(f"{text} names no resource")
    return ResourceKey(kind, name)


def _value(written: Json) -> Json:
    """A value as it was declared: `{"$ref": …, "output": …}` is a `Ref` again."""
    if isinstance(written, dict):
        values = cast("dict[str, Json]", written)
        if values.keys() == {"$ref", "output"}:
            return Ref(_key(values["$ref"]), values["output"])
        return {name: _value(value) for name, value in values.items()}
    if isinstance(written, list):
        return [_value(value) for value in cast("list[Json]", written)]
    return written
