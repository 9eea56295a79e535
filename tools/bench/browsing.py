"""The portal of meshes made up from a seed: what building it costs, and what a reader waits for."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING

from meshwright.errors import MeshError
from meshwright.ids import joined
from tools.bench import cataloguing, specs
from tools.bench.cataloguing import MEGABYTE
from tools.bench.measuring import Cost, Spread, interleaved, spread
from tools.bench.rows import Row
from tools.bench.setting import Setting
from tools.bench.site import ENVIRONMENT, Site, open_site
from tools.cli import browser

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIZES: Mapping[int, int] = {250: 3, 1_000: 1}
"""Products of a mesh, and the rounds that its portal is built in."""
LARGE_SIZES: Mapping[int, int] = {**SIZES, 5_000: 1}
MOST_GROWTH = 1.1
"""Of the cost of a product, from one size to the next: what grows with the square has four."""
VISITS = 5
CHANGES = 3
SPEC = "/product.yaml"
PAGES: Mapping[str, str] = {
    "the first page": "index.html",
    "the page to search": "search.html",
    "the glossary": "glossary.html",
    # The last, since its lineage is asked afterwards.
    "the lineage of the mesh": "lineage.html",
}
FIRST_VIEW, SEARCH, FOCUS = 1_000.0, 50.0, 500.0
"""Milliseconds that a reader should wait at most: for a page, 95 of 100 searches, a lineage."""
WORDS = ("orders", "payment", "customer email", "discount rate", "shipmnts", "depot", "sales", "it")
"""What is typed, letter by letter: names, columns, several words, a slip of the pen."""
PAINTED = """
() => new Promise((told) => new PerformanceObserver((seen) => {
  const paint = seen.getEntries().find(({ name }) => name === "first-contentful-paint");
  if (paint) told(paint.startTime);
}).observe({ type: "paint", buffered: true }))
"""
"""When the page was first painted: milliseconds since it was asked for."""
TYPE = """
([id, text]) => {
  const field = document.getElementById(id);
  const began = performance.now();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  document.body.getBoundingClientRect();
  return performance.now() - began;
}
"""
"""Types a text into a field and has the page laid out; the milliseconds until then."""
DRAWN = """
() => Number(document.querySelector("#graph .graph")?.dataset.boxes
  ?? document.querySelectorAll("#graph g.box").length)
"""
"""The boxes of a picture, of which a large one draws some."""
FOUND = "() => parseInt(document.getElementById('count').textContent)"


def measure(setting: Setting) -> Iterator[Row]:
    """What building takes at each size, and what the largest is like in a browser."""
    costs: dict[int, Spread] = {}
    sizes = LARGE_SIZES if setting.large else SIZES
    for count, rounds in sizes.items():
        setting.say(f"building the portal of {count:,} products, {rounds} times")
        mesh = specs.files(count, seed=setting.seed)
        with open_site(setting.checkout, setting.folder, mesh) as site:
            costs[count] = yield from _built(site, count, rounds)
            if count == max(sizes):
                # The first product is what most others are made of.
                first = next(name for name in mesh if name.endswith(SPEC))
                source = joined(first.removesuffix(SPEC).split("/"))
                yield from _visited(setting, site.root / "portal", count, source)
    for (fewer, before), (more, after) in pairwise(costs.items()):
        what = f"building a product's part of the portal, of {more:,}"
        sides = (_each(after, more), _each(before, fewer))
        yield Row(what, "ms CPU", *sides, f"of {fewer:,}", MOST_GROWTH)
    yield from cataloguing.measure(setting)


def _built(site: Site, count: int, rounds: int) -> Iterator[Row]:
    portal = site.root / "portal"
    command = ("catalog", "build", "--env", ENVIRONMENT, "--results", "none", "--out", str(portal))
    made: list[Cost] = interleaved([partial(site.mesh, *command)], rounds)[0]
    again = site.mesh(*command)
    cpu = spread([cost.cpu for cost in made])
    count_of_files = sum(file.is_file() for file in portal.rglob("*"))
    what = f"portal of {count:,} products"
    yield Row(f"building the {what}", "s CPU", cpu)
    yield Row(f"building the {what} again, nothing changed", "s CPU", spread([again.cpu]))
    module = ("-m", "tools.bench.renewing", str(site.root), ENVIRONMENT, str(CHANGES))
    for page, seconds in site.document(*module).items():
        told = f"{page} after one change, of the served {what}"
        yield Row(told, "s CPU", spread(seconds), cpu, "a build of all")
    yield Row(f"peak memory of building the {what}", "MB", spread([cost.peak for cost in made]))
    size = spread([cataloguing.size(portal) / MEGABYTE])
    yield Row(f"size of the {what}, {count_of_files:,} files", "MB", size)
    return cpu


def _each(cost: Spread, count: int) -> Spread:
    figures = (1_000 * figure / count for figure in (cost.median, cost.low, cost.high))
    return Spread(*figures)


def _visited(setting: Setting, portal: Path, count: int, source: str) -> Iterator[Row]:
    """What a reader waits for, where this machine has a browser."""
    from playwright.sync_api import sync_playwright

    path = browser.browser()
    if path is None:
        setting.say("; ".join(browser.missing()))
        return
    setting.say("visiting the portal")
    with sync_playwright() as driver:
        page = driver.chromium.launch(executable_path=path, args=["--no-sandbox"]).new_page()
        for what, name in PAGES.items():
            seen = spread([_first_view(page, portal / name) for _ in range(VISITS)])
            yield Row(f"first view of {what}, {count:,} products", "ms", seen, aim=FIRST_VIEW)
        drawn = spread([_focused(page, source) for _ in range(VISITS)])
        nodes = int(page.evaluate(DRAWN))
        yield Row(f"lineage around one product, {nodes:,} nodes", "ms", drawn, aim=FOCUS)
        found = _searched(page, portal)
        yield Row(f"95 of 100 searches, {count:,} products", "ms", found, aim=SEARCH)


def _focused(page: "Page", source: str) -> float:
    """What it takes to draw all that a product is made of and goes into."""
    page.evaluate(TYPE, ["focus", ""])
    return float(page.evaluate(TYPE, ["focus", source]))


def _first_view(page: "Page", file: Path) -> float:
    page.goto(file.as_uri())
    return float(page.evaluate(PAINTED))


def _searched(page: "Page", portal: Path) -> Spread:
    """The 95th percentile of what each letter takes, once all products are learned."""
    page.goto((portal / "search.html").as_uri())
    every = int(page.evaluate(FOUND))
    _learned(page, every)
    return spread([_percentile(page) for _ in range(VISITS)])


def _learned(page: "Page", every: int) -> None:
    """Waits until the page has learned all that it searches."""
    for _ in range(600):
        page.evaluate(TYPE, ["q", "generated"])
        if int(page.evaluate(FOUND)) == every:
            return
        page.wait_for_timeout(100)
    raise MeshError("the page to search has not learned its products in a minute")


def _percentile(page: "Page") -> float:
    typed: Sequence[str] = [word[:end] for word in WORDS for end in range(1, len(word) + 1)]
    return quantiles([float(page.evaluate(TYPE, ["q", text])) for text in typed], n=20)[-1]
