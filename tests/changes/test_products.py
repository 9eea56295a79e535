"""What two plans say together, in the mesh's words."""

import json

import pytest

from meshwright.aws.resource_types import OBJECT, TABLE
from meshwright.changes.access import Reader, Who
from meshwright.changes.agreements import AgreementFate
from meshwright.changes.products import FieldChange, environment_change
from meshwright.changes.tables import Column, ColumnChange, ColumnFate, TableFate, table_changes
from meshwright.ids import StackId
from meshwright.plan.declaration import ResourceKey
from meshwright.plan.difference import Fate, Operation, StackDifference

from .conftest import Changed, of_product
from meshes import FILES, environment

SPEC = "sales/orders/product.yaml"
ORDERS = FILES[SPEC]
LINES = "  lines:\n    columns: {order_id: string, sku: string}\n"
ACCESS = "sales/orders/access/finance.reporting.yaml"
AGREED = FILES[ACCESS]
READER = {
    "audit": {
        "principal": "arn:aws:iam::111122223333:role/audit",
        "classifications": ["internal", "confidential"],
    }
}


def access(change, product="sales.orders"):
    found = of_product(change, product).access
    return [(c.table, str(c.reader), c.gained, c.lost, c.protected) for c in found]


def kind(column: Column | None) -> str:
    assert column is not None
    return column.kind


def level(column: Column | None) -> str:
    assert column is not None
    return column.level


def test_nothing_changed_is_nothing(changed: Changed) -> None:
    assert changed({}).is_empty


def test_a_moved_product_keeps_its_tables_and_readers(changed: Changed) -> None:
    moved = {
        SPEC: None,
        ACCESS: None,
        "finance/orders/product.yaml": ORDERS,
        "finance/orders/product.lock.yaml": "origin: sales.orders\n",
        "finance/orders/access/finance.reporting.yaml": AGREED,
    }
    change = changed(moved)
    product = of_product(change, "finance.orders")

    assert (product.fate, product.was, product.tables) == (Fate.MOVED, "sales.orders", ())
    assert "sales.orders" not in {each.id for each in change.products}
    assert product.agreements == ()
    read = access(change, "finance.orders")
    assert ("lines", "people of finance", ("order_id", "sku"), (), ()) in read
    assert ("lines", "people of sales", (), ("order_id", "sku"), ()) in read
    assert "finance.reporting" not in {reader for _, reader, *_ in read}
    assert change.losses == ()


def test_a_new_column_is_read_by_whoever_reads_by_default(changed: Changed) -> None:
    change = changed({SPEC: ORDERS.replace("sku: string", "sku: string, price: int")})
    product = of_product(change, "sales.orders")
    (table,) = product.tables
    (column,) = table.columns

    assert (table.name, table.fate) == ("lines", TableFate.CHANGED)
    assert (column.name, column.fate) == ("price", ColumnFate.ADDED)
    assert column == ColumnChange(
        "price", ColumnFate.ADDED, None, Column("price", "int", "internal")
    )
    assert access(change) == [
        ("lines", "people of sales", ("price",), (), ()),
        ("lines", "sales.invoices", ("price",), (), ()),
    ]
    assert (product.breaks, product.hit) == (False, ())


def test_a_dropped_column_breaks_and_is_no_longer_read(changed: Changed) -> None:
    change = changed({SPEC: ORDERS.replace(", sku: string", "")})
    product = of_product(change, "sales.orders")

    assert [(c.name, c.fate) for c in product.tables[0].columns] == [("sku", ColumnFate.DROPPED)]
    assert [str(reader) for reader in product.hit] == ["people of sales", "sales.invoices"]
    assert [who for _, who, _, lost, _ in access(change) if lost == ("sku",)] == [
        "people of sales",
        "sales.invoices",
    ]


def test_a_column_of_another_type_says_both(changed: Changed) -> None:
    change = changed({SPEC: ORDERS.replace("sku: string", "sku: bigint")})
    (table,) = of_product(change, "sales.orders").tables
    (column,) = table.columns

    assert column.fate is ColumnFate.RETYPED
    assert (kind(column.before), kind(column.after)) == ("string", "bigint")
    assert table.breaks("sku")
    assert not table.breaks("order_id")


def test_a_column_that_partitions_its_table_is_another_kind(changed: Changed) -> None:
    text = ORDERS.replace(LINES, LINES.replace("columns:", "partitionBy: [sku]\n    columns:"))
    (column,) = of_product(changed({SPEC: text}), "sales.orders").tables[0].columns

    assert column.fate is ColumnFate.RETYPED
    assert kind(column.after) == "string, partition key"


def test_a_column_that_is_classified_otherwise_says_both(changed: Changed) -> None:
    change = changed({SPEC: ORDERS.replace("{type: string, pii: true}", "string")})
    (table,) = of_product(change, "sales.orders").tables
    (column,) = table.columns

    assert column.fate is ColumnFate.RECLASSIFIED
    assert (level(column.before), level(column.after)) == ("internal, personal", "internal")
    assert not table.breaks("customer_email")


