"""What a contract comes to as a spec, what is noted of it, and what is refused."""

from dataclasses import replace

import pytest

from meshwright.errors import Severity
from meshwright.specs.life import Status
from meshwright.specs.models import Terms
from meshwright.standards.odcs.imported import Target, imported
from meshwright.standards.odcs.writing import contract
from meshwright.standards.spec_text import spec_text
from standards.odcs.contracts import DEV, RICH, domains, product_of, taken

HEAD = "apiVersion: v3.1.0\nkind: DataContract\nid: x\nname: orders\nstatus: active\n"
DAY = "  - {name: d, logicalType: date}\n"
DAYS = "{name: a, logicalType: date}, {name: A, logicalType: date}"
TABLE = "schema:\n- name: t\n  properties:\n"


def column(said: str) -> str:
    return (
        f"{HEAD}domain: sales\n{TABLE}  - {{name: c, {said}}}\n  - {{name: d, logicalType: date}}\n"
    )


def told(text: str, code: str, *known: str) -> list[str]:
    return [str(f) for f in taken(text, known=known).findings if f.code == code]


def test_a_product_has_what_the_contract_and_the_spec_both_know() -> None:
    found = taken(RICH)
    product = product_of(found)
    table = product.spec.tables["order_lines"]

    assert found.path == "domains/sales/web_orders/product.yaml"
    assert (product.owner, product.spec.version) == ("team-orders@acme.example", "2.1.0")
    assert product.spec.status is Status.ACTIVE
    assert table.primary_key == ("line_no", "order_id")
    assert table.partition_by == ("day",)
    assert {name: c.type.text for name, c in table.columns.items()} == {
        "day": "date",
        "order_id": "string",
        "line_no": "int",
        "e_mail": "string",
        "zone": "string",
        "price": "decimal(10,2)",
        "state": "string",
        "address": "struct<street:string,zip:string>",
        "parts": "array<struct<weight:decimal(5,1)>>",
        "codes": "array<string>",
        "sent_at": "timestamptz",
    }
    mail = table.columns["e_mail"]
    assert (mail.pii, mail.classification, mail.description) == (
        True,
        "restricted",
        "The buyer's mail address",
    )
    assert table.columns["state"].enum == ("open", "paid")
    assert [r.metric for r in table.columns["state"].quality] == ["nullValues"]
    assert [r.metric for r in table.quality] == ["rowCount", "duplicateValues"]
    assert product.spec.extensions["businessKey"] == ["order", "line"]


def test_channels_are_taken_and_what_one_says_beyond_is_kept() -> None:
    spec = product_of(taken(RICH)).spec

    assert [(each.channel, each.tool, each.link) for each in spec.support] == [
        ("#orders", "slack", ""),
        ("orders@acme.example", "email", "mailto:orders@acme.example"),
        ("desk", "ticket", ""),
        ("phone", None, ""),
    ]
    kept = spec.extensions["odcs"]["support"]
    assert [each["channel"] for each in kept] == ["desk", "phone"]


def test_a_channel_without_a_name_is_kept() -> None:
    text = column("logicalType: date") + "support: [{tool: slack}, nobody, {channel: 1}]\n"
    product = product_of(taken(text))

    assert product.spec.support == ()
    assert {"tool": "slack"} in product.spec.extensions["odcs"]["support"]
    assert {"tool": "slack"} in contract(product, DEV)["support"]


def test_terms_are_taken_of_the_three_places_that_say_them() -> None:
    spec = product_of(taken(RICH)).spec

    assert (spec.terms.usage, spec.terms.limitations) == ("Reports", "No buyers")
    assert spec.terms.license == "CC-BY-4.0"
    assert spec.terms.price is not None
    assert spec.terms.price.text == "9.95 USD"
    assert "price" not in spec.extensions["odcs"]
    # One that is no text says nothing of ours, and stays a free field.
    assert spec.extensions["license"] == ["a", "b"]


@pytest.mark.parametrize(
    "price",
    [
        "{priceAmount: 1}",
        "{priceAmount: -1, priceCurrency: USD}",
        "{priceAmount: 1, priceCurrency: dollars}",
        "{priceAmount: much, priceCurrency: USD}",
        "free",
    ],
)
def test_a_price_that_says_no_amount_of_a_currency_is_kept(price: str) -> None:
    text = column("logicalType: date") + f"price: {price}\ndescription: {{usage: [a]}}\n"
    spec = product_of(taken(text)).spec

    assert spec.terms == Terms()
    assert {"price", "description"} <= {*spec.extensions["odcs"]}


