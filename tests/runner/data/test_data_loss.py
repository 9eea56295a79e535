import json
from dataclasses import replace
from typing import Any

import pytest

from meshwright.aws.resource_types import DATA
from meshwright.gate.data_loss import DataLossPolicy, Loss
from meshwright.plan import plan
from meshwright.plan.declaration import as_json
from meshwright.runner.data.data_loss import (
    holds_something,
    may_lose,
    with_kept,
    without_protection,
)
from meshwright.runner.data_loss_guard import is_risky
from meshwright.runner.results import Change, Changes, StackResult, Status
from meshwright.runner.state.checkpoint import Checkpoint

import shapes
from meshes import FILES, TODAY, environment

pytestmark = pytest.mark.usefixtures("recorded_shape")
STACK = "local.sales.orders"
PRODUCT = "sales/orders/product.yaml"
BUCKET = "aws:s3/bucket:Bucket::data"
LINES = "aws:glue/catalogTable:CatalogTable::lines"
ROLE = "aws:iam/role:Role::orders"
KEPT = environment("local", keepData=True)


def urn(resource):
    return f"urn:pulumi:{STACK}::mesh::mesh:index:Storage${resource}"


def loss(resource, operation="delete", properties=()):
    return Loss(urn(resource), operation, "its-id", is_bound=True, properties=properties)


@pytest.fixture
def refusals(mesh_of):
    """What is said of losses of one subject, by a mesh with files changed."""

    def said(*losses, subject="sales.orders", changes=None, holds=True, lines=None):
        return DataLossPolicy(mesh_of(changes), holds).refusals(subject, losses, lines or {})

    return said


def product(old, new):
    return {PRODUCT: FILES[PRODUCT].replace(old, new)}


RETIRED = product("description: Confirmed", "status: retired\ndescription: Confirmed")
UNREAD = {
    **RETIRED,
    "sales/orders/access/finance.reporting.yaml": None,
    "sales/invoices/product.yaml": None,
    "finance/reporting/product.yaml": None,
}
LINES_RETIRED = product("  lines:\n", "  lines:\n    status: retired\n")


@pytest.mark.parametrize("kind", DATA)
@pytest.mark.parametrize("operation", ["delete", "replace"])
def test_what_holds_data_is_neither_deleted_nor_replaced_unasked(refusals, kind, operation):
    (reason,) = refusals(loss(f"{kind}::data", operation))

    assert reason.refusal
    assert reason.message.startswith(f"LCY-001 {DATA[kind]} its-id of sales.orders would be ")


def test_what_holds_none_may_go(refusals):
    assert refusals(loss(ROLE)) == ()


def test_a_retired_product_lets_all_of_it_go(refusals):
    assert refusals(loss(BUCKET), loss(LINES), loss(BUCKET, "replace"), changes=UNREAD) == ()


def test_a_retired_product_stays_as_long_as_it_is_read(refusals):
    (reason,) = refusals(loss(BUCKET), loss(LINES), changes=RETIRED)

    assert reason.message == (
        "LCY-001 sales.orders is retired and still read by finance.reporting (by agreement until"
        " 2026-12-31), sales.invoices (names it under inputs)"
    )
    assert str(reason.spec) == f"domains/{PRODUCT}:1:1"
    assert refusals(loss(BUCKET), changes=RETIRED, holds=False) == ()


def test_a_retired_table_stays_as_long_as_an_agreement_names_it(refusals):
    orders = product("  orders:\n", "  orders:\n    status: retired\n")

    (reason,) = refusals(loss(LINES.replace("lines", "orders")), changes=orders)

    assert reason.message.startswith("LCY-001 table orders of sales.orders is retired and still")
    assert refusals(loss(LINES), changes=LINES_RETIRED) == ()


def test_a_retired_table_lets_itself_go_and_nothing_else(refusals):
    left = refusals(loss(LINES), loss(BUCKET), changes=LINES_RETIRED)

    assert [reason.resource for reason in left] == [BUCKET]


def test_where_no_data_is_kept_everything_may_go(refusals):
    assert refusals(loss(BUCKET), loss(LINES), holds=False) == ()


@pytest.mark.parametrize("subject", ["", "sales", "sales.gone"])
@pytest.mark.parametrize("kind", [BUCKET, LINES])
def test_no_remedy_names_a_file_that_is_not_there(refusals, subject, kind):
    (reason,) = refusals(loss(kind), subject=subject)

    assert "domains/" not in reason.fix
    assert "--delete-data" in reason.fix


@pytest.mark.parametrize("subject", ["", "sales", "sales.gone"])
def test_what_no_product_stands_behind_goes_by_the_flag_alone(refusals, subject):
    changes = RETIRED if subject == "sales" else None
    reasons = refusals(loss(BUCKET), loss(LINES), subject=subject, changes=changes)

    assert [reason.resource for reason in reasons] == [BUCKET, LINES]
    assert all("--delete-data" in reason.fix for reason in reasons)
    assert all((subject or "the foundation") in reason.message for reason in reasons)


