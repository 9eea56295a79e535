"""The requests that reach AWS for one product: to create it, to change a column, or nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.bench import specs
from tools.bench.measuring import spread
from tools.bench.previewing import ADDRESS, typical
from tools.bench.proxy import Counts, counting
from tools.bench.rows import Row
from tools.bench.setting import Setting
from tools.bench.site import Site, open_site

PRODUCTS = 4
UNIT = "requests"
NONE = 0.0
MOST_FOR_A_COLUMN = 6.0
YES = ("--yes", "--skip-preview")


def measure(setting: Setting) -> Iterator[Row]:
    """Requests beyond the account check, of plain `pulumi` in front of a counting proxy."""
    setting.say("counting what reaches AWS for one product")
    mesh = specs.files(PRODUCTS, seed=setting.seed)
    with open_site(setting.checkout, setting.folder, mesh) as site:
        stack = typical(site.root)
        site.mesh("up")
        site.mesh("destroy", stack.subject, "--yes")
        direct = site.engine_variables()
        with counting(direct["AWS_ENDPOINT_URL"]) as (url, counts):
            stack_calls = _StackCalls(
                site,
                ADDRESS.format("mesh", stack.name),
                counts,
                {**direct, "AWS_ENDPOINT_URL": url},
            )
            domain, _, product = stack.subject.partition(".")
            spec = site.root / "domains" / domain / product / "product.yaml"
            yield from _rows(stack_calls, len(stack.declarations), spec)


def _rows(calls: "_StackCalls", resources: int, spec: Path) -> Iterator[Row]:
    calls.of("stack", "init", "--no-select", "--secrets-provider", "passphrase")
    yield _row(f"creating a product of {resources} resources", calls.of("up", *YES))
    yield _row("changing nothing of it", calls.of("up", *YES), aim=NONE)
    yield _row("previewing it unchanged", calls.of("preview"), aim=NONE)
    text = spec.read_text(encoding="utf-8")
    spec.write_text(specs.with_another_comment(text), encoding="utf-8")
    yield _row("previewing a change of one column", calls.of("preview"), aim=NONE)
    yield _row("changing one column of it", calls.of("up", *YES), aim=MOST_FOR_A_COLUMN)


def _row(what: str, requests: int, *, aim: float | None = None) -> Row:
    return Row(f"requests beyond the account check, {what}", UNIT, spread([requests]), aim=aim)


@dataclass(frozen=True, slots=True)
class _StackCalls:
    """One stack, and the proxy that its provider talks to."""

    site: Site
    address: str
    counts: Counts
    variables: Mapping[str, str]

    def of(self, *arguments: str) -> int:
        """The requests of one run of the engine on the stack."""
        self.counts.taken()
        self.site.pulumi(*arguments, "-s", self.address, variables=self.variables)
        return self.counts.taken()
