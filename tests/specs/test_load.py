from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from meshwright.errors import Position
from meshwright.specs import files
from meshwright.specs.life import Status
from meshwright.specs.load import load_mesh
from meshwright.specs.models import Classification, Kind, Tier, Unreadable

from .conftest import DOMAIN, PRODUCT, Tree

FULL = """\
# yaml-language-server: $schema=../../../schema/product.schema.json
apiVersion: mesh/v1
owner: team-orders@acme.example        # default: the domain's
description: Confirmed orders and their lines, from the shop's event stream.
version: 2.1.0                         # a string; default 0.1.0
status: active                         # draft | active (default) | deprecated | retired
kind: aggregate
tier: gold                             # bronze (default) | silver | gold
classification: internal               # public | internal | confidential | restricted
tags: [sales]
inputs: [payments.transactions, customers.profiles]
tables:
  orders:
    description: One row per confirmed order.
    format: parquet                    # the default
    primaryKey: [order_id]
    partitionBy: [ordered_on]
    query: orders.sql                  # where the rows are derived from inputs
    columns:
      order_id: {type: string, description: Shop order number, required: true, unique: true}
      customer_email: {type: string, pii: true, classification: confidential}
      status: {type: string, enum: [open, paid, shipped, cancelled]}
      discount: {type: "decimal(5,2)", quality: [{metric: nullValues, unit: percent, \
mustBeLessThan: 5, severity: warning}]}
      address: struct<street:string,city:string,country:string>
      ordered_on: date
    quality: [{metric: rowCount, mustBeGreaterThan: 0}]
sla: {freshness: 4h, availability: 99.5%, retention: 730d}
storage: {noncurrentDays: 30}          # old versions of objects
extensions: {}                         # free, exported as custom properties
"""
FULL_DOMAIN = """\
owner: team-sales@acme.example
description: Everything from cart to invoice.
costCenter: cc-4711
classification: internal
support: {channel: "#sales-data"}
reviewers: ["@acme/sales-data"]         # who approves in the repository
"""
AGREEMENT = """\
purpose: Monthly revenue report
legalBasis: contract                   # asked for where personal data is included
tables:
  orders: {columns: [order_id, discount, ordered_on]}   # a list, or `all`
starts: 2026-01-01
expires: 2026-12-31
contact: team-finance@acme.example
"""
EXAMPLE = {
    "domains/sales/domain.yaml": FULL_DOMAIN,
    "domains/sales/orders/product.yaml": FULL,
    "domains/sales/orders/orders.sql": "select * from payments.transactions\n",
    "domains/sales/orders/access/finance.reporting.yaml": AGREEMENT,
}
ORDERS = "domains/sales/orders/product.yaml"
SMALL = {"domains/sales/domain.yaml": DOMAIN, ORDERS: PRODUCT}


def test_the_designs_examples_have_no_findings(tree: Tree) -> None:
    loaded = load_mesh(tree(EXAMPLE))

    assert loaded.findings == ()
    assert not loaded.mesh.unreadable


def test_every_field_of_a_product_is_typed(tree: Tree) -> None:
    spec = load_mesh(tree(EXAMPLE)).mesh.products["sales.orders"].spec

    orders = spec.tables["orders"]
    assert (spec.status, spec.kind, spec.tier) == (Status.ACTIVE, Kind.AGGREGATE, Tier.GOLD)
    assert spec.classification is Classification.INTERNAL
    assert spec.version == "2.1.0"
    assert spec.sla.freshness == timedelta(hours=4)
    assert spec.sla.availability == Decimal("99.5")
    assert orders.columns["address"].type.glue == "struct<street:string,city:string,country:string>"
    assert orders.columns["status"].enum == ("open", "paid", "shipped", "cancelled")
    assert orders.columns["discount"].quality[0].must_be_less_than == 5
    assert orders.partition_by == ("ordered_on",)


