"""The portal's pages: whole, closed, equal for equal content, and harmless whatever is in them."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from meshwright.catalog.changelog import Change, Changelog
from meshwright.catalog.model import Channel, Meaning, Price, Request, ServiceLevel, Term, Terms
from meshwright.catalog.portal.content import Content
from meshwright.catalog.portal.host import CodeHost
from meshwright.catalog.portal.pages import files
from meshwright.catalog.scores import Mark, parse
from meshwright.errors import Finding, Position, Severity, Waived

from .conftest import RUNS, Files

HOSTILE: Mapping[str, tuple[str, str]] = {
    "script": ("</script><script>alert(1)</script>", "</script><script>alert(1)</script>"),
    "attribute": ("\"'><img src=x onerror=alert(1)>", "\"'><img src=x onerror=alert(1)>"),
    "SVG": ("<svg onload=alert(1)><text>x", "<svg onload=alert(1)><text>x"),
    "template": ("{{7*7}}`", "{{7*7}}`"),
    "Markdown": ("[a](javascript:alert(1)) **b**", "[a](javascript:alert(1)) **b**"),
    "right to left": ("\u202e\u2067", r"\u202e\u2067"),
    "ANSI": ("\x1b[31mred", r"\u001b[31mred"),
    "null": ("\x00", r"\u0000"),
    "control": ("\x07\x9b", r"\u0007\u009b"),
    "zero width": ("a\u200bb", r"a\u200bb"),
    "letters": ("é אב 漢字", "é אב 漢字"),
    "emoji": ("🦊👍🏽", "🦊👍🏽"),
    "a very long word": ("w" * 400, "w" * 400),
}
"""What is written by kind, and as it is seen."""
EVIL = "".join(written for written, _ in HOSTILE.values())
HELD = (replace(RUNS.rules[0], trend=RUNS.rules[0].trend[1:]),)
LINKS = ("href", "src", "action")
FREE = frozenset(
    (
        *(
            "business_name",
            "contact",
            "cost_center",
            "description",
            "enum",
            "example_query",
            "extensions",
        ),
        *("legal_basis", "message", "purpose", "query", "refreshed", "rows", "subject", "support"),
        *("tags", "text", "fix", "reason", "ticket", "rule", "measured"),
        *("channel", "tool", "url", "scope", "usage", "limitations", "license", "unit"),
    )
)
"""What people write without a pattern: all of it is shown."""


@dataclass
class Read(HTMLParser):
    """A page's elements with the names of their attributes, where it leads, and what it says."""

    shape: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    links: list[tuple[str, str, str]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    policy: str = ""
    inside: str = ""
    scripts: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.shape.append((tag, tuple(said)))
        self.links += [(tag, n, said[n]) for n in LINKS if n in said]
        self.ids += [said["id"]] if "id" in said else []
        if said.get("http-equiv") == "Content-Security-Policy":
            self.policy = said["content"]
        self.inside = tag

    def handle_endtag(self, tag: str) -> None:
        del tag
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside in ("script", "style"):
            self.scripts += data.strip()


def read(text: bytes) -> Read:
    page = Read()
    page.feed(text.decode())
    return page


@pytest.fixture(scope="module")
def pages(portal: Files) -> Mapping[str, Read]:
    return {path: read(text) for path, text in portal.items() if path.endswith(".html")}


def test_there_is_a_page_for_whatever_people_ask_for(pages):
    assert {
        *("index.html", "search.html", "columns.html", "lineage.html", "access.html"),
        *("governance.html", "glossary.html", "domains/weather.html"),
        *("products/operations.flights.html", "lineage/planning.delay_causes.html"),
    } <= set(pages)


def test_every_link_leads_to_a_place_that_is_there(portal, pages):
    lost = {
        (path, link)
        for path, page in pages.items()
        for _, _, link in page.links
        if not urlsplit(link).scheme and not reaches(path, link, portal, pages)
    }

    assert lost == set()


def reaches(path: str, link: str, portal: Files, pages: Mapping[str, Read]) -> bool:
    there = urlsplit(link)
    target = normpath(str(PurePosixPath(path).parent / there.path)) if there.path else path
    # The lineage's page reads what stands behind the sign itself.
    is_own = not there.fragment or target.startswith("lineage")
    return target in portal and (is_own or unquote(there.fragment) in pages[target].ids)


def test_no_id_stands_twice_on_a_page(pages):
    assert [path for path, page in pages.items() if len(page.ids) != len(set(page.ids))] == []


def test_pages_may_do_nothing_but_what_their_own_files_say(pages):
    for path, page in pages.items():
        assert page.policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'"), (
            path
        )
        assert "unsafe" not in page.policy
        assert page.scripts == "", path
        acting = [n for _, names in page.shape for n in names if n == "style" or n.startswith("on")]
        assert acting == [], path


