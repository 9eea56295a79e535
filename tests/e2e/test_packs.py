"""Plain `pulumi` with the policy packs: what they refuse, and that nothing is created by then."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.e2e

STACK = "local.sales.orders"
BUCKETS = "platform/meshwright/plan/buckets.py"
SECONDS = 200
PROJECT = "name: mesh\nruntime: python\nstackConfigDir: stacks\n"
HAND_WRITTEN = """\
import os
import pulumi
import pulumi_aws as aws

endpoint = os.environ["AWS_ENDPOINT_URL"]
provider = aws.Provider(
    "aws",
    region="eu-central-1",
    allowed_account_ids=["123456789012"],
    access_key="test",
    secret_key="test",
    endpoints=[aws.ProviderEndpointArgs(s3=endpoint, kms=endpoint, sts=endpoint)],
    s3_use_path_style=True,
    skip_credentials_validation=True,
    skip_metadata_api_check=True,
)
own = pulumi.ResourceOptions(provider=provider)
tags = {
    "mesh:environment": "local",
    "mesh:domain": "sales",
    "mesh:owner": "someone",
    "mesh:cost-center": "cc-1",
    "mesh:classification": "internal",
    "mesh:managed-by": "hand",
}
"""
WAIVER = """\
waivers:
  - rule: S3-001
    finding: storage
    reason: The old importer writes with ACLs until it is gone.
    ticket: T-1
    granted: {granted}
    expires: {expires}
"""
UNKNOWN_POLICY = """
key = aws.kms.Key("key", tags=tags, enable_key_rotation=True, policy="{}", opts=own)
aws.s3.BucketPolicy("data", bucket="mesh-local--sales--x", policy=key.arn, opts=own)
"""
SECRET_POLICY = """
secret = pulumi.Output.secret('{"Statement": [{"Effect": "Allow", "Principal": "*",'
                              ' "Action": "s3:*", "Sid": "canary"}]}')