def test_a_table_is_added_or_removed_whole(changed: Changed) -> None:
    change = changed({SPEC: ORDERS.replace("  lines:\n", "  positions:\n")})
    product = of_product(change, "sales.orders")

    assert [(t.name, t.fate) for t in product.tables] == [
        ("lines", TableFate.REMOVED),
        ("positions", TableFate.ADDED),
    ]
    assert [c.key.name for c in product.losses] == ["lines"]
    assert [(str(s.id), c.key.name) for s, c in change.losses] == [("dev.sales.orders", "lines")]
    assert [(t, lost) for t, _, _, lost, _ in access(change) if lost] == [
        ("lines", ("order_id", "sku")),
        ("lines", ("order_id", "sku")),
    ]


def test_what_else_of_a_table_differs_is_named(changed: Changed) -> None:
    text = ORDERS.replace("One row per confirmed order.", "Another text.")
    text = text.replace("Shop order number", "Number")
    (table,) = of_product(changed({SPEC: text}), "sales.orders").tables

    assert (table.columns, table.others) == ((), ("description", "comments"))


def test_a_new_agreement_says_what_it_opens_and_who_gains(changed: Changed) -> None:
    change = changed({}, before={ACCESS: None})
    assert change.is_empty
    change = changed({ACCESS: AGREED}, before={ACCESS: None})
    (agreement,) = of_product(change, "sales.orders").agreements

    assert (agreement.consumer, agreement.fate) == ("finance.reporting", AgreementFate.ADDED)
    assert agreement.tables == {"orders": ("margin", "order_id")}
    assert access(change) == [
        ("orders", "finance.reporting", ("order_id", "margin"), (), ("margin",))
    ]


def test_where_a_tables_files_lie_is_named_if_it_differs() -> None:
    old, new = ({ResourceKey(TABLE, "t"): {"storageDescriptor": {"location": x}}} for x in "ab")

    (table,) = table_changes(old, new)

    assert (table.columns, table.others) == ((), ("location",))


def test_inputs_are_listed(changed: Changed) -> None:
    file = "sales/invoices/product.yaml"
    text = FILES[file].replace("inputs: [sales.orders]\n", "")
    fields = of_product(changed({file: text}), "sales.invoices").fields

    assert FieldChange("inputs", "sales.orders", "") in fields


def test_an_agreement_that_goes_or_changes_is_told(changed: Changed) -> None:
    gone = of_product(changed({ACCESS: None}), "sales.orders").agreements
    longer = AGREED.replace("2026-12-31", "2027-12-31")
    later = of_product(changed({ACCESS: longer}), "sales.orders").agreements

    assert [(a.consumer, a.fate) for a in gone] == [("finance.reporting", AgreementFate.REMOVED)]
    assert [(a.fate, a.differs) for a in later] == [(AgreementFate.CHANGED, ("expires",))]


def test_the_agreements_of_a_new_product_are_new(changed: Changed) -> None:
    change = changed({SPEC: ORDERS, ACCESS: AGREED}, before={SPEC: None, ACCESS: None})
    product = of_product(change, "sales.orders")

    assert product.fate is Fate.NEW
    assert [a.fate for a in product.agreements] == [AgreementFate.ADDED]
    assert product.fields == ()


def test_a_product_without_a_spec_is_left_with_its_readers(changed: Changed) -> None:
    product = of_product(changed({SPEC: None, ACCESS: None}), "sales.orders")

    assert (product.fate, product.access, product.tables) == (Fate.LEFT, (), ())
    assert not product.breaks


def test_what_a_product_says_of_itself_is_told_with_both_values(changed: Changed) -> None:
    text = f"version: 1.2.0\ninputs: []\nsla: {{freshness: 4h}}\n{ORDERS}"
    fields = of_product(changed({SPEC: text}), "sales.orders").fields

    assert fields == (
        FieldChange("version", "0.1.0", "1.2.0"),
        FieldChange("sla", "", "freshnessSeconds 14400"),
    )


def test_people_of_a_domain_named_by_an_agreement_are_people(changed: Changed) -> None:
    text = AGREED.replace("margin, order_id", "order_id")
    change = changed({"sales/orders/access/finance.yaml": text})

    assert access(change) == [("orders", "people of finance", ("order_id",), (), ())]
    assert of_product(change, "sales.orders").access[0].reader == Reader("finance", Who.PEOPLE)


def test_a_principal_of_the_environment_is_called_by_its_name(changed: Changed) -> None:
    text = AGREED.replace("margin, order_id", "order_id")
    role = {"principals": {"auditor": "arn:aws:iam::111122223333:role/auditor"}}
    change = changed({"sales/orders/access/auditor.yaml": text}, **role)

    assert of_product(change, "sales.orders").access[0].reader == Reader("auditor", Who.PRINCIPAL)