def test_an_agreement_is_between_its_folder_and_its_file_name(tree: Tree) -> None:
    (agreement,) = load_mesh(tree(EXAMPLE)).mesh.products["sales.orders"].agreements

    assert (agreement.producer, agreement.consumer) == ("sales.orders", "finance.reporting")
    assert agreement.spec.expires == date(2026, 12, 31)
    assert agreement.spec.tables["orders"].columns == ("order_id", "discount", "ordered_on")


def test_a_query_is_read_with_its_table(tree: Tree) -> None:
    product = load_mesh(tree(EXAMPLE)).mesh.products["sales.orders"]

    assert product.queries == {"orders": "select * from payments.transactions\n"}


def test_an_agreement_need_not_name_columns(tree: Tree) -> None:
    bare = "purpose: Reports\ntables:\n  orders:\nexpires: 2026-12-31\n"
    loaded = load_mesh(tree({**SMALL, "domains/sales/orders/access/finance.yaml": bare}))

    assert loaded.findings == ()
    (agreement,) = loaded.mesh.products["sales.orders"].agreements
    assert agreement.spec.tables["orders"].columns is None


def test_free_fields_may_hold_anything(tree: Tree) -> None:
    free = PRODUCT + "extensions:\n  ticket:\n  list: [~, {a: }]\n"
    loaded = load_mesh(tree({**SMALL, ORDERS: free}))

    assert loaded.findings == ()
    assert loaded.mesh.products["sales.orders"].spec.extensions["ticket"] is None


def test_a_repository_without_domains_is_an_empty_mesh(tmp_path: Path) -> None:
    loaded = load_mesh(tmp_path)

    assert loaded.findings == ()
    assert not loaded.mesh.domains


def test_a_domains_folder_that_cannot_be_listed_is_a_finding(tree: Tree) -> None:
    (finding,) = load_mesh(tree({"domains": "not a folder"})).findings

    assert (finding.code, finding.position) == ("SPEC034", Position("domains"))


def test_the_mesh_is_in_the_order_of_ids(tree: Tree) -> None:
    files = {f"domains/{d}/domain.yaml": DOMAIN for d in ("b", "a_b", "a")}
    files |= {f"domains/{d}/p/product.yaml": PRODUCT for d in ("b", "a_b", "a")}

    mesh = load_mesh(tree(files)).mesh

    assert list(mesh.domains) == ["a", "a_b", "b"]
    assert list(mesh.products) == sorted(mesh.products)


def test_folders_that_git_leaves_behind_are_not_there(tree: Tree) -> None:
    root = tree(SMALL)
    (root / "domains/old").mkdir()
    (root / "domains/sales/old").mkdir()

    loaded = load_mesh(root)

    assert loaded.findings == ()
    assert list(loaded.mesh.products) == ["sales.orders"]


def test_files_for_people_are_left_in_peace(tree: Tree) -> None:
    people = ("domains/README.md", "domains/sales/LICENSE", "domains/sales/orders/how-to.md")
    hidden = ("domains/.gitkeep", "domains/sales/orders/access/.keep")

    assert load_mesh(tree({**SMALL, **dict.fromkeys((*people, *hidden), "x")})).findings == ()


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("domains/sales/orders/README.md", "../../../shared/orders.md"),
        ("domains/sales/lines", "orders"),
        ("domains/people", "../shared"),
        ("domains/sales/orders/orders.sql", "nowhere.sql"),
        ("domains/sales/orders/access", "../../../shared"),
        ("domains/sales/orders/access/finance.yaml", "../../domain.yaml"),
        ("domains/sales/domain.yaml", "../../shared/domain.yaml"),
        ("domains/sales/orders/waivers.yaml", "access/notes.md"),
    ],
)
def test_a_link_inside_the_repository_is_not_followed(tree: Tree, link: str, target: str) -> None:
    root = tree({**SMALL, "shared/orders.md": "Orders.", "shared/domain.yaml": DOMAIN})
    (root / link).unlink(missing_ok=True)
    (root / link).parent.mkdir(exist_ok=True)
    (root / link).symlink_to(target)

    (finding,) = load_mesh(root).findings

    assert (finding.code, finding.position) == ("SPEC080", Position(link))
    assert finding.message == f"it is a symbolic link to '{target}'"