def test_lengths_and_a_pattern_are_taken_where_a_spec_can_ask_them() -> None:
    found = taken(RICH)
    columns = product_of(found).spec.tables["order_lines"].columns
    number, zone = columns["order_id"], columns["zone"]

    assert (number.min_length, number.max_length, number.pattern) == (3, None, "[A-Z]+")
    assert (zone.min_length, zone.max_length, zone.pattern) == (None, None, None)
    notes = told(RICH, "IMP008")
    assert any("the pattern 'a(?=b)' is not asked of values: at character 2" in n for n in notes)


def test_channels_of_the_domain_are_not_said_again() -> None:
    text = column("logicalType: date") + 'support: [{channel: "#sales-data"}]\n'

    assert product_of(taken(text)).spec.support == ()


def test_every_kind_of_field_without_effect_is_noted_once_with_its_line() -> None:
    notes = told(RICH, "IMP009")

    said = "schema[].properties[].properties[].businessName is kept under extensions.odcs, without"
    assert any(said in each and each.startswith("orders.odcs.yaml:") for each in notes)
    for name in (
        "description.usage",
        "roles",
        "tenant",
        "servers",
        "slaProperties",
        "schema[].quality",
    ):
        assert any(f" {name} is kept" in each for each in notes), name
    assert any("schema[].physicalName is kept" in n and "have one name here" in n for n in notes)
    assert any("'events' is a topic and no table" in each for each in notes)


@pytest.mark.parametrize(
    ("said", "type_", "note"),
    [
        ("physicalType: bigint", "bigint", ""),
        ("physicalType: 'decimal(9)'", "decimal(9,0)", "'decimal(9)' is taken as decimal(9,0)"),
        ("physicalType: 'numeric(60,2)'", "double", "taken as double"),
        ("physicalType: 'timestamp(6)'", "timestamp", "taken as timestamp"),
        ("physicalType: 'float(3,2)'", "double", "taken as double"),
        ("physicalType: TINYINT", "int", "taken as int"),
        ("physicalType: geography, logicalType: string", "string", ""),
        ("physicalType: geography", "string", "'geography' is taken as string"),
        ("logicalType: integer", "bigint", "'integer' is taken as bigint"),
        ("logicalType: number", "double", "taken as double"),
        ("logicalType: time", "string", "taken as string"),
        ("physicalType: json", "string", "'json' is taken as string"),
        ("logicalType: object", "string", "taken as string"),
        ("logicalType: array", "array<string>", "taken as array<string>"),
        ("logicalType: array, items: {logicalType: date}", "array<date>", "taken as array<date>"),
        ("logicalType: array, items: {}", "string", "taken as string"),
        ("logicalType: object, properties: [{logicalType: date}]", "string", "taken as string"),
        ("logicalType: object, properties: [a]", "string", "taken as string"),
        (f"logicalType: object, properties: [{DAYS}]", "string", "taken as string"),
        ("description: nothing else", "string", "no type is taken as string"),
        ("items: {logicalType: date}", "array<date>", "what has no type is taken as array<date>"),
    ],
)
def test_a_type_is_the_physical_one_or_what_fields_say(said: str, type_: str, note: str) -> None:
    text = column(said)

    assert product_of(taken(text)).spec.tables["t"].columns["c"].type.text == type_
    assert [note in each for each in told(text, "IMP008")] == ([True] if note else [])


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("kind: Table\n", "IMP001", "the kind is 'Table', not DataContract"),
        ("name: x\n", "IMP001", "there is no kind"),
        ("kind: DataContract\napiVersion: v2.2.2\n", "IMP001", "the apiVersion is 'v2.2.2'"),
        (HEAD, "IMP007", "no domain is named"),
        (f"{HEAD}domain: hr\n", "IMP007", "there is no domain 'hr'"),
        (f"{HEAD}domain: sales\n", "IMP002", "no entry of its schema is a table"),
        (f"{HEAD}domain: sales\nschema: {{a: 1}}\n", "IMP003", "'schema' has to be a list"),
        (f"{HEAD}domain: sales\nschema: [a]\n", "IMP003", "a table has to have a name"),
        (f"{HEAD}domain: sales\nschema: [{{name: '数据'}}]\n", "IMP004", "comes to no id"),
        (
            column("logicalType: date") + "  - name: C\n",
            "IMP005",
            "two properties come to the id 'c'",
        ),
        (
            f"{column('logicalType: date')}- {{name: T, properties: [{{name: a}}]}}\n",
            "IMP005",
            "two tables come to the id 't'",
        ),
        (
            column("logicalType: date")
            + "slaProperties: [{property: latency, value: 999, unit: y}]\n",
            "IMP003",
            "as sla.freshness: a duration is at most 36500d",
        ),
        ("a: [\n", "SPEC001", "a value is missing"),
    ],
)
def test_what_cannot_be_imported_says_why_and_where(text: str, code: str, said: str) -> None:
    found = taken(text)

    assert not found.is_usable
    errors = [f for f in found.findings if f.severity is Severity.ERROR]
    assert any(f.code == code and said in f.message for f in errors), [*map(str, errors)]
    assert all(f.fix and f.position.path == "orders.odcs.yaml" for f in errors)


