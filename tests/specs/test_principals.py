"""Principals that AWS refuses in the place where an environment file names them."""

from collections.abc import Callable

import pytest

from meshwright.errors import UsageError
from meshwright.specs.load import load_environment

from .conftest import Tree

FOLDER = "platform/environments"
OWN = "arn:aws:iam::111122223333"
DEV = f"""\
account: "111122223333"
region: eu-central-1
backend: s3://acme-mesh-state
deployer: {OWN}:role/deployer
"""
ADMINISTRATORS = f"administrators: [{OWN}:role/deployer]\n"


def refused(tree: Tree, more: str) -> str:
    with pytest.raises(UsageError) as told:
        load_environment(tree({f"{FOLDER}/dev.yaml": DEV + more}), "dev")
    return str(told.value)


def reader(arn: str) -> str:
    return f"{ADMINISTRATORS}readers: {{a: {{principal: '{arn}', classifications: [public]}}}}\n"


def consumer(arn: str) -> str:
    return f"{ADMINISTRATORS}principals: {{finance: '{arn}'}}\n"


def writer(arn: str) -> str:
    return f"{ADMINISTRATORS}landing: {{sales.orders: ['{arn}']}}\n"


def administrator(arn: str) -> str:
    return f"administrators: [{OWN}:role/deployer, '{arn}']\n"


@pytest.mark.parametrize("written", [reader, consumer, writer, administrator])
@pytest.mark.parametrize(
    ("arn", "code"),
    [
        ("arn:aws:iam::999900001111:role/x", "SPEC063"),
        ("arn:aws:iam::999900001111:user/people/jane", "SPEC063"),
        ("arn:aws-cn:iam::111122223333:role/x", "SPEC063"),
        ("arn:aws-us-gov:iam::111122223333:role/x", "SPEC063"),
        ("arn:aws:iam::111122223333:root", "SPEC064"),
        ("arn:aws:iam::999900001111:root", "SPEC064"),
        ("arn:aws:iam::111122223333:group/analysts", "SPEC065"),
        ("arn:aws:iam::999900001111:group/analysts", "SPEC065"),
    ],
)
def test_whom_lake_formation_cannot_grant_to_is_refused_with_a_code_of_its_own(
    tree: Tree, written: Callable[[str], str], arn: str, code: str
) -> None:
    (line,) = (line for line in refused(tree, written(arn)).splitlines() if ": error " in line)

    assert f": error {code} {arn} " in line


@pytest.mark.parametrize(
    "assume",
    [
        "{sales: {reader: ['GROUP']}}",
        "{sales: {runtime: {principals: ['GROUP']}}}",
        "{sales: {reader: ['ROLE', 'GROUP']}}",
    ],
)
def test_a_group_assumes_no_role(tree: Tree, assume: str) -> None:
    named = assume.replace("GROUP", f"{OWN}:group/a").replace("ROLE", f"{OWN}:role/a")

    assert "error SPEC065" in refused(tree, f"{ADMINISTRATORS}assume: {named}\n")


def test_a_group_deploys_nothing(tree: Tree) -> None:
    text = DEV.replace(":role/deployer", ":group/deployers")
    root = tree({f"{FOLDER}/dev.yaml": text + administrator(f"{OWN}:group/deployers")})

    with pytest.raises(UsageError, match=r"dev\.yaml:4:11: error SPEC065") as told:
        load_environment(root, "dev")

    assert str(told.value).count("SPEC065") == 2


def test_other_accounts_and_whole_ones_may_assume_roles(tree: Tree) -> None:
    trusted = "[arn:aws:iam::999900001111:role/x, arn:aws:iam::999900001111:root]"
    more = f"assume: {{sales: {{reader: {trusted}, runtime: {{principals: {trusted}}}}}}}\n"
    environment = load_environment(tree({f"{FOLDER}/dev.yaml": DEV + ADMINISTRATORS + more}), "dev")

    assert len(environment.spec.assume["sales"].reader) == 2


@pytest.mark.parametrize(
    ("region", "partition"), [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")]
)
def test_a_principal_is_of_the_part_of_aws_that_the_region_lies_in(
    tree: Tree, region: str, partition: str
) -> None:
    text = (DEV + ADMINISTRATORS + consumer(f"{OWN}:role/x").splitlines()[1]).replace(
        "arn:aws:", f"arn:{partition}:"
    )
    environment = load_environment(
        tree({f"{FOLDER}/dev.yaml": text.replace("eu-central-1", region)}), "dev"
    )

    assert environment.spec.principals["finance"] == f"arn:{partition}:iam::111122223333:role/x"
