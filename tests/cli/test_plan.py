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