def test_a_product_that_is_there_is_not_imported_again() -> None:
    text = column("logicalType: date")

    assert told(text, "IMP006", "sales.orders") != []
    assert taken(text, known=("sales.orders",), name="other").product == "sales.other"


def test_a_name_comes_of_the_contract_or_its_file() -> None:
    text = column("logicalType: date")

    unnamed = text.replace("name: orders\n", "")
    assert taken(unnamed.replace("id: x", "dataProduct: My Things")).product == "sales.my_things"
    assert taken(unnamed).product == "sales.orders"
    ours = text.replace("name: orders", "name: Confirmed orders").replace(
        "id: x", "id: sales.orders"
    )
    assert taken(ours.replace("domain: Sales", "domain: sales")).product == "sales.orders"
    assert taken(text.replace("name: orders\n", "name: 2023 data\n")).product == "sales.n2023_data"
    nameless = unnamed.encode()
    assert told_of(nameless, "数.yaml") == ["IMP004"]


def told_of(content: bytes, path: str) -> list[str]:
    from standards.odcs.contracts import DEV

    return [f.code for f in imported(content, path, Target(domains(), (), DEV)).findings]


@pytest.mark.parametrize(
    ("said", "partition", "note"),
    [
        ("logicalType: string, partitioned: true", "c", "no other column is left"),
        ("logicalType: number, partitioned: true", "d", "a column of type double cannot be one"),
        ("logicalType: string, partitioned: true, tags: [pii]", "d", "a protected column"),
    ],
)
def test_partitions_are_those_that_a_table_can_have(said, partition, note) -> None:
    text = column(said).replace("d, logicalType", "d, partitioned: true, logicalType")

    assert product_of(taken(text)).spec.tables["t"].partition_by == (partition,)
    notes = told(text, "IMP008")
    assert any(note in each and "no partition" in each for each in notes)


def test_a_contract_of_ours_leaves_nothing_to_keep() -> None:
    text = column("physicalType: date, logicalType: date, classification: confidential")
    product = product_of(taken(text))
    plain = replace(product, spec=product.spec.model_copy(update={"extensions": {}}))

    again = product_of(taken(spec_text(contract(plain, DEV))))

    assert again.spec == plain.spec


def test_what_only_a_person_can_say_is_a_warning() -> None:
    text = column("logicalType: date")

    assert any("no mail address" in each for each in told(text, "IMP010"))
    ended = told(text.replace("status: active", "status: deprecated"), "IMP010")
    assert any("needs a `sunset` and a `successor`" in each for each in ended)


def test_odd_values_of_free_fields_are_kept_and_break_nothing() -> None:
    text = f"{HEAD}domain: sales\n" + (
        "description: A sentence.\nteam: [a]\nsupport: none\nversion: new\n"
        "slaProperties: [a, {property: latency, value: 1, unit: d}]\nservers: [a]\n"
        "customProperties: [{property: odcs, value: 1}]\n"
        "schema: [{name: a}, {name: t, properties: [{name: c, logicalType: date,\n"
        "   quality: nothing, tags: x, required: maybe}]}]\n"
    )

    product = product_of(taken(text))

    assert "a" in contract(product, DEV)["slaProperties"]
    assert any("'a' has no properties" in each for each in told(text, "IMP009"))
    assert product.spec.description == "A sentence."
    assert product.spec.extensions["odcs"]["version"] == "new"
    assert product.spec.extensions["odcs"]["customProperties"] == [{"property": "odcs", "value": 1}]


def test_a_domain_that_is_nearly_there_is_named() -> None:
    found = imported(b"kind: DataContract\napiVersion: v3.1.0\ndomain: Sale\n", "a.yaml", target())

    assert found.findings[0].message == "there is no domain 'Sale', did you mean 'sales'?"


@pytest.mark.parametrize("kept", [False, True])
def test_what_is_too_much_for_a_spec_is_refused(
    monkeypatch: pytest.MonkeyPatch, *, kept: bool
) -> None:
    from meshwright.standards.odcs import imported as reader

    text = "name: t\ndomain: sales\nschema: [{name: t, properties: [{name: a, logicalType: date}]}]"
    more = f"x: {'y' * 600}\n" if kept else ""
    monkeypatch.setattr(reader, "MAX_BYTES", 500 if kept else 100)
    content = f"kind: DataContract\napiVersion: v3.1.0\n{more}{text}".encode()
    (finding,) = imported(content, "a.yaml", target()).findings

    assert finding.code == "IMP044"
    assert finding.message.startswith("a spec of its 1 tables with 1 columns has ")


def target() -> Target:
    return Target(domains(), (), DEV)
