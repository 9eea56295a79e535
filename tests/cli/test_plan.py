import pytest

from meshes import TODAY


def test_the_plan_is_a_tree_with_the_line_that_each_resource_comes_from(mesh):
    ended = mesh("plan", "sales.orders")

    lines = ended.out.splitlines()
    assert lines[0].startswith("local.sales.orders  (product, ")
    (bucket,) = (line for line in lines if " Bucket data " in line)
    assert (
        "mesh-local--sales--orders--123456789012  <- domains/sales/orders/product.yaml:" in bucket
    )
    (agreement,) = (line.strip() for line in lines if line.strip().startswith("Agreement"))
    assert agreement == "Agreement finance.reporting"


def test_each_component_is_shown_once(mesh):
    lines = mesh("plan", "sales.orders").out.splitlines()
    components = [line for line in lines if "<-" not in line]

    assert len(components) == len(set(components))


def test_only_what_is_named_is_shown(mesh):
    assert [line for line in mesh("plan", "sales").out.splitlines() if line[0] != " "] != []
    stacks = [s["stack"] for s in mesh("plan", "sales", "--json").document["stacks"]]

    assert sorted(stacks) == ["local.sales", "local.sales.invoices", "local.sales.orders"]


def test_the_document_is_complete(mesh, checkout):
    from meshwright.gate.assessment import assess
    from meshwright.workspace import Workspace

    document = mesh("plan", "--json").document
    plan = assess(Workspace(checkout), "local", as_of=TODAY).plan

    assert document["asOf"] == "2026-06-01"
    assert {s["stack"]: s["digest"] for s in document["stacks"]} == {
        name: stack.digest for name, stack in plan.stacks.items()
    }
    resources = [r for s in document["stacks"] for r in s["resources"]]
    assert len(resources) == sum(len(s.declarations) for s in plan.stacks.values())
    assert all({"type", "name", "inputs", "spec", "component"} <= set(r) for r in resources)


def test_a_mesh_with_errors_is_still_planned_as_far_as_it_goes(mesh, checkout):
    (checkout / "domains/sales/orders/product.yaml").write_text("x: y\n")
    ended = mesh("plan")

    assert ended.code == 0
    assert "local.sales.invoices" in ended.out
    assert "`mesh check` lists them" in ended.err


def test_the_deployers_policies_are_shown_by_the_name_of_their_managed_policy(mesh):
    shown = mesh("plan", "--deployer")
    document = mesh("plan", "--deployer", "--json").document

    names = [line.rstrip(":") for line in shown.out.splitlines() if line.startswith("mesh-")]
    assert names == list(document["policies"])
    assert document["deployer"] == "arn:aws:iam::123456789012:user/administrator"
    assert document["policies"]["mesh-local--deployer--no-data"]["Statement"][0]["Effect"] == "Deny"


PLACE = (
    'account: "444455556666"\nregion: eu-west-1\nbackend: s3://state\n'
    "deployer: arn:aws:iam::444455556666:role/deployer\n"
    "administrators: [arn:aws:iam::444455556666:role/deployer]\n"
)


@pytest.fixture
def two(checkout):
    for name, account in (("staging", "444455556666"), ("prod", "777788889999")):
        text = PLACE.replace("444455556666", account)
        (checkout / f"platform/environments/{name}.yaml").write_text(text)
    return checkout


def test_two_environments_are_compared(two, mesh):
    alike = mesh("plan", "--env", "staging", "--against", "prod")
    role = "arn:aws:iam::444455556666:role/people"
    with (two / "platform/environments/staging.yaml").open("a") as file:
        file.write(f"assume: {{sales: {{reader: [{role}]}}}}\naccountSettings: false\n")
    unlike = mesh("plan", "--env", "staging", "--against", "prod").out
    sales = mesh("plan", "sales", "--env", "staging", "--against", "prod").out

    assert alike.out == "staging and prod differ in nothing but their place\n"
    assert unlike.startswith(
        "staging against prod, names and accounts put aside: 4 settings, 0 rule settings,"
        " 2 stacks differ\n  accountSettings: false in staging, true in prod\n"
        "  assume.sales.reader: [arn:aws:iam::777788889999:role/people] in staging, - in prod\n"
    )
    assert "\nfoundation\n  " in unlike
    assert ": only in prod\n" in unlike
    assert unlike.endswith("\nsales\n  Role reader: assumeRolePolicy differs\n")
    assert "foundation" not in sales


def test_the_comparison_is_a_document_too(two, mesh):
    with (two / "platform/environments/staging.yaml").open("a") as file:
        file.write("athena: {bytesScannedLimit: 10485760}\n")
    document = mesh("plan", "sales", "--env", "staging", "--against", "prod", "--json").document
    (stack,) = document["stacks"]
    (resource,) = stack["resources"]

    assert (document["environment"], document["against"]) == ("staging", "prod")
    assert document["settings"] == [
        {"name": "athena.bytesScannedLimit", "here": 10485760, "there": 1099511627776}
    ]
    assert (document["rules"], stack["subject"], stack["onlyIn"]) == ([], "sales", None)
    assert (resource["onlyIn"], resource["properties"][0]["name"]) == (None, "configuration")


def test_a_short_value_is_shown_for_both(two, mesh):
    (two / "platform/environments/staging.yaml").write_text(PLACE + "keepData: false\n")
    out = mesh("plan", "--env", "staging", "--against", "prod").out

    assert "  keepData: false in staging, true in prod\n" in out


def test_an_environment_that_is_not_there_cannot_be_compared_with(mesh):
    assert mesh("plan", "--against", "prood").code == 2


DRAFT = "description: A try.\nstatus: draft\ntables: {tries: {columns: {try_id: string}}}\n"


@pytest.mark.parametrize("words", [(), ("sales",), ("sales.tries",)])
def test_what_only_the_other_environment_has_is_shown(two, mesh, words):
    (two / "domains/sales/tries").mkdir()
    (two / "domains/sales/tries/product.yaml").write_text(DRAFT)
    with (two / "platform/environments/prod.yaml").open("a") as file:
        file.write("drafts: true\n")
    here = mesh("plan", *words, "--env", "staging", "--against", "prod")
    there = mesh("plan", *words, "--env", "prod", "--against", "staging")

    assert here.code == there.code == 0
    assert "sales.tries: only in prod\n" in here.out
    assert "sales.tries: only in prod\n" in there.out
