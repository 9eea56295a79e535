"""A broken rule: at an error old rows stay and the owner is told why; a warning publishes."""

from localaws.mail import mails

from verbs.ledger import HEADER, Ledger
from verbs.shop import ORDERS, Shop, until

RULE = "invalidValues amount mustBe 0"
OWNER = "team-orders@acme.example"


def test_a_failed_rule_keeps_the_old_rows_and_names_rule_value_and_owner(
    shop: Shop, ledger: Ledger
) -> None:
    told = len(mails(shop.aws.endpoint))
    bad = "".join(f"B-{n},{n}000.00,2026-01-01\n" for n in (2, 3))

    sent = shop.mesh("ingest", ORDERS, shop.file("bad.csv", f"{HEADER}\n{bad}"), "--json")
    runs = shop.mesh("runs", ORDERS)
    stood = shop.mesh("runs", ORDERS, "--json").document["products"][0]
    until(lambda: len(mails(shop.aws.endpoint)) > told)
    mail = mails(shop.aws.endpoint)[-1]

    assert sent.code == 1
    said = f"orders: {RULE}: measured 2"
    assert f"error: {said}" in sent.err
    assert (runs.code, stood["error"], stood["owner"]) == (1, "mesh.QualityFailed", OWNER)
    assert said in runs.out
    assert f"owner: {OWNER}" in runs.out
    for words in (said, OWNER, ORDERS, "mesh.QualityFailed", "https://"):
        assert words in mail["message"], words
    assert mail["to"] == OWNER or mail["to"].startswith("team-sales@")
    ledger.check("a failed rule")
    shop.take_away(ORDERS, sent.document["files"][0]["key"])
    assert shop.mesh("run", ORDERS).code == 0
    assert shop.mesh("runs", ORDERS).code == 0


def test_a_warning_is_told_and_the_rows_are_published(shop: Shop, ledger: Ledger) -> None:
    name = ledger.orders[0][0]
    kept = shop.file("kept.csv", f"{HEADER}\n{name},,2026-01-01\n")
    put_back = shop.file(
        "back.csv", f"{HEADER}\n{name},{ledger.orders[0][1]},{ledger.orders[0][2]}\n"
    )

    warned = shop.mesh("ingest", ORDERS, kept)
    rows = shop.rows(f"select amount from sales__orders.orders where order_id = '{name}'")
    runs = shop.mesh("runs", ORDERS)

    assert warned.code == 0
    assert "warning: orders: nullValues amount mustBe 0: measured 1" in warned.err
    assert rows == [[None]]
    assert runs.code == 0
    assert "warning: orders: nullValues amount mustBe 0: measured 1" in runs.out
    assert shop.mesh("ingest", ORDERS, put_back).code == 0
    assert shop.mesh("run").code == 0
    ledger.check("a warning")
