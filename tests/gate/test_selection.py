import pytest

from meshwright.errors import UsageError
from meshwright.gate.selection import matches, named, select, select_existing
from meshwright.ids import FOUNDATION

IDS = {FOUNDATION, "sales", "sales_eu", "sales.orders", "sales.invoices", "sales_eu.orders"}
EXISTING = {"local", "local.sales", "local.sales.orders", "local.old", "local.old.gone", "dev"}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("sales", {"sales", "sales.orders", "sales.invoices"}),
        ("sales.orders", {"sales.orders"}),
        ("sales.*", {"sales.orders", "sales.invoices"}),
        ("*.orders", {"sales.orders", "sales_eu.orders"}),
        ("*", IDS),
        ("local.sales.orders", {"sales.orders"}),
        ("local", {FOUNDATION}),
    ],
)
def test_a_word_names_ids_and_a_domain_its_products(word, expected):
    assert matches(word, IDS, "local") == expected


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("sales.order", "did you mean 'sales.orders'?"),
        ("marketing.*", "no domain or product matches 'marketing.*'"),
        ("", "no domain or product is called ''"),
        ("dev.sales", "no domain or product is called 'dev.sales'"),
    ],
)
def test_an_unknown_word_is_refused_with_the_nearest_name(word, says):
    with pytest.raises(UsageError) as refusal:
        matches(word, IDS, "local")

    assert says in str(refusal.value)
    assert refusal.value.fix


def test_nothing_said_means_everything(assess):
    known = assess()

    assert select((), known.plan, known.mesh) == {
        FOUNDATION,
        "sales",
        "finance",
        "sales.orders",
        "sales.invoices",
        "finance.reporting",
    }


def test_a_product_brings_its_domain_and_the_foundation(assess):
    known = assess()

    assert select(["sales.invoices"], known.plan, known.mesh) == {
        FOUNDATION,
        "sales",
        "sales.invoices",
    }


def test_a_product_brings_the_domains_of_those_it_grants_to(assess):
    known = assess()

    assert "finance" in select(["sales.orders"], known.plan, known.mesh)


def test_an_agreement_that_has_ended_brings_nobody(assess):
    ended = "purpose: Once\ntables: {orders: {}}\nexpires: 2026-01-01\n"
    known = assess({"sales/orders/access/finance.reporting.yaml": ended})

    assert "finance" not in select(["sales.orders"], known.plan, known.mesh)


def test_what_is_named_is_not_what_it_rests_on(assess):
    known = assess()

    assert named(["sales.orders"], known.plan, known.mesh) == {"sales.orders"}


def test_a_product_that_cannot_be_read_is_known_all_the_same(assess):
    known = assess({"sales/orders/product.yaml": "descriptio: x\n"})

    assert "sales.orders" in select(["sales.orders"], known.plan, known.mesh)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["sales.orders"], {"local.sales.orders"}),
        (["sales"], {"local.sales", "local.sales.orders"}),
        (["old.gone"], {"local.old.gone"}),
        (["*"], EXISTING - {"dev"}),
        (["finance"], set()),
    ],
)
def test_a_destruction_covers_existing_stacks_alone(words, expected):
    known = {FOUNDATION, "sales", "sales.orders", "finance"}

    assert select_existing(words, EXISTING, known, "local") == expected


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["local"], "the foundation carries 4 more stacks, such as old"),
        ([], "destroy needs a SELECT"),
        (["sals"], "did you mean 'sales'?"),
    ],
)
def test_a_destruction_that_cannot_be_meant_is_refused(words, says):
    with pytest.raises(UsageError) as refusal:
        select_existing(words, EXISTING, {"sales"}, "local")

    assert says in str(refusal.value)


def test_the_foundation_can_go_when_nothing_rests_on_it():
    assert select_existing(["local"], {"local", "dev.sales"}, (), "local") == {"local"}
