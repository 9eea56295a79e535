"""Stacks as objects of the Pulumi Kubernetes Operator, which then runs the engine on each of them.

One `Stack` for each stack of the mesh, in the operator's own words. Its program is the checkout's:
a `Program`, which is Pulumi YAML, could not say what a spec says.
Source: Pulumi Kubernetes Operator 2, "Stacks" (API reference of pulumi.com/v1).
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from meshwright.backend.layout import PROJECT
from meshwright.gate.assessment import Planned
from meshwright.gate.selection import grantees
from meshwright.ids import StackId, stack_name, words
from meshwright.plan.declaration import StackPlan

Manifest = Mapping[str, Any]
VERSION, FLUX_VERSION = "pulumi.com/v1", "source.toolkit.fluxcd.io/v1"
LONGEST = 44
"""Characters of a name: what the operator makes of it adds up to 19 more, and a label holds 63.

Source: Kubernetes, "Labels and Selectors", syntax; a StatefulSet's pods carry its name and a hash.
"""
DAY = 86_400
"""Seconds between two runs without a new commit: access starts and ends by day."""
FRESH = "24h"
"""How long ago what a stack rests on may have succeeded; after that the operator runs it again."""
SECRET = "meshwright"  # noqa: S105 - the name of an object
"""Of the Secret that holds a passphrase, where the state is encrypted with one."""


@dataclass(frozen=True, slots=True)
class Git:
    """A repository, at a branch that is followed or at one commit."""

    url: str
    branch: str = ""
    commit: str = ""

    @property
    def fields(self) -> Manifest:
        at = {"commit": self.commit} if self.commit else {"branch": self.branch}
        return {"projectRepo": self.url, **at, **self._pace}

    @property
    def _pace(self) -> Manifest:
        # How often a branch is looked at for commits and how often a stack runs without one are
        # the same number to the operator: a branch is followed, a commit is run once a day.
        return DAILY if self.commit else {}


@dataclass(frozen=True, slots=True)
class Flux:
    """An object of Flux's that has fetched the repository."""

    kind: str
    name: str

    @property
    def fields(self) -> Manifest:
        source = {"apiVersion": FLUX_VERSION, "kind": self.kind, "name": self.name}
        return {"fluxSource": {"sourceRef": source}, **DAILY}


DAILY: Manifest = {"continueResyncOnCommitMatch": True, "resyncFrequencySeconds": DAY}


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where the objects are to live, and what runs them."""

    source: Git | Flux
    image: str
    """Of the workspace: the engine, Python, and this platform's requirements."""
    service_account: str
    namespace: str = ""


def manifests(head: Planned, cluster: Cluster) -> Iterator[Manifest]:
    """The objects of all stacks, each after those that it rests on."""
    for stack in sorted(head.plan.stacks.values(), key=lambda s: (s.id.wave, s.name)):
        yield _manifest(stack, head, cluster)


def _manifest(stack: StackPlan, head: Planned, cluster: Cluster) -> Manifest:
    namespace = {"namespace": cluster.namespace} if cluster.namespace else {}
    return {
        "apiVersion": VERSION,
        "kind": "Stack",
        "metadata": {"name": object_name(stack.id), **namespace},
        "spec": {
            "stack": f"organization/{PROJECT}/{stack.name}",
            **_backend(head),
            **cluster.source.fields,
            "serviceAccountName": cluster.service_account,
            "workspaceTemplate": {"spec": {"image": cluster.image}},
            # What a spec gives up is for `mesh destroy`, which asks what would be lost.
            "destroyOnFinalize": False,
            **_prerequisites(stack, head),
        },
    }


def _backend(head: Planned) -> Manifest:
    spec = head.environment.spec
    fields: dict[str, Any] = {"backend": spec.backend, "secretsProvider": spec.secrets_provider}
    variables: dict[str, Any] = {
        "AWS_REGION": {"type": "Literal", "literal": {"value": spec.region}}
    }
    if spec.secrets_provider == "passphrase":
        secret = {"name": SECRET, "key": "passphrase"}
        variables["PULUMI_CONFIG_PASSPHRASE"] = {"type": "Secret", "secret": secret}
    return {**fields, "envRefs": variables}


def _prerequisites(stack: StackPlan, head: Planned) -> Manifest:
    names = [object_name(each) for each in _before(stack, head)]
    requirement = {"succeededWithinDuration": FRESH}
    wanted = [{"name": name, "requirement": requirement} for name in names]
    return {"prerequisites": wanted} if wanted else {}


def _before(stack: StackPlan, head: Planned) -> Iterator[StackId]:
    """What a stack rests on, and the domains to whose roles it grants."""
    yield from stack.id.parents
    product = head.mesh.products.get(stack.subject)
    readers = grantees(product, head.plan, head.mesh) if product else frozenset[str]()
    for domain in sorted(readers - {stack.id.domain}):
        yield StackId(stack.id.environment, domain)


def object_name(stack: StackId) -> str:
    """A name that Kubernetes takes: no two stacks have one, however long theirs are.

    An id has no hyphen in it, and two join its parts.
    """
    name = stack_name(stack.subject, stack.environment)
    said = "--".join(words(name)).replace("_", "-")
    if len(said) <= LONGEST:
        return said
    mark = hashlib.sha256(name.encode()).hexdigest()[:10]
    return f"{said[: LONGEST - 11].rstrip('-')}-{mark}"
