"""Objects of the Pulumi Kubernetes Operator: in its own fields, in the order of the waves."""

import re
from typing import Any

import pytest

from meshwright.fleet.manifests import LONGEST, Cluster, Flux, Git, manifests, object_name
from meshwright.gate.assessment import Planned
from meshwright.governance.organisation import NOBODY
from meshwright.ids import StackId
from meshwright.plan import plan

from meshes import TODAY, environment

TEXT, NUMBER, YES_OR_NO = str, int, bool
LITERAL = {"type": TEXT, "literal": {"value": TEXT}, "secret": {"name": TEXT, "key": TEXT}}
FIELDS: dict[str, Any] = {
    "apiVersion": TEXT,
    "kind": TEXT,
    "metadata": {"name": TEXT, "namespace": TEXT},
    "spec": {
        "stack": TEXT,
        "backend": TEXT,
        "secretsProvider": TEXT,
        "envRefs": {"AWS_REGION": LITERAL, "PULUMI_CONFIG_PASSPHRASE": LITERAL},
        "projectRepo": TEXT,
        "branch": TEXT,
        "commit": TEXT,
        "fluxSource": {"sourceRef": {"apiVersion": TEXT, "kind": TEXT, "name": TEXT}, "dir": TEXT},
        "continueResyncOnCommitMatch": YES_OR_NO,
        "resyncFrequencySeconds": NUMBER,
        "serviceAccountName": TEXT,
        "workspaceTemplate": {"spec": {"image": TEXT}},
        "destroyOnFinalize": YES_OR_NO,
        "prerequisites": [{"name": TEXT, "requirement": {"succeededWithinDuration": TEXT}}],
    },
}
"""The fields that we use, as the operator's API reference has them (version 2, docs/stacks.md).

Kept as ours: the definitions themselves could not be fetched through the Go module proxy.
"""
# Kubernetes, "Object Names and IDs": RFC 1123 labels.
LABEL = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
GIT = Git("https://git.example/mesh", commit="a" * 40)


@pytest.fixture
def head(mesh_of):
    mesh, place = mesh_of(), environment("prod", secretsProvider="awskms://alias/state")
    return Planned(mesh, place, plan(mesh, place, as_of=TODAY), NOBODY)


def made(head, source: Git | Flux = GIT, **more):
    return [*manifests(head, Cluster(source, "acme/mesh:1", "deployer", **more))]


def unknown(value, fields, path=""):
    """What of an object the operator has no field for, or one of another type."""
    if isinstance(fields, dict):
        assert isinstance(value, dict), path
        for name, inner in value.items():
            if name not in fields:
                yield f"{path}.{name}"
            else:
                yield from unknown(inner, fields[name], f"{path}.{name}")
    elif isinstance(fields, list):
        for entry in value:
            yield from unknown(entry, fields[0], path)
    elif type(value) is not fields:
        yield f"{path}: {value}"


@pytest.mark.parametrize(
    "source", [GIT, Git("https://git.example/mesh", branch="main"), Flux("GitRepository", "mesh")]
)
@pytest.mark.parametrize("namespace", ["", "mesh"])
def test_only_fields_of_the_operators_are_written(head, source, namespace):
    objects = made(head, source, namespace=namespace)

    assert [u for each in objects for u in unknown(each, FIELDS)] == []
    assert {bool(each["metadata"].get("namespace")) for each in objects} == {bool(namespace)}


def test_a_field_that_the_operator_has_not_is_found():
    assert [*unknown({"spec": {"stak": "x", "stack": 1}}, FIELDS)] == [
        ".spec.stak",
        ".spec.stack: 1",
    ]


def test_each_stack_comes_after_those_that_it_rests_on_and_grants_to(head):
    objects = {each["metadata"]["name"]: each["spec"] for each in made(head)}
    waits = {n: [p["name"] for p in s.get("prerequisites", ())] for n, s in objects.items()}
    order = [*objects]

    assert waits == {
        "prod": [],
        "prod--finance": ["prod"],
        "prod--sales": ["prod"],
        "prod--finance--reporting": ["prod", "prod--finance"],
        "prod--sales--invoices": ["prod", "prod--sales"],
        "prod--sales--orders": ["prod", "prod--sales", "prod--finance"],
    }
    assert all(order.index(w) < order.index(n) for n, names in waits.items() for w in names)
    assert {s["stack"] for s in objects.values()} == {
        f"organization/mesh/{name}" for name in head.plan.stacks
    }


def test_a_commit_runs_once_a_day_and_a_branch_is_followed(head):
    (commit, *_), (branch, *_) = made(head), made(head, Git("u", branch="main"))
    (flux, *_) = made(head, Flux("GitRepository", "mesh"))

    assert commit["spec"]["resyncFrequencySeconds"] == flux["spec"]["resyncFrequencySeconds"]
    assert commit["spec"]["continueResyncOnCommitMatch"] is True
    assert "branch" not in commit["spec"]
    assert "resyncFrequencySeconds" not in branch["spec"]
    assert branch["spec"]["branch"] == "main"


def test_a_passphrase_comes_from_a_secret(mesh_of):
    mesh, place = mesh_of(), environment("prod")
    (first, *_) = made(Planned(mesh, place, plan(mesh, place, as_of=TODAY), NOBODY))

    assert first["spec"]["envRefs"]["PULUMI_CONFIG_PASSPHRASE"] == {
        "type": "Secret",
        "secret": {"name": "meshwright", "key": "passphrase"},
    }


def test_names_are_ones_that_kubernetes_takes_and_no_two_are_alike():
    subjects = (
        "",
        "sales",
        "sales_eu",
        "sales.eu",
        "sales_eu.a",
        "a" * 60,
        f"{'a' * 60}.b",
        "s.a_b",
    )
    names = [object_name(StackId("prod", subject)) for subject in subjects]

    assert all(LABEL.fullmatch(name) for name in names)
    assert max(map(len, names)) <= LONGEST
    assert len(set(names)) == len(subjects)
