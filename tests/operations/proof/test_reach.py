"""Who reads files past Lake Formation: whom both the bucket and its key let in."""

from dataclasses import replace

from meshwright.aws.authorization.document import policy
from meshwright.operations.proof.policies import planned_identities, planned_stores
from meshwright.operations.proof.reach import Identity, Store, around, readers

from .proving import assessed
from meshes import MeshOf, environment

ACCOUNT, OTHER = "111122223333", "999988887777"
EVE = f"arn:aws:iam::{ACCOUNT}:role/eve"
ALL = policy('{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*",'
             ' "Resource": "*"}}')  # fmt: skip
NOTHING = policy('{"Version": "2012-10-17", "Statement": []}')
BUCKET = Store("arn:aws:s3:::b", ACCOUNT, "eu-central-1", None, None)


def open_to(who: str) -> str:
    return (
        '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", '
        f'"Resource": "*", "Principal": {{"AWS": "{who}"}}}}}}'
    )


def test_a_bucket_without_a_key_of_its_own_is_read_by_who_may_read_s3():
    assert readers([Identity(EVE, (ALL,))], [BUCKET]) == {(EVE, BUCKET.arn)}
    assert readers([Identity(EVE, (NOTHING,))], [BUCKET]) == frozenset()
    assert readers([Identity(EVE, (ALL,), NOTHING)], [BUCKET]) == frozenset()


def test_a_key_has_a_say_of_its_own():
    closed = replace(BUCKET, key=NOTHING)
    opened = replace(BUCKET, key=policy(open_to(f"arn:aws:iam::{ACCOUNT}:root")))

    assert readers([Identity(EVE, (ALL,))], [closed]) == frozenset()
    assert readers([Identity(EVE, (ALL,))], [opened]) == {(EVE, BUCKET.arn)}


def test_an_account_that_a_policy_names_is_asked_for_too():
    for name in (OTHER, f"arn:aws:iam::{OTHER}:role/x", f"arn:aws:iam::{OTHER}:root"):
        found = readers([], [replace(BUCKET, policy=policy(open_to(name)))])

        expected = {name if "role/x" in name else f"arn:aws:iam::{OTHER}:user/anybody"}
        assert {who for who, _ in found} == expected
    assert readers([], [replace(BUCKET, policy=policy(open_to("*")))]) == frozenset()


def test_only_who_is_not_planned_nor_trusted_is_a_difference():
    found = frozenset({(EVE, "b"), ("boss", "b"), ("job", "b")})

    (one,) = around(frozenset({("job", "b")}), found, frozenset({"boss"}))

    assert (one.kind.value, one.who) == ("PRV010", EVE)


def test_of_a_plan_the_jobs_and_who_serves_their_files_read_them(mesh_of: MeshOf):
    agreed = assessed(mesh_of(), environment())

    stores = planned_stores(agreed.plan, agreed.environment)
    found = readers(planned_identities(agreed.plan, agreed.environment), stores)

    assert len(stores) == 3
    assert all(store.policy and store.key for store in stores)
    orders = {who.rpartition("/")[2] for who, bucket in found if "--sales--orders-" in bucket}
    assert orders == {"mesh-dev--sales--data-access", "mesh-dev--sales--orders--runtime"}