def test_domains_itself_is_no_link(tree: Tree) -> None:
    root = tree({name.replace("domains", "teams"): text for name, text in SMALL.items()})
    (root / "domains").symlink_to("teams")

    loaded = load_mesh(root)

    assert [(f.code, f.position) for f in loaded.findings] == [("SPEC080", Position("domains"))]
    assert loaded.mesh.domains == {}


@pytest.mark.parametrize("name", [".real/product.yaml", ".old/deep/x.sql", ".a/access/b.yaml"])
@pytest.mark.parametrize("folder", ["domains", "domains/sales", "domains/sales/orders"])
def test_specs_in_a_hidden_folder_are_no_secret(tree: Tree, folder: str, name: str) -> None:
    (finding,) = load_mesh(tree({**SMALL, f"{folder}/{name}": "x: 1\n"})).findings

    assert (finding.code, finding.position.path) == ("SPEC081", f"{folder}/{name.split('/')[0]}")
    assert finding.message.endswith(f"holds '{name.split('/')[-1]}', which would not be read")


def test_what_editors_leave_behind_is_left_in_peace(tree: Tree) -> None:
    left = ("domains/sales/orders/.ipynb_checkpoints/x-checkpoint.ipynb", ".cache/product.yaml")
    root = tree({**SMALL, **dict.fromkeys(left, "{}")})
    (root / "domains/sales/orders/.#product.yaml").symlink_to("jane@laptop.4711")
    (root / "domains/sales/.empty").mkdir()

    assert load_mesh(root).findings == ()


@pytest.mark.parametrize("link", ["domains", "domains/shared", "domains/sales/domain.yaml"])
def test_a_link_out_of_the_repository_is_not_followed(
    tree: Tree, tmp_path_factory: pytest.TempPathFactory, link: str
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "domain.yaml").write_text(DOMAIN)
    root = tree({"README.md": "x"} if link == "domains" else SMALL)
    (root / link).unlink(missing_ok=True)
    (root / link).symlink_to(outside)

    loaded = load_mesh(root)

    assert [(f.code, f.position) for f in loaded.findings] == [("SPEC031", Position(link))]
    assert "shared" not in loaded.mesh.domains


def test_a_finding_in_one_product_hides_no_other(tree: Tree) -> None:
    broken = "description: [\n"
    loaded = load_mesh(
        tree({**SMALL, "domains/sales/a/product.yaml": broken, "domains/b/c/x.yaml": broken})
    )

    assert sorted(f.subject for f in loaded.findings) == ["b", "b.c", "b.c", "sales.a"]
    assert list(loaded.mesh.products) == ["sales.orders"]
    assert list(loaded.mesh.unreadable) == ["b", "b.c", "sales.a"]


def test_a_broken_domain_takes_its_products_along_and_still_judges_them(tree: Tree) -> None:
    files = {
        **SMALL,
        "domains/sales/domain.yaml": "owner: nobody\n",
        "domains/sales/carts/product.yaml": "descripton: Carts.\n",
    }

    loaded = load_mesh(tree(files))

    assert not loaded.mesh.domains
    assert not loaded.mesh.products
    assert list(loaded.mesh.unreadable) == ["sales", "sales.carts", "sales.orders"]
    assert {f.position.path for f in loaded.findings} == {
        "domains/sales/domain.yaml",
        "domains/sales/carts/product.yaml",
    }


def test_a_stray_file_in_a_domain_makes_it_unreadable(tree: Tree) -> None:
    loaded = load_mesh(tree({**SMALL, "domains/sales/notes.txt": "x"}))

    assert loaded.mesh.is_unreadable("sales.orders")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("access/finance.yaml", "purpose: Reports\n"),
        ("product.lock.yaml", "origin: orders\n"),
        ("notes.txt", "x"),
    ],
)
def test_any_error_in_its_folder_makes_a_product_unreadable(
    tree: Tree, name: str, text: str
) -> None:
    loaded = load_mesh(tree({**SMALL, f"domains/sales/orders/{name}": text}))

    assert list(loaded.mesh.unreadable) == ["sales.orders"]
    assert {f.subject for f in loaded.findings} == {"sales.orders"}


