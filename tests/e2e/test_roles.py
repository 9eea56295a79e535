"""From an empty account to a mesh and back, by the roles of its template, each call authorised.

The account is a local AWS that its owner makes ready by `mesh bootstrap --apply`. The engine keeps
its state in that account's bucket, under its key.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from wire import SIGNATURE

from checkouts import Checkout, copy_checkout, keep_one_product, small_checkout_in
from e2e.account import DEPLOYER, OWNER, PLANNER, Account, account_for

pytestmark = pytest.mark.e2e

STATE = "acme-mesh-state-dev"
PRODUCT = "mesh-dev--sales--orders--111122223333"
SPEC = "domains/sales/orders/product.yaml"
COLUMN = "      order_id: {type: string"


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    """An account that was empty, in which one product is up."""
    folder = tmp_path_factory.mktemp("account")
    with small_checkout_in(folder / "checkout") as checkout:
        keep_one_product(checkout)
        (checkout.root / "platform/environments/prod.yaml").unlink(missing_ok=True)
        with account_for(checkout, folder) as made:
            for who, words in ((OWNER, "bootstrap --apply"), (DEPLOYER, "up")):
                done = made.run(who, *words.split(), "--env", "dev", "--yes")
                assert done.returncode == 0, done.stdout + done.stderr
            yield made


def objects(account: Account) -> Mapping[str, str]:
    """What the state's bucket holds: the checksum of each object, by its key."""
    s3 = account.client("s3")
    listed = s3.list_objects_v2(Bucket=STATE)["Contents"]
    return {each["Key"]: each["ETag"] for each in listed}


def states(account: Account) -> Mapping[str, Any]:
    s3 = account.client("s3")
    keys = [key for key in objects(account) if "/stacks/" in key and key.endswith(".json")]
    return {k: json.loads(s3.get_object(Bucket=STATE, Key=k)["Body"].read()) for k in keys}


def test_no_state_has_a_secret(account: Account) -> None:
    """What opens the state's secrets opens nothing: a preview has to open them."""
    found = states(account)

    assert len(found) == 3
    resources = [r for s in found.values() for r in s["checkpoint"]["latest"]["resources"]]
    assert len(resources) > 50
    assert [r["urn"] for r in resources if SIGNATURE in json.dumps(r)] == []


def test_the_plan_role_previews_and_looks_for_drift_and_writes_nothing(account: Account) -> None:
    before = objects(account)

    preview = account.run(PLANNER, "preview", "--env", "dev", "--no-skip")
    drift = account.run(PLANNER, "drift", "--env", "dev", "--json")

    assert preview.returncode == 0, preview.stdout + preview.stderr
    assert drift.returncode == 0, drift.stdout + drift.stderr
    assert json.loads(drift.stdout)["drifts"] == []
    assert objects(account) == before


def test_the_plan_role_deploys_nothing(account: Account) -> None:
    before = objects(account)

    done = account.run(PLANNER, "up", "--env", "dev", "--yes", "--no-skip")

    assert done.returncode == 1
    assert "is not authorized to perform" in done.stdout
    assert objects(account) == before


@pytest.mark.parametrize("role", [PLANNER, DEPLOYER])
def test_neither_role_reads_a_row(account: Account, role: str) -> None:
    s3, keys = account.client("s3"), account.keys(role)
    made = s3.put_object(Bucket=PRODUCT, Key="orders/x", Body=b"rows")

    assert denied(account.client("s3", keys).get_object, Bucket=PRODUCT, Key="orders/x")
    assert denied(
        account.client("athena", keys).start_query_execution,
        QueryString="select 1",
        WorkGroup="mesh-dev--sales",
    )
    reader = "arn:aws:iam::111122223333:role/mesh/sales/mesh-dev--sales--reader"
    assert denied(account.client("sts", keys).assume_role, RoleArn=reader, RoleSessionName="rows")
    s3.delete_object(Bucket=PRODUCT, Key="orders/x", VersionId=made["VersionId"])


GIVEN = "arn:aws:iam::111122223333:role/mesh-planner"


def denied(call: Any, **arguments: Any) -> bool:
    try:
        call(**arguments)
    except ClientError as error:
        return "is not authorized to perform" in str(error)
    return False


def test_the_deployer_changes_refreshes_and_takes_back_what_others_have_opened(
    account: Account,
) -> None:
    checkout: Checkout = account.checkout
    text = (checkout.root / SPEC).read_text().replace(COLUMN, f"      note: string\n{COLUMN}")
    with checkout.edited(SPEC, text):
        changed = account.run(DEPLOYER, "up", "--env", "dev", "--yes")
        assert changed.returncode == 0, changed.stdout + changed.stderr
        open_up(account)
        drift = account.run(PLANNER, "drift", "--env", "dev", "--json")
        refreshed = account.run(DEPLOYER, "up", "--env", "dev", "--yes", "--refresh")
        again = account.run(PLANNER, "drift", "--env", "dev", "--json")

    assert drift.returncode == 7, drift.stdout + drift.stderr
    assert len(json.loads(drift.stdout)["drifts"]) == 2
    assert refreshed.returncode == 0, refreshed.stdout + refreshed.stderr
    # What is on the mesh's role goes; what somebody was given is told, and the deployer may not ask
    # what a proof asks.
    assert refreshed.stderr.count("taken back: ") == 1
    assert f"--revoke {GIVEN} --env dev" in refreshed.stderr
    assert "access is not proved: AWS could not be asked" in refreshed.stderr
    assert again.returncode == 7, again.stdout + again.stderr
    (left,) = json.loads(again.stdout)["drifts"]
    assert GIVEN in left["what"]
    columns = account.client("glue").get_table(DatabaseName="sales__orders", Name="orders")
    described = columns["Table"]["StorageDescriptor"]["Columns"]
    assert "note" in {column["Name"] for column in described}


def open_up(account: Account) -> None:
    """A policy on a role and a grant of a key, by which rows could be read."""
    iam, kms = account.client("iam"), account.client("kms")
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    made = iam.create_policy(PolicyName="open", PolicyDocument=document)["Policy"]
    iam.attach_role_policy(RoleName="mesh-dev--sales--reader", PolicyArn=made["Arn"])
    key = kms.describe_key(KeyId="alias/mesh-dev--sales")["KeyMetadata"]["KeyId"]
    kms.create_grant(
        KeyId=key,
        GranteePrincipal=GIVEN,
        Operations=["Decrypt"],
    )


def test_the_deployer_takes_a_product_down_again(account: Account) -> None:
    done = account.run(
        DEPLOYER, "destroy", "sales.orders", "--env", "dev", "--yes", "--delete-data"
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert len(states(account)) == 2


@pytest.mark.long
def test_the_example_mesh_comes_up_by_the_same_roles(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("example")
    checkout = copy_checkout(folder / "checkout")
    (checkout.root / "platform/environments/prod.yaml").unlink()
    with account_for(checkout, folder) as made:
        for who, words, code in (
            (OWNER, "bootstrap --apply --yes", 0),
            (DEPLOYER, "up --yes", 0),
            (PLANNER, "preview --no-skip", 0),
            (PLANNER, "drift", 0),
            (DEPLOYER, "up --yes --refresh", 0),
            (DEPLOYER, "destroy punctuality.carriers --yes --delete-data", 0),
        ):
            done = made.run(who, *words.split(), "--env", "dev")
            assert done.returncode == code, words + done.stdout + done.stderr
        assert [k for k, v in states(made).items() if SIGNATURE in json.dumps(v)] == []
