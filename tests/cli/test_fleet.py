"""`mesh fleet manifests`: one document a stack, as the operator and a person take them."""

import pytest
import yaml

from .conftest import write
from .test_affected import edited, git

PROD = (
    'account: "444455556666"\nregion: eu-west-1\nbackend: s3://state\n'
    "deployer: arn:aws:iam::444455556666:role/deployer\n"
    "administrators: [arn:aws:iam::444455556666:role/deployer]\n"
)
COMMAND = ("fleet", "manifests", "--env", "prod", "--image", "acme/mesh:1")
COMMIT = ("--repo", "https://git.example/mesh", "--commit", "abc")


@pytest.fixture
def prod(checkout):
    write(checkout, {"platform/environments/prod.yaml": PROD})
    return checkout


@pytest.mark.usefixtures("prod")
def test_the_objects_are_a_stream_of_yaml_documents(mesh):
    objects = [*yaml.safe_load_all(mesh(*COMMAND, *COMMIT, "--namespace", "mesh").out)]

    assert [each["metadata"]["name"] for each in objects][:2] == ["prod", "prod--finance"]
    assert objects == mesh(*COMMAND, *COMMIT, "--namespace", "mesh", "--json").document["manifests"]
    assert {each["metadata"]["namespace"] for each in objects} == {"mesh"}


@pytest.mark.usefixtures("prod")
def test_what_flux_has_fetched_is_as_good(mesh):
    (first, *_) = yaml.safe_load_all(mesh(*COMMAND, "--flux", "GitRepository/mesh").out)

    assert first["spec"]["fluxSource"]["sourceRef"]["name"] == "mesh"


def test_only_what_has_changed_moves_to_a_new_commit(prod, mesh):
    git(prod, "init", "-q", "-b", "main")
    git(prod, "add", "-A")
    git(prod, "commit", "-q", "-m", "base")
    edited(prod, "domains/sales/orders/product.yaml", "sku: string", "sku: string, price: double")
    (only,) = yaml.safe_load_all(mesh(*COMMAND, *COMMIT, "--changed-since", "main").out)

    assert only["spec"]["stack"] == "organization/mesh/prod.sales.orders"


@pytest.mark.usefixtures("prod")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "where the operator gets this repository from"),
        (("--repo", "u"), "give --repo with --branch or --commit"),
        (("--repo", "u", "--branch", "b", "--commit", "c"), "give --repo with"),
        ((*COMMIT, "--flux", "GitRepository/mesh"), "give --repo with"),
        (("--flux", "mesh"), "'mesh' names no source of Flux's"),
        (("--flux", "Helm/mesh"), "write GitRepository/NAME or Bucket/NAME or OCIRepository/NAME"),
    ],
)
def test_one_source_has_to_be_named(mesh, arguments, said):
    ended = mesh(*COMMAND, *arguments)

    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_an_environment_without_a_backend_is_no_clusters(mesh):
    ended = mesh("fleet", "manifests", "--env", "local", "--image", "i", *COMMIT)

    assert ended.code == 2
    assert "has no backend that a cluster could reach" in ended.err