def test_a_product_that_cannot_be_read_has_given_nothing_up(refusals):
    (reason,) = refusals(loss(BUCKET), changes={PRODUCT: "status: retired\n"})

    assert reason.fix.startswith("write `status: retired` in domains/sales/orders/product.yaml")


def test_a_refusal_names_the_line_that_would_have_to_speak_of_it(refusals):
    table, bucket = refusals(loss(LINES), loss(BUCKET))
    (domain,) = refusals(loss("aws:kms/key:Key::key"), subject="sales")
    (orphan,) = refusals(loss(BUCKET), subject="sales.gone")

    assert str(table.spec) == f"domains/{PRODUCT}:11:3"
    assert str(bucket.spec) == f"domains/{PRODUCT}:1:1"
    assert str(domain.spec) == "domains/sales/domain.yaml:1:1"
    assert orphan.spec is None


def test_a_table_that_left_the_spec_is_to_be_kept_in_it(refusals):
    (reason,) = refusals(loss("aws:glue/catalogTable:CatalogTable::old"))

    assert reason.fix == (
        "keep the table in domains/sales/orders/product.yaml, with `status: retired`,"
        " or pass --delete-data"
    )


def test_a_replacement_names_what_differs_and_can_be_undone(refusals):
    (reason,) = refusals(loss(BUCKET, "replace", ("bucket",)))

    assert reason.message.endswith("would be replaced by an empty one, since it differs in bucket")
    assert reason.fix.startswith("undo the change, or write `status: retired`")


@pytest.mark.parametrize(("now", "kept"), [("iceberg", "parquet"), ("parquet", "iceberg")])
def test_a_table_of_another_format_is_kept_by_saying_which_it_is(refusals, now, kept):
    differing = ("openTableFormatInput", "storageDescriptor")
    changes = product("  lines:\n", f"  lines:\n    format: {now}\n")
    (reason,) = refusals(loss(LINES, "replace", differing), changes=changes)

    assert (
        "would be replaced by an empty one, since it differs in openTableFormat" in reason.message
    )
    assert reason.fix.startswith(
        f"write `format: {kept}` at tables.lines in domains/{PRODUCT}: it stays as it is; or bring"
    )
    assert str(reason.spec) == f"domains/{PRODUCT}:11:3"


def test_a_table_of_another_format_that_left_the_spec_has_nothing_to_say(refusals):
    gone = loss("aws:glue/catalogTable:CatalogTable::old", "replace", ("openTableFormatInput",))

    assert "format:" not in refusals(gone)[0].fix
    assert "format:" not in refusals(gone, subject="sales.gone")[0].fix


@pytest.fixture
def stack(mesh_of):
    return plan(mesh_of(), KEPT, as_of=TODAY).stacks[STACK]


def state_of(stack, **changes):
    """The checkpoint of a stack that is as its plan says, some resources changed by name."""
    settings = stack.provider
    provider = {"region": settings.region, "allowedAccountIds": f'["{settings.account}"]'}
    resources = [
        {
            "urn": urn(d.key),
            "type": d.type,
            "inputs": shapes.recorded(d.type, as_json(d.inputs)),
            "protect": d.keep,
            **changes.get(d.name, {}),
        }
        for d in stack.declarations
    ]
    aws = {"urn": urn("pulumi:providers:aws::aws"), "type": "pulumi:providers:aws"}
    aws |= {"inputs": provider | changes.get("provider", {})}
    return Checkpoint(3, {"resources": [aws, *resources]})


@pytest.fixture
def loss_policy(mesh_of):
    return DataLossPolicy(mesh_of(), holds=True)


def test_a_stack_that_is_as_planned_can_lose_nothing(stack, loss_policy):
    assert not may_lose(state_of(stack), stack, loss_policy)


@pytest.mark.parametrize(
    "changes",
    [
        {"lines": {"inputs": {"name": "other"}}},
        {"lines": {"delete": True}},
        {"provider": {"region": "eu-west-1"}},
        {"provider": {"allowedAccountIds": '["444455556666"]'}},
    ],
)
def test_whatever_is_not_plainly_the_same_is_worth_a_preview(stack, loss_policy, changes):
    assert may_lose(state_of(stack, **changes), stack, loss_policy)


def test_a_refresh_may_bring_to_light_what_no_comparison_tells(stack, loss_policy):
    latest = {"latest": state_of(stack).deployment}
    content = json.dumps({"version": 3, "checkpoint": latest}).encode()
    store: Any = type("Store", (), {"read_checkpoint": lambda _self, _stack: content})()

    assert not is_risky(store, stack, loss_policy, refresh=False)
    assert is_risky(store, stack, loss_policy, refresh=True)


def test_a_table_that_is_planned_no_more_is_worth_a_preview(stack, loss_policy):
    left = replace(stack, declarations=tuple(d for d in stack.declarations if d.name != "lines"))

    assert may_lose(state_of(stack), left, loss_policy)


