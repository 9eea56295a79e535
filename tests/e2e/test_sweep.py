"""A sweep over real states: what plain `pulumi up` put into a stack past the packs is found."""

import subprocess
from typing import Any

import pytest

from checkouts import keep_one_product

pytestmark = pytest.mark.e2e

STACK = "local.sales.orders"
PROGRAM = "platform/meshwright/program/stack.py"
LAST = "        made[declaration.key] = _resource(declaration, parent, made)\n"
BY_HAND = """
    if stack.subject == "sales.orders":
        name = "mesh-local--sales--orders--open"
        switches = ("block_public_acls", "block_public_policy",
                    "ignore_public_acls", "restrict_public_buckets")
        statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
                     "Resource": f"arn:aws:s3:::{name}/*"}
        policy = pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": statement})
        own = pulumi.ResourceOptions(provider=aws)
        made = pulumi_aws.s3.Bucket("open", bucket=name, opts=own)
        # AWS refuses a public policy until somebody has opened all four.
        opened = pulumi_aws.s3.BucketPublicAccessBlock(
            "open", bucket=made.bucket, opts=own, **dict.fromkeys(switches, False))
        last = pulumi.ResourceOptions(provider=aws, depends_on=[opened])
        pulumi_aws.s3.BucketPolicy("open", bucket=made.bucket, policy=policy, opts=last)
"""
SECONDS = 200


@pytest.fixture(scope="module")
def orders(small_checkout: Any) -> Any:
    """One product with its domain, up."""
    keep_one_product(small_checkout)
    done = small_checkout.run("up")
    assert done.returncode == 0, done.stdout + done.stderr
    return small_checkout


def plain_up(checkout: Any, stack: str) -> None:
    """`pulumi up` without a pack, in a shell that `mesh env` has set up."""
    script = checkout.run("env").stdout + f"pulumi --non-interactive up --yes -s {stack}"
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=checkout.root,
        env=checkout.variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_a_clean_mesh_sweeps_clean(orders: Any) -> None:
    swept = orders.document("policy", "sweep")

    assert (swept["returncode"], swept["findings"]) == (0, [])
    assert swept["stacks"] == ["local", "local.sales", STACK]
    assert swept["resources"] > 50


def test_what_was_put_into_a_stack_by_hand_is_found(orders: Any) -> None:
    program = (orders.root / PROGRAM).read_text()
    assert LAST in program
    with orders.edited(PROGRAM, program.replace(LAST, LAST + BY_HAND)):
        plain_up(orders, STACK)
    swept = orders.document("policy", "sweep")
    others = orders.document("policy", "sweep", "local")

    assert swept["returncode"] == 5
    found = {(f["resource"], f["code"]) for f in swept["findings"]}
    assert {
        ("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock::open", "S3-001"),
        ("aws:s3/bucketPolicy:BucketPolicy::open", "IAM-001"),
        ("aws:s3/bucket:Bucket::open", "S3-002"),
    } <= found
    assert {resource.rpartition("::")[2] for resource, _ in found} == {"open"}
    assert {f["path"] for f in swept["findings"]} == {"domains/sales/orders/product.yaml"}
    assert all("no spec declares it" in f["message"] for f in swept["findings"])
    assert others["returncode"] == 0


def test_what_is_found_by_hand_goes_as_the_remedy_says(orders: Any) -> None:
    done = orders.run("up", "sales.orders")

    assert done.returncode == 0, done.stdout + done.stderr
    assert orders.document("policy", "sweep")["findings"] == []
