"""A mesh that comes up, changes, is read and goes down: its resources, taken through their life."""

from collections.abc import Iterator, Mapping
from contextlib import nullcontext, suppress
from typing import Any

import grpc

from meshwright.plan.declaration import Declaration, Plan, Ref, ResourceKey

from local_aws.engine_side import EngineSide, Resource

BUCKET_TYPE = "aws:s3/bucket:Bucket"
DENIED = ("is not authorized to perform", "403: Forbidden")
"""How a denial reads: the answer to a HEAD has no words."""


def declared(planned: Plan) -> Iterator[tuple[str, Declaration]]:
    for kind in ("foundation", "domain", "product"):
        for stack in planned.stacks.values():
            if stack.kind.value == kind:
                yield from ((stack.name, each) for each in stack.declarations)


def resolved(value: Any, made: Mapping[ResourceKey, Resource]) -> Any:
    if isinstance(value, Ref):
        return made[value.key].outputs[value.output]
    if isinstance(value, Mapping):
        return {key: resolved(item, made) for key, item in value.items()}
    return [resolved(item, made) for item in value] if isinstance(value, list) else value


def deploy(engine: EngineSide, planned: Plan) -> list[Resource]:
    made: dict[str, dict[ResourceKey, Resource]] = {}
    for stack, each in declared(planned):
        own = made.setdefault(stack, {})
        own[each.key] = engine.create(each.type, resolved(each.inputs, own))
    return [resource for own in made.values() for resource in own.values()]


def retag(engine: EngineSide, resource: Resource) -> Resource:
    """A change that needs no replacement, of each resource that can have one."""
    changed = dict(resource.inputs)
    for name, value in (("tags", {"mesh:owner": "moved"}), ("description", "another")):
        if name in changed:
            changed[name] = {**changed[name], **value} if isinstance(value, dict) else value
    if changed == resource.inputs or engine.diff(resource, changed).replaces:
        return resource
    return engine.update(resource, changed)


def go_down(engine: EngineSide, made: list[Resource]) -> None:
    for resource in reversed(made):
        # AWS deletes no bucket that holds access logs or old versions: a person empties it.
        with suppress(grpc.RpcError) if resource.type == BUCKET_TYPE else nullcontext():
            engine.delete(resource)


def denials(engine: EngineSide, planned: Plan) -> list[str]:
    """What is denied in a mesh's life, up to the first; every other fault is raised."""
    said: list[str] = []
    try:
        made = deploy(engine, planned)
        made = [retag(engine, resource) for resource in made]
        for resource in made:
            engine.read(resource)
        for resource in reversed(made):
            try:
                engine.delete(resource)
            except grpc.RpcError as error:
                if said := _denial(error, resource.type == BUCKET_TYPE):
                    # What is denied leaves things behind, and what holds them stays as well.
                    break
    except grpc.RpcError as error:
        said += _denial(error, is_bucket=False)
    return said


def _denial(error: Any, is_bucket: bool) -> list[str]:
    text = str(error.details())
    if any(words in text for words in DENIED):
        return [text]
    if is_bucket and "BucketNotEmpty" in text:
        return []
    raise error