@pytest.mark.parametrize(
    ("text", "inputs"),
    [
        ("inputs: [a.b, 7, a.b, A.b, c.d]\nx: 1\n", ("a.b", "c.d")),
        ("inputs: a.b\n", ()),
        ("descripton: x\n", ()),
        ("inputs: [a.b\n", None),
    ],
)
def test_the_inputs_of_a_broken_product_are_saved_where_they_can_be(
    tree: Tree, text: str, inputs: tuple[str, ...] | None
) -> None:
    mesh = load_mesh(tree({**SMALL, ORDERS: text})).mesh

    assert mesh.unreadable["sales.orders"] == Unreadable("sales.orders", "sales.orders", inputs)


def test_a_lock_file_names_the_origin_even_of_a_broken_product(tree: Tree) -> None:
    lock = {"domains/sales/orders/product.lock.yaml": "origin: shop.orders\n"}

    sound = load_mesh(tree({**SMALL, **lock})).mesh.products["sales.orders"]
    broken = load_mesh(tree({**SMALL, **lock, ORDERS: "x: 1\n"})).mesh.unreadable["sales.orders"]

    assert sound.origin == broken.origin == "shop.orders"
    assert sound.lock is not None
    assert sound.lock.path == "domains/sales/orders/product.lock.yaml"


def test_the_sql_of_a_broken_spec_is_no_stray(tree: Tree) -> None:
    broken = {ORDERS: "description: [\n", "domains/sales/orders/orders.sql": "select 1\n"}

    findings = load_mesh(tree({**SMALL, **broken})).findings

    assert [f.code for f in findings] == ["SPEC001"]


def test_a_misspelt_query_names_the_file_that_is_there(tree: Tree) -> None:
    misspelt = PRODUCT.replace("orders:\n", "orders:\n    query: order.sql\n")
    files = {**SMALL, ORDERS: misspelt, "domains/sales/orders/orders.sql": "select 1\n"}

    messages = [f.message for f in load_mesh(tree(files)).findings]

    assert (
        "the SQL file 'order.sql' does not exist beside the spec, did you mean 'orders.sql'?"
        in messages
    )


def test_an_alias_with_a_hole_is_reported_where_it_is_used(tree: Tree) -> None:
    text = "description: x\nextensions: {a: &a {type: }}\ntables: {orders: {columns: {id: *a}}}\n"
    (finding,) = load_mesh(tree({**SMALL, ORDERS: text})).findings

    assert finding.position == Position(ORDERS, 3, 29)
    assert finding.message == "a type is a text such as string or decimal(18,2)"


def test_a_file_that_may_not_be_read_is_a_finding(tree: Tree, monkeypatch) -> None:
    root = tree(EXAMPLE)
    opened = open

    def refuse(path: str, *arguments, **options):
        if path.endswith("/orders.sql"):
            raise PermissionError(13, "Permission denied")
        if path.endswith("/domain.yaml"):
            raise OSError(5, "Input/output error")
        return opened(path, *arguments, **options)

    monkeypatch.setattr(files, "open", refuse, raising=False)

    messages = [f.message for f in load_mesh(root).findings]

    assert messages == ["it cannot be opened", "permission denied"]


def test_a_file_name_that_is_no_text_is_shown_safely(tree: Tree) -> None:
    root = tree(SMALL)
    Path(bytes(root / "domains/sales/orders").decode() + "/\udcff\n.txt").write_text("x")

    (finding,) = load_mesh(root).findings

    assert finding.code == "SPEC030"
    assert str(finding).isprintable()


def test_the_collector_is_left_as_it_was(tree: Tree) -> None:
    import gc

    gc.disable()
    load_mesh(tree(SMALL))
    was_enabled = gc.isenabled()
    gc.enable()
    load_mesh(tree(SMALL))

    assert not was_enabled
    assert gc.isenabled()