def test_nothing_is_loaded_from_elsewhere(portal, pages):
    for path, page in pages.items():
        loaded = [
            link
            for tag, name, link in page.links
            if name == "src" or tag == "link" or name == "action"
        ]
        assert [link for link in loaded if urlsplit(link).scheme or link.startswith("//")] == [], (
            path
        )
    style = portal["assets/portal.css"].decode()
    assert "url(" not in style
    assert "@import" not in style


def test_equal_content_makes_equal_files(shown, portal):
    assert dict(files(shown)) == portal


def test_pages_hold_days_and_no_count_of_days(portal):
    page = portal["products/operations.flights.html"].decode()

    assert 'data-until="2099-12-31"' in page
    assert "days left" not in page


@pytest.fixture(scope="module")
def hostile(shown: Content) -> Files:
    return dict(files(made_hostile(shown)))


def made_hostile(value: Any, name: str = "") -> Any:
    """A value with a hostile text behind every text that people write freely."""
    if isinstance(value, str):
        return value + EVIL if name in FREE and value else value
    if isinstance(value, Mapping):
        spoilt = name == "extensions"
        return {k + EVIL if spoilt else k: made_hostile(v, name) for k, v in value.items()}
    if isinstance(value, tuple):
        return tuple(made_hostile(each, name) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        known = ((each.name, getattr(value, each.name)) for each in fields(value))
        return replace(
            value,
            **{
                n: made_hostile(v, n)
                for n, v in known
                # What files for other tools are written from is a mesh, and none of the catalog's.
                if n != "exports" and (n != "subject" or isinstance(value, Change))
            },
        )
    return value


def test_hostile_text_adds_no_element_and_no_attribute(portal, hostile):
    for path, text in hostile.items():
        if path.endswith(".html"):
            assert read(text).shape == read(portal[path]).shape, path


def test_hostile_text_is_shown_with_what_cannot_be_seen_spelled_out(hostile):
    for path, text in hostile.items():
        if not path.startswith("assets/"):
            seen = text.decode().replace("\n", "")
            assert seen.isprintable(), path
    page = hostile["products/operations.flights.html"].decode()
    assert "&lt;/script&gt;&lt;script&gt;alert(1)" in page
    assert "{{7*7}}" in page
    assert "\\u202e" in page


def test_hostile_text_comes_to_scripts_as_text(hostile):
    for path, text in hostile.items():
        if path.startswith("data/"):
            script = text.decode()
            assert script.isascii()
            (told,) = re.findall(r"^globalThis\.meshData = JSON\.parse\((.*)\);\n$", script)
            assert json.loads(json.loads(told)), path
    told = str(told_by(hostile["data/search.js"])[0][1])
    assert told.endswith("".join(seen for _, seen in HOSTILE.values()))


def test_a_personal_column_is_said_to_be_personal_wherever_it_is_found(portal):
    told = dict(told_by(portal["data/columns.js"]))

    ((_, columns),) = told["operations.flights"]
    kept = {name: protection for name, _, _, protection in columns}
    assert (kept["tail_number"], kept["origin"]) == ("personal", "")
    ((_, aircraft),) = told["fleet.aircraft"]
    assert {c[0]: c[3] for c in aircraft}["seats"] == "confidential"


def told_by(script: bytes) -> Any:
    return json.loads(
        json.loads(script.decode().removeprefix("globalThis.meshData = JSON.parse(")[:-3])
    )


@pytest.mark.parametrize(
    ("channel", "url", "link"),
    [
        ("https://chat.acme.example/sales", "", "https://chat.acme.example/sales"),
        ("#sales", "https://chat.acme.example/c/1", "https://chat.acme.example/c/1"),
        ("list", "mailto:list@acme.example", "mailto:list@acme.example"),
        ("javascript:alert(1)", "", ""),
        ("#sales", "javascript:alert(1)", ""),
        ("#sales", "", ""),
    ],
)
def test_only_a_page_or_an_address_is_a_link_of_a_support_channel(shown, channel, url, link):
    said = Channel(channel=channel, url=url)
    page = read(
        dict(files(with_product(shown, channels=(said,))))["products/operations.flights.html"]
    )

    leads = {where for _, _, where in page.links}
    assert (link in leads) == bool(link)
    assert "javascript:alert(1)" not in leads


def test_each_channel_says_what_it_is_for(shown):
    asked = Channel(channel="#sales", tool="slack", scope="interactive", description="Anything")
    told = Channel(channel="News", scope="announcements")
    page = "products/operations.flights.html"
    several = text_of(dict(files(with_product(shown, channels=(asked, told)))), page)
    before = with_product(shown, channels=(), support="#alone")

    assert "Questions #sales slack, interactive, Anything News announcements" in several
    # As an entry of before says it.
    assert "Questions #alone" in text_of(dict(files(before)), page)


@pytest.mark.parametrize(
    ("licence", "is_link"),
    [("https://l.acme.example/by", True), ("javascript:alert(1)", False), ("MIT", False)],
)
def test_what_a_reader_has_to_know_stands_above_the_request(shown, licence, is_link):
    price = Price(amount=Decimal("9.95"), currency="EUR", unit="month")
    terms = Terms(usage="Reports", limitations="No buyers", license=licence, price=price)
    portal = dict(files(with_product(shown, terms=terms)))
    path = "products/operations.flights.html"

    said = text_of(portal, path)
    assert f"Before you ask Meant for Reports Limits No buyers License {licence} Price" in said
    assert "9.95 EUR per month" in said
    assert (licence in {where for _, _, where in read(portal[path]).links}) == is_link


def with_product(shown: Content, **changes: Any) -> Content:
    flights = replace(shown.catalog.products["operations.flights"], **changes)
    products = {**shown.catalog.products, flights.id: flights}
    return replace(shown, catalog=replace(shown.catalog, products=products))


def text_of(portal: Files, path: str) -> str:
    """A page's words, without its elements."""
    words = " ".join(re.sub(r"<[^>]*>", " ", portal[path].decode()).split())
    return re.sub(r" ([,;.:])", r"\1", words)


def test_what_ends_is_told_with_its_day_and_what_takes_its_place(shown):
    tables = shown.catalog.products["operations.flights"].tables
    ended = replace(tables[0], status="retired", successor="flights_v2", example_query="")
    changed = with_product(
        shown,
        status="deprecated",
        sunset=date(2026, 12, 31),
        successor="network.routes",
        tables=(ended,),
    )
    portal = dict(files(changed))

    home, page = text_of(portal, "index.html"), text_of(portal, "products/operations.flights.html")
    assert "operations.flights deprecated, until 2026-12-31; instead network.routes" in home
    assert "operations.flights flights retired" in home
    assert "it can be counted on until 2026-12-31" in page
    assert "Nothing of it can be read any more" in page
    assert "Instead: flights_v2" in page


def test_an_agreement_that_gives_whole_files_says_so(shown, portal):
    path, said = "products/operations.flights.html", "and their files, whole"
    first, *others = shown.catalog.products["operations.flights"].consumers
    given = with_product(shown, consumers=(replace(first, files=True), *others))

    assert text_of(dict(files(given)), path).count(said) == 1
    assert said not in text_of(portal, path)


def test_an_agreement_says_when_its_file_came_and_where_it_lies(shown, portal):
    path = "products/operations.flights.html"
    first, *_ = shown.catalog.products["operations.flights"].consumers
    merged = Change(date(2026, 5, 3), "Let fleet read", "c" * 40)
    changelog = replace(shown.changelog, files={first.path: merged})
    there = replace(shown, changelog=changelog, host=None)
    told = text_of(dict(files(there)), path)

    lies = "its file in domains/operations/flights/access"
    assert (told.count("agreed 2026-05-03"), told.count(lies)) == (1, 1)
    assert "agreed 2026-05-03" not in text_of(portal, path)
    other = text_of(dict(files(replace(there, others={"operations.flights": "s3://there"}))), path)
    assert ("agreed 2026-05-03" in other, lies in other) == (False, False)


def test_changes_are_told_with_the_version_and_the_page_of_their_commit(shown):
    versions = {("operations.flights", "b" * 40): "1.1.0"}
    known = replace(
        shown,
        changelog=replace(shown.changelog, versions=versions),
        host=CodeHost("github", "https://github.com/acme/data", "main"),
    )
    portal = dict(files(known))

    assert "1.1.0 Widen it" in text_of(portal, "products/operations.flights.html")
    assert "1.1.0" not in text_of(portal, "products/network.routes.html")
    leads = {where for _, _, where in read(portal["products/network.routes.html"]).links}
    assert f"https://github.com/acme/data/commit/{'b' * 40}" in leads


def test_who_reads_a_column_stands_in_its_lineage(portal):
    said = told_by(portal["data/lineage/operations.flights.js"])["readers"]
    whole = told_by(portal["data/lineage.js"])["readers"]

    assert "planning.capacity" in said["operations.flights.flights.tail_number"]
    assert "planning.delay_causes" not in said["operations.flights.flights.tail_number"]
    assert "planning" in whole["operations.flights"]


def test_what_nobody_reads_is_said_to_its_owner_and_searched_for(shown):
    alone = with_product(shown, consumers=(), read_by=())
    rows = told_by(dict(files(alone))["data/search.js"])

    assert [row[11] for row in rows if row[0] == "operations.flights"] == ["nobody"]
    team = "teams/team-operations@nyc-air.example.html"
    assert "read by nobody else" in text_of(dict(files(alone)), team)
    assert "other domains" in {row[11] for row in told_by(dict(files(shown))["data/search.js"])}


def test_a_mesh_of_nothing_says_how_it_begins(shown):
    catalog = replace(
        shown.catalog, domains={}, products={}, rights=(), product_edges=(), column_edges=()
    )
    portal = dict(files(replace(shown, catalog=catalog, runs=None, findings=())))

    assert "None yet: mesh new domain NAME" in text_of(portal, "index.html")
    assert "none of them protected" in text_of(portal, "index.html")
    assert "There is no domain yet." in text_of(portal, "access.html")
    assert "There is no domain yet." in text_of(portal, "governance.html")
    assert "Nothing is made of anything yet" in text_of(portal, "lineage.html")


def test_what_is_not_known_is_said_to_be_unknown(shown):
    bare = replace(
        with_product(
            shown,
            support=None,
            channels=(),
            sla=replace(shown.catalog.products["weather.observations"].sla, freshness_seconds=None),
        ),
        changelog=Changelog(),
        host=None,
        unreadable=("sales.orders",),
    )
    portal = dict(files(bare))

    page = text_of(portal, "products/operations.flights.html")
    assert "nothing is promised" in page
    assert "git knows nothing of its files" in page
    assert "Open this file at" not in page
    assert "not shown: sales.orders" in text_of(portal, "governance.html")
    assert "Newest" not in text_of(portal, "index.html")


def test_of_a_name_that_means_many_things_some_are_told(shown, monkeypatch):
    meanings = tuple(Meaning(f"meaning {n}", (f"a.b.c{n}.total",)) for n in range(15))
    told = "meshwright.catalog.portal.pages.terms"
    monkeypatch.setattr(told, lambda _products: (Term("total", meanings),))

    page = text_of(dict(files(shown)), "glossary.html")
    assert "total 15 meanings meaning 0" in page
    assert "meaning 11 " in page
    assert "meaning 12" not in page
    assert "and 3 more; all columns of this name" in page


def test_each_reader_is_told_how_to_read_it(portal):
    page = portal["products/operations.flights.html"].decode()

    assert "<summary>flights, as people of planning</summary>" in page
    assert "--as planning" in page
    assert "<summary>flights, as fleet.utilization</summary>" in page


def test_what_is_asked_for_is_told_with_who_needs_it(shown):
    asked = Request(
        name="delays",
        description="Delays in Europe",
        purpose="Compare",
        asked_by="planning",
        asked_on=date(2026, 5, 1),
        contact=None,
        votes=("fleet",),
        path="wanted/delays.yaml",
    )
    found = replace(asked, name="gates", description="Gates", offered_by="network.airports")
    content = replace(shown, catalog=replace(shown.catalog, wanted=(asked, found)))

    home = text_of(dict(files(content)), "index.html")
    assert (
        "Delays in Europe asked for by people of planning on 2026-05-01, needed by 1 more: Compare"
        in home
    )
    assert "Gates offered by network.airports" in home


def test_what_a_product_says_beyond_the_form_is_shown_as_it_is(shown):
    portal = dict(files(with_product(shown, extensions={"steward": "Ann", "codes": [1, "x"]})))

    page = text_of(portal, "products/operations.flights.html")
    assert "steward Ann codes [1, &#34;x&#34;]" in page


def test_a_shallow_clone_tells_nobody_what_is_new(shown):
    shallow = replace(shown, changelog=replace(shown.changelog, is_whole=False))

    home = text_of(dict(files(shallow)), "index.html")
    assert "Newest" not in home
    assert "Last changed" in home


def test_findings_are_told_where_their_product_is_and_counted_by_rule(shown):
    known = Finding(
        Position("a.yaml"),
        "GOV-007",
        Severity.WARNING,
        "Data is described: no",
        "say it",
        subject="operations.flights",
    )
    waived = replace(known, waived=Waived("for now", "T-1", date(2026, 9, 1), 9))
    portal = dict(files(replace(shown, findings=(known, waived))))

    page = text_of(portal, "products/operations.flights.html")
    assert "warning GOV-007 Data is described: no a.yaml:1:1; say it" in page
    assert "waived until 2026-09-01: for now (T-1)" in page
    rules = text_of(portal, "governance.html")
    assert "warning GOV-007 Data is described: no say it operations.flights" in rules
    assert re.search(r"GOV-007 Data is described advisory enforced 1 1", rules)
    assert "operations 2 50 % – 100 % 100 % 100 % 0 1 1" in rules


def test_a_large_mesh_is_drawn_in_parts(shown, monkeypatch):
    monkeypatch.setattr("meshwright.catalog.portal.pages.LARGEST_PICTURE", 1)
    portal = dict(files(shown))

    assert "too large for one picture" in text_of(portal, "lineage.html")
    assert "too many columns" in text_of(portal, "lineage/planning.delay_causes.html")


def sources(page: Read) -> Iterator[str]:
    return (link for tag, name, link in page.links if (tag, name) == ("script", "src"))


def test_scripts_are_loaded_where_they_are_needed_alone(pages):
    assert "assets/finding.js" in [*sources(pages["search.html"])]
    assert [*sources(pages["governance.html"])] == ["assets/theme.js", "assets/portal.js"]


def test_the_last_run_and_what_rules_measured_are_told(portal):
    page = portal["products/operations.flights.html"].decode()

    assert 'datetime="2026-05-31T22:15:00Z" data-ago>2026-05-31 22:15 UTC' in page
    assert "mesh.QualityFailed: a rule is broken" in page
    assert page.count('<rect class="held"') == page.count('<rect class="broken"') == 1
    assert "1 of 2" in page
    assert "7 rows, 2 changed, 1 rejected" in page
    assert "No run of it has been told yet." in text_of(
        portal, "products/planning.delay_causes.html"
    )
    assert json.loads(portal["runs.json"]) == {"version": 1, "products": {}}


def test_the_first_page_names_what_is_not_well_and_leaves_it_to_the_browser_what_is_stale(shown):
    told = shown.catalog.products["operations.flights"]
    promised = replace(told, sla=replace(told.sla, freshness_seconds=3600))
    catalog = replace(shown.catalog, products={**shown.catalog.products, told.id: promised})

    home = dict(files(replace(shown, catalog=catalog)))["index.html"].decode()

    assert "Last run not well" in home
    assert 'data-due="2026-05-31T23:15:00Z" hidden' in home


@pytest.mark.parametrize(
    ("changed", "freshness_seconds", "told"),
    [
        ({}, 3600, ["failing", "2026-05-31T23:15:00Z"]),
        ({}, None, ["failing", "no promise"]),
        ({"refreshed": None}, 3600, ["failing", "not known"]),
        ({"state": "succeeded", "rules": HELD}, 3600, ["passing", "2026-05-31T23:15:00Z"]),
        ({"state": "succeeded", "rules": ()}, None, ["not measured", "no promise"]),
        (None, 3600, ["not measured", "not known"]),
    ],
)
def test_a_search_is_told_how_runs_went_and_when_rows_are_due(
    shown, changed, freshness_seconds, told
):
    content = with_product(shown, sla=ServiceLevel(freshness_seconds=freshness_seconds))
    runs = {} if changed is None else {"operations.flights": replace(RUNS, **changed)}

    rows = told_by(dict(files(replace(content, runs=runs)))["data/search.js"])

    assert [row[12:] for row in rows if row[0] == "operations.flights"] == [told]


def test_without_results_pages_say_nothing_of_runs(shown):
    portal = dict(files(replace(shown, runs=None, results="")))

    assert {len(row) for row in told_by(portal["data/search.js"])} == {12}
    assert "Runs and quality" not in text_of(portal, "products/operations.flights.html")
    assert "runs.json" not in portal


def test_scores_of_earlier_days_are_a_trend_and_are_kept(shown):
    first = dict(files(replace(shown, scores={})))
    told = json.loads(first["scores.json"])
    assert told["environment"] == "dev"
    assert list(told["days"]) == ["2026-06-01"]
    assert "Trend" not in text_of(first, "governance.html")
    today = Mark.model_validate(told["days"]["2026-06-01"]["fleet"])
    assert today.products == 2

    better = Mark(products=2, passing=2, errors=0)
    worse = Mark(products=2, passing=0, errors=2)
    before = {
        date(2026, 5, 1): {"fleet": worse, "gone": better, "weather": better},
        date(2026, 5, 31): {"fleet": better},
        date(2026, 7, 1): {"fleet": worse, "planning": worse},
    }
    later = dict(files(replace(shown, scores=before)))

    page = text_of(later, "governance.html")
    assert f"+{today.percent} since 2026-05-01" in page
    assert page.count("since 2026-05-01") == 2
    # 58 steps for 31 days, and 14 for a hundred percent.
    assert 'points="1,15 57,1 59,' in later["governance.html"].decode()
    days = json.loads(later["scores.json"])["days"]
    assert list(days) == ["2026-05-01", "2026-05-31", "2026-06-01", "2026-07-01"]
    assert days["2026-06-01"] == told["days"]["2026-06-01"]


def test_a_portal_that_is_given_its_own_scores_is_the_same(shown, portal):
    own = parse(portal["scores.json"], "dev")

    assert dict(files(replace(shown, scores=own))) == portal


def test_domains_of_other_meshes_are_scored_by_their_own(shown):
    told = dict(files(replace(shown, others={"fleet": "s3://there"})))

    days = json.loads(told["scores.json"])["days"]
    assert "fleet" not in days["2026-06-01"]