aws.s3.BucketPolicy("data", bucket="mesh-local--sales--x", policy=secret, opts=own)
"""


class Pulumi:
    """Plain `pulumi` in a shell that `mesh env` has set up, with the packs on."""

    def __init__(self, checkout: Any) -> None:
        # Starts the local AWS and installs its provider, and creates nothing.
        assert checkout.run("preview").returncode == 0
        self.checkout = checkout
        script = checkout.run("env").stdout + "env -0"
        shell = subprocess.run(
            ["bash", "-c", script], env=checkout.variables, capture_output=True, check=True
        )
        pairs = shell.stdout.decode().split("\0")
        self.variables = dict(pair.split("=", 1) for pair in pairs if "=" in pair)

    def run(self, *arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["pulumi", "--non-interactive", *arguments],
            cwd=folder or self.checkout.root,
            env=self.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    def asked(
        self, operation: str, stack: str, *options: str, folder: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """An operation with both packs on a stack that is made for it."""
        self.run("stack", "select", "--create", stack, folder=folder)
        packs = [
            f"--policy-pack={self.checkout.root / 'policies' / name}"
            for name in ("security", "governance")
        ]
        return self.run(operation, "-s", stack, *options, *packs, folder=folder)

    @property
    def buckets(self) -> list[str]:
        return [bucket["Name"] for bucket in self.checkout.client("s3").list_buckets()["Buckets"]]


@pytest.fixture(scope="module")
def pulumi(small_checkout: Any) -> Pulumi:
    return Pulumi(small_checkout)


@pytest.fixture
def hand_written(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text(PROJECT)
    (tmp_path / "__main__.py").write_text(HAND_WRITTEN)
    return tmp_path


def violating(root: Path, before: str, after: str) -> str:
    """The plan's own code with one part of every bucket's protection taken out."""
    text = (root / BUCKETS).read_text()
    assert before in text
    return text.replace(before, after)


def test_the_sample_mesh_passes_both_packs(pulumi: Pulumi) -> None:
    done = pulumi.asked("preview", STACK)

    assert done.returncode == 0, done.stdout
    assert "✅ security" in done.stdout
    assert "✅ governance" in done.stdout


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        (
            "dict.fromkeys(PUBLIC_ACCESS_SWITCHES, True)",
            "dict.fromkeys(PUBLIC_ACCESS_SWITCHES[1:], True)",
            "S3-001 Buckets refuse public access: blockPublicAcls must be true",
        ),
        (
            "    yield closed\n",
            "",
            "S3-001 Buckets refuse public access: the bucket has no public access block",
        ),
    ],
    ids=["one resource", "the stack as a whole"],
)
def test_a_violating_product_is_refused_three_ways_with_nothing_created(
    pulumi: Pulumi, before: str, after: str, problem: str
) -> None:
    checkout = pulumi.checkout
    text = violating(checkout.root, before, after).replace("after=(closed,)", "after=(made,)")
    with checkout.edited(BUCKETS, text):
        check = checkout.run("check", "--env", "local")
        up = checkout.run("up", "sales.orders")
        plain = pulumi.asked("up", STACK, "--yes")

    assert (check.returncode, up.returncode) == (5, 5)
    assert plain.returncode != 0
    line = "domains/sales/orders/product.yaml:1:1: error "
    assert f"{line}{problem}" in check.stdout + check.stderr
    assert f"{line}{problem}" in up.stdout + up.stderr
    assert problem in plain.stdout
    assert pulumi.buckets == []


def test_a_waived_finding_is_told_and_stops_nothing(pulumi: Pulumi) -> None:
    checkout, today = pulumi.checkout, datetime.now(UTC).date()
    first = "dict.fromkeys(PUBLIC_ACCESS_SWITCHES, True)"
    text = violating(checkout.root, first, first.replace("SWITCHES", "SWITCHES[1:]"))
    waiver = WAIVER.format(granted=today, expires=today + timedelta(days=30))
    waivers = "domains/sales/orders/waivers.yaml"
    with checkout.edited(BUCKETS, text), checkout.edited(waivers, waiver):
        check = checkout.document("check", "domains/sales/orders", "--env", "local")
        waived = pulumi.asked("preview", STACK)
        other = pulumi.asked("preview", "local.sales.invoices")

    assert [(f["code"], f["severity"], f["where"]) for f in check["findings"]] == [
        ("S3-001", "note", "storage")
    ]
    assert waived.returncode == 0, waived.stdout
    assert "[advisory]" in waived.stdout
    assert f"waived: until {today + timedelta(days=30)}, 30 days left (T-1)" in waived.stdout
    assert other.returncode != 0
    assert "S3-001 Buckets refuse public access: blockPublicAcls must be true" in other.stdout


def test_a_value_that_is_unknown_fails_the_preview(pulumi: Pulumi, hand_written: Path) -> None:
    (hand_written / "__main__.py").write_text(HAND_WRITTEN + UNKNOWN_POLICY)

    done = pulumi.asked("preview", "local.sales.extra", folder=hand_written)

    assert done.returncode != 0
    assert "[mandatory]" in done.stdout
    assert "could not be evaluated: data.policy is not known yet" in done.stdout
    assert "can't run policy" not in done.stdout


def test_a_secret_does_not_show_in_a_refusal(pulumi: Pulumi, hand_written: Path) -> None:
    (hand_written / "__main__.py").write_text(HAND_WRITTEN + SECRET_POLICY)

    done = pulumi.asked("preview", "local.sales.secret", folder=hand_written)

    assert "IAM-001" in done.stdout
    assert "canary" not in done.stdout


def test_a_stack_of_no_environment_is_refused(pulumi: Pulumi, hand_written: Path) -> None:
    (hand_written / "__main__.py").write_text(HAND_WRITTEN + SECRET_POLICY)

    done = pulumi.asked("preview", "scratch", folder=hand_written)

    assert done.returncode != 0
    assert "no rule can be asked: there is no environment 'scratch'" in done.stdout