def test_a_reader_of_all_domains_reads_what_its_tags_match(changed: Changed) -> None:
    change = changed({}, readers=READER)

    assert change.readers == (FieldChange("audit", "", "internal, confidential"),)
    assert not change.is_empty


def test_a_reader_of_all_domains_gains_a_column_that_is_no_longer_personal(changed) -> None:
    change = changed({SPEC: ORDERS.replace("{type: string, pii: true}", "string")}, readers=READER)

    platform = [
        c for c in of_product(change, "sales.orders").access if c.reader.who is Who.PLATFORM
    ]
    assert [(str(c.reader), c.table) for c in platform] == [
        ("audit (all domains)", "lines"),
        ("audit (all domains)", "orders"),
    ]
    assert platform[1].gained == ("order_id", "customer_email", "margin", "ordered_on")


def test_a_reader_of_all_domains_that_reads_personal_columns_says_so(changed: Changed) -> None:
    wide = {"audit": {**READER["audit"], "pii": True}}

    assert changed({}, readers=wide).readers[0].after == "internal, confidential, personal"


def test_all_of_a_mesh_counts_by_operation(changed: Changed) -> None:
    change = changed({SPEC: ORDERS.replace(", sku: string", "")})

    assert change.count(Operation.REPLACE) == 2
    assert change.count(Operation.CREATE) == 0


def test_a_reader_of_all_domains_whose_tags_match_nothing_reads_nothing(changed: Changed) -> None:
    public = {"audit": {**READER["audit"], "classifications": ["public"]}}
    change = changed({SPEC: ORDERS.replace("sku: string", "sku: bigint")}, readers=public)

    assert access(change) == []


def test_a_reader_that_goes_says_what_it_read() -> None:
    stays = {"staff": {**READER["audit"], "pii": False}}
    old, new = (environment(readers=r).spec.readers for r in ({**READER, **stays}, stays))
    change = environment_change("dev", [], old=old, new=new)

    assert change.readers == (FieldChange("audit", "internal, confidential", ""),)


@pytest.mark.parametrize("content", ["{", "[]", json.dumps({"version": None})])
def test_an_entry_that_cannot_be_read_says_nothing(content: str) -> None:
    key = ResourceKey(OBJECT, "entry")
    stack = StackDifference(
        StackId("dev", "sales.orders"),
        Fate.CHANGED,
        (),
        {key: {"content": content}},
        {key: {"content": "{}"}},
    )

    (product,) = environment_change("dev", [stack]).products

    assert product.fields == ()


def test_a_grant_that_only_describes_is_no_reading() -> None:
    from meshwright.changes.access import read_by

    grants = {
        ResourceKey(TABLE, "t"): {"name": "t"},
        ResourceKey("aws:lakeformation/permissions:Permissions", "t:finance"): {
            "permissions": ["DESCRIBE"]
        },
    }
    assert read_by("sales.orders", grants, {}) == {}


def test_a_product_that_cannot_be_read_is_neither_new_nor_gone(changed: Changed) -> None:
    broken = {SPEC: "description: [\n"}

    for change in (changed(broken), changed({SPEC: ORDERS}, before=broken)):
        assert change.unread == ("sales.orders",)
        assert "sales.orders" not in [product.id for product in change.products]
        assert not change.is_empty


def test_a_table_that_is_deprecated_is_told_with_its_end(changed: Changed) -> None:
    end = "  lines:\n    status: deprecated\n    sunset: 2026-12-01\n    successor: orders\n"
    fields = of_product(changed({SPEC: ORDERS.replace("  lines:\n", end)}), "sales.orders").fields

    assert fields == (FieldChange("status of lines", "active", "deprecated, until 2026-12-01"),)


BILLS = {
    "sales/invoices/product.yaml": None,
    "finance/bills/product.yaml": FILES["sales/invoices/product.yaml"],
    "finance/bills/product.lock.yaml": "origin: sales.invoices\n",
    "sales/orders/access/finance.bills.yaml": """\
purpose: p
tables: {lines: }
expires: 2026-12-31
""",
}


def test_a_reader_that_moved_long_ago_is_named_by_where_it_lies(changed: Changed) -> None:
    wider = ORDERS.replace("sku: string}", "sku: string, size: int}")
    change = changed({SPEC: wider}, BILLS)

    assert access(change) == [
        ("lines", "finance.bills", ("size",), (), ()),
        ("lines", "people of sales", ("size",), (), ()),
    ]


def test_whom_a_change_hits_is_named_by_where_it_lies(changed: Changed) -> None:
    retyped = ORDERS.replace("sku: string}", "sku: int}")
    product = of_product(changed({SPEC: retyped}, BILLS), "sales.orders")

    assert [str(reader) for reader in product.hit] == ["finance.bills", "people of sales"]


def test_a_reader_that_goes_after_its_move_is_named_by_where_it_lay(changed: Changed) -> None:
    gone = dict.fromkeys(name for name, text in BILLS.items() if text is not None)

    assert access(changed(gone, BILLS)) == [
        ("lines", "finance.bills", (), ("order_id", "sku"), ()),
    ]