@pytest.mark.parametrize(
    "filled_in",
    [
        lambda inputs: {**inputs, "acl": "private", "__defaults": ["acl"]},
        lambda inputs: {**inputs, "tags": {**inputs["tags"], "__defaults": []}},
        lambda inputs: {**inputs, "versioning": {"__defaults": []}, "__defaults": ["versioning"]},
        lambda inputs: {**inputs, "tags": {**inputs["tags"], "a": "b", "__defaults": ["a"]}},
        lambda inputs: {**inputs, "__defaults": []},
    ],
)
def test_what_the_official_provider_has_filled_in_is_no_change(stack, loss_policy, filled_in):
    (bucket,) = (d for d in stack.declarations if str(d.key) == BUCKET)
    state = state_of(stack)
    for resource in state.resources:
        if resource["type"] == bucket.type:
            resource["inputs"] = filled_in(as_json(bucket.inputs))

    assert not may_lose(state, stack, loss_policy)


def test_a_state_that_cannot_be_read_may_lose_anything(stack, loss_policy):
    assert may_lose(None, stack, loss_policy)
    assert holds_something(None, loss_policy)


def test_where_no_data_is_kept_only_what_is_protected_is_watched(stack, loss_policy):
    careless = replace(loss_policy, holds=False)
    free = {d.name: {"protect": False} for d in stack.declarations}

    assert holds_something(state_of(stack), careless)
    assert holds_something(state_of(stack, **free), loss_policy)
    assert not holds_something(state_of(stack, **free), careless)
    assert not may_lose(
        state_of(
            stack,
            lines={"protect": False, "inputs": {}},
            **{name: change for name, change in free.items() if name != "lines"},
        ),
        stack,
        careless,
    )


def test_protection_goes_from_what_is_agreed_to_go_and_from_nothing_else():
    bound = {"protect": True, "retainOnDelete": True}
    settings = "aws:lakeformation/dataLakeSettings:DataLakeSettings::lake"
    names = (BUCKET, LINES, settings)
    exported = {
        "version": 3,
        "deployment": {
            "manifest": {},
            "resources": [
                {"urn": urn(name), "type": name.partition("::")[0], **bound} for name in names
            ],
        },
    }
    freed = without_protection(exported, [loss(LINES), loss(settings)])
    bucket, lines, lake = freed["deployment"]["resources"]

    assert (freed["version"], freed["deployment"]["manifest"]) == (3, {})
    assert bucket == {"urn": urn(BUCKET), "type": "aws:s3/bucket:Bucket", **bound}
    assert not lines.keys() & bound.keys()
    # What is one for the whole account is forgotten, and stays as it is in AWS.
    assert lake.keys() & bound.keys() == {"retainOnDelete"}


def test_a_trail_that_is_asked_for_no_more_ends_and_is_not_left_running():
    bound = {"protect": True, "retainOnDelete": True}
    trail = "aws:cloudtrail/trail:Trail::trail"
    taken = {"urn": urn(trail), "type": trail.partition("::")[0], **bound}
    (freed,) = without_protection({"deployment": {"resources": [taken]}}, [loss(trail)])[
        "deployment"
    ]["resources"]

    assert not freed.keys() & bound.keys()


def test_the_bucket_of_the_meshs_own_trail_is_kept_by_a_word_of_the_environment_file(refusals):
    (refused,) = refusals(loss("aws:s3/bucket:Bucket::trail"), subject="")

    assert "of the foundation would be deleted" in refused.message
    assert refused.fix.startswith("say `formerly: own` beside `trail: existing`")


def test_what_was_there_before_the_mesh_is_forgotten_and_stays_in_aws():
    bound = {"protect": True, "retainOnDelete": True, "importID": "1:crm_raw:lines"}
    taken = {"urn": urn(LINES), "type": LINES.partition("::")[0], **bound}
    (freed,) = without_protection({"deployment": {"resources": [taken]}}, [loss(LINES)])[
        "deployment"
    ]["resources"]

    assert "protect" not in freed
    assert freed["retainOnDelete"] is True


def test_what_the_engine_forgets_is_kept_and_not_deleted():
    settings = "aws:lakeformation/dataLakeSettings:DataLakeSettings::lake"
    retained = {"retainOnDelete": True}
    bound = {BUCKET: retained | {"importID": "crm"}, LINES: retained, settings: retained, ROLE: {}}
    resources = [
        {"urn": urn(name), "type": name.partition("::")[0], **more} for name, more in bound.items()
    ]
    changed = (*(Change("delete", name) for name in bound), Change("update", BUCKET))
    done = StackResult(STACK, Status.DONE, Changes(update=1, delete=4), changed)

    told = with_kept(done, Checkpoint(3, {"resources": resources}))

    # The table is the mesh's own: whoever agreed to its loss has freed it.
    assert [c.operation for c in told.changed] == ["keep", "delete", "keep", "delete", "update"]
    assert told.changes == Changes(update=1, delete=2, keep=2)
    assert told.changes.total == 3
    assert with_kept(done, None) == done
