"""What a stranger asks of a mesh is answered within three clicks of the first page."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from meshwright.catalog.portal.folder import write
from meshwright.catalog.portal.pages import files

from .browsing import visited
from .shop import shop

CLICKS = 3


@dataclass(frozen=True)
class Click:
    """A link that is clicked, or with `role` whatever else is."""

    name: str
    role: str = "link"

    def do(self, page: Page) -> None:
        if self.role == "summary":
            page.locator("summary", has_text=self.name).first.click()
        elif self.role == "checkbox":
            page.get_by_role("checkbox", name=self.name).check()
        else:
            page.get_by_role("link", name=self.name, exact=True).first.click()


@dataclass(frozen=True)
class Type:
    """What is typed into a field, and sent where the field is part of a form that leads on."""

    label: str
    text: str

    def do(self, page: Page) -> None:
        page.get_by_label(self.label).first.fill(self.text)
        page.keyboard.press("Enter")


@dataclass(frozen=True)
class Question:
    """What is asked, what is done, and where the answer then stands."""

    asked: str
    done: tuple[Click | Type, ...]
    where: str
    answer: str


def find(words: str) -> Type:
    return Type("Search products by name, column, owner or tag", words)


def column(words: str) -> tuple[Click, Type]:
    return Click("Columns"), Type("Search columns by name or description", words)


def product(id_: str) -> tuple[Type, Click]:
    return find(id_.replace(".", " ")), Click(id_)


DELAYS, ORDERS = product("delivery.delays"), product("sales.orders")
QUESTIONS = (
    Question("who owns delays?", (find("delays"),), "#results li", "team-delivery@acme.example"),
    Question("where do I ask about delays?", DELAYS, ".side", "#delivery-data"),
    Question(
        "may I see e-mail addresses?",
        column("email"),
        "#results tr",
        "personal",
    ),
    Question(
        "how do I come to see them?",
        ORDERS,
        "section:has(#ask)",
        "only where an agreement names them",
    ),
    Question(
        "what breaks if weather goes away?",
        product("weather.observations"),
        "section:has(#lineage)",
        "1 product would lack what they are made of: delivery.delays",
    ),
    Question(
        "how do I query it from a notebook?",
        (*DELAYS, Click("delays, as people of delivery", "summary")),
        "details[open]",
        "A data frame",
    ),
    Question(
        "which products are deprecated and what replaces them?",
        (),
        "aside",
        "sales.carts deprecated, until 2027-03-31",
    ),
    Question(
        "what replaces carts?", product("sales.carts"), ".note", "Instead of it: sales.orders"
    ),
    Question(
        "where is customer e-mail?",
        column("customer email"),
        "#results tr",
        "sales.orders.orders",
    ),
    Question(
        "who approves access?",
        ORDERS,
        "section:has(#ask)",
        "team-sales@acme.example decides by merging",
    ),
    Question(
        "until when may finance read?",
        (Click("Access"), Type("Search rights", "finance.reporting orders")),
        "#rights tbody",
        "2026-12-31",
    ),
    Question("how fresh is it promised to be?", ORDERS, ".side", "at most 4 hours old"),
    Question("how often is it refreshed?", DELAYS, ".side", "every 6 hours"),
    Question(
        "what is this column made of?",
        (*column("on its way"), Click("wind")),
        "tr:target .made",
        "weather.observations.hourly.wind",
    ),
    Question("what does a name mean?", (Click("Glossary"),), "#terms", "Shop order number"),
    Question("what changed lately?", (), "aside", "Say how sure a delay is"),
    Question("what is new?", (), "aside", "2026-05-20"),
    Question(
        "what has the weather domain?", (Click("weather"),), "main", "Hourly weather at each depot"
    ),
    Question(
        "what else has the team of orders?",
        (*ORDERS, Click("team-sales@acme.example")),
        "main",
        "Carts before they were orders",
    ),
    Question(
        "which of our agreements end first?",
        (Click("sales"), Click("team-sales@acme.example")),
        "section:has(#gives) tbody tr",
        "2026-12-31",
    ),
    Question("which rules hold?", (Click("Governance"),), "main", "Tables have quality rules"),
    Question("which domain has most to do?", (Click("Governance"),), "main tbody tr", "finance"),
    Question("who reads orders?", ORDERS, "section:has(#readers)", "people of sales"),
    Question(
        "how does finance ask for it?",
        (*ORDERS, Type("Who is to read", "finance")),
        "#ask-command",
        "mesh new access sales.orders --for finance",
    ),
    Question(
        "what feeds delays?",
        (Click("Lineage"), Type("Focus", "delivery.delays")),
        "#list",
        "weather.observations",
    ),
    Question("what tells rows apart?", ORDERS, "article tbody tr", "order_id key"),
    Question("what quality is promised?", ORDERS, "article", "rows: more than 10"),
    Question("what is missing in the mesh?", (), "aside", "What customers send back"),
    Question(
        "which data is personal?",
        (Click("1 of them protected"),),
        "#results tr",
        "customer_email personal",
    ),
    Question("why may it be read?", ORDERS, "section:has(#readers)", "legal basis: contract"),
    Question(
        "who approved this agreement?",
        ORDERS,
        "section:has(#readers)",
        "in force once team-sales@acme.example has merged its file",
    ),
    Question("when did they?", ORDERS, "section:has(#readers) tbody", "agreed 2026-05-20"),
    Question(
        "when does my access end?",
        (Click("Access"), Type("Search rights", "delivery.delays weather")),
        "#rights tbody",
        "2027-06-30",
    ),
    Question(
        "which access ends first?",
        (Click("Access"),),
        "section:has(#ending) tbody tr",
        "2026-12-31",
    ),
    Question("whom do I ask at night?", ORDERS, ".side", "pager, At night"),
    Question("how do I follow what changes?", (), "aside", "Feed of changes"),
    Question(
        "how am I told what breaks me?",
        ORDERS,
        "section:has(#changes)",
        "names them on its pull request",
    ),
    Question("what came with which version?", ORDERS, "#changes + ul", "2.1.0 Say how sure"),
    Question(
        "what joins to orders?",
        ORDERS,
        "article tbody tr",
        "referred to by delivery.delays.delays.order_id",
    ),
    Question("is it fit for billing?", ORDERS, "section:has(#ask)", "no basis for bills"),
    Question("what does it cost?", ORDERS, "section:has(#ask)", "9.95 EUR per month"),
    Question("may I publish it again?", ORDERS, "section:has(#ask)", "CC-BY-4.0"),
    Question(
        "what does nobody use?",
        (Click("Search"), Click("nobody", "checkbox")),
        "#results",
        "finance.reporting",
    ),
    Question(
        "which rule stands in my way, and what is to be done?",
        (Click("Governance"),),
        "section:has(#open)",
        "GOV-014 Tables have quality rules: revenue has none write one finance.reporting",
    ),
    Question("where is the schema for my IDE?", ORDERS, ".side", "schema.json"),
    Question("how available is it promised to be?", ORDERS, ".side", "promised: 99.5 %"),
    Question("how long is it kept?", ORDERS, ".side", "2 years"),
    Question(
        "what happens to reports if a column goes?",
        (*ORDERS, Click("goes into 1 column")),
        "#list",
        "sales.orders.orders.order_id is read by delivery.delays, finance.reporting",
    ),
    Question(
        "how is it computed?",
        (*DELAYS, Click("The query", "summary")),
        "article details[open]",
        "join weather__observations.hourly",
    ),
    Question("do its rules hold?", DELAYS, "section:has(#runs)", "rows: more than 3 passed 7"),
    Question("did they always?", DELAYS, "section:has(#runs)", "1 of 2"),
    Question("which cost center pays?", (Click("sales"),), ".side", "cc-1"),
    Question("which account is it in?", (), "footer", "account 111122223333, eu-central-1"),
)


@pytest.fixture(scope="module")
def shop_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    write(folder / "portal", files(shop(folder)))
    return folder / "portal"


def test_questions_take_three_clicks_at_most():
    assert len({each.asked for each in QUESTIONS}) == len(QUESTIONS) >= 40
    assert [each.asked for each in QUESTIONS if len(each.done) > CLICKS] == []


def test_a_stranger_finds_answers_by_clicks(browser: Browser, shop_folder: Path):
    for visit in visited(browser, shop_folder.as_uri()):
        for question in QUESTIONS:
            page = visit.open("index.html")
            for step in question.done:
                step.do(page)
            answer = page.locator(question.where).first
            expect(answer, question.asked).to_contain_text(question.answer)
            expect(answer, question.asked).to_be_visible()
