"""All that the portal's pages are made of, gathered once: no other part looks at a checkout."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from meshwright.catalog.changelog import NO_CHANGES, Changelog, changelog
from meshwright.catalog.exchange import documents
from meshwright.catalog.merging import Other, Unread, merged
from meshwright.catalog.model import Catalog
from meshwright.catalog.portal.exports import Exports
from meshwright.catalog.portal.host import CodeHost, code_host
from meshwright.catalog.results import Results, text_of
from meshwright.catalog.runs import Runs, runs_of
from meshwright.catalog.samples import NO_SAMPLES, Samples, shown_now
from meshwright.catalog.scores import Days, Mark
from meshwright.catalog.view import catalog_of
from meshwright.errors import Finding
from meshwright.gate.assessment import Assessment
from meshwright.governance.listing import listed
from meshwright.governance.resolver import of_mesh
from meshwright.plan.drafts import deployed
from meshwright.running.sample import Sample
from meshwright.specs.wanted import load_wanted
from meshwright.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class Content:
    """What is shown."""

    catalog: Catalog
    changelog: Changelog = NO_CHANGES
    findings: tuple[Finding, ...] = ()
    rules: tuple[Mapping[str, Any], ...] = ()
    """As `mesh policy list` says them."""
    unreadable: tuple[str, ...] = ()
    """Domains and products whose files have errors, so that they are not shown."""
    host: CodeHost | None = None
    runs: Mapping[str, Runs] | None = None
    """The last runs by product; None where nobody has asked for them."""
    others: Mapping[str, str] = field(default_factory=dict[str, str])
    """Of each product and domain of another mesh: where its entry lies."""
    unread: tuple[Unread, ...] = ()
    """Entries of other meshes that are not shown."""
    entries: tuple[tuple[str, str], ...] = ()
    """One's own entries, for portals of others: paths and texts."""
    samples: Samples = field(default_factory=dict[str, Mapping[str, Sample]])
    """Some rows of tables whose owners show them to everybody who reads the catalog."""
    results: str = ""
    """The results behind them, as a file that a later build can read."""
    scores: Days = field(default_factory=dict[date, Mapping[str, Mark]])
    """How domains scored on earlier days, where that is known."""
    exports: Exports | None = None
    """What files in other tools' formats are written from; None where none are wanted."""

    @cached_property
    def findings_of(self) -> Mapping[str, tuple[Finding, ...]]:
        """The findings by the domain or product that they are about."""
        found: dict[str, list[Finding]] = {}
        for finding in self.findings:
            found.setdefault(finding.subject, []).append(finding)
        return {subject: tuple(findings) for subject, findings in found.items()}


def content(
    workspace: Workspace,
    assessment: Assessment,
    results: Results | None = None,
    samples: Samples = NO_SAMPLES,
    others: Iterable[Other] = (),
    scores: Days | None = None,
    *,
    exports: bool = True,
) -> Content:
    """What a portal shows: a checkout, the last runs of an environment, and other meshes."""
    mesh, environment = assessment.mesh, assessment.environment
    resolution = of_mesh(
        mesh,
        environment,
        assessment.plan.as_of,
        organisation=assessment.organisation,
        subjects=mesh.domains,
    )
    may_be_shown = shown_now(samples, mesh)
    own = catalog_of(mesh, environment, assessment.plan, load_wanted(workspace.root).requests)
    whole = merged(own, others)
    return Content(
        catalog=whole.catalog,
        others=whole.places,
        unread=whole.unread,
        entries=tuple(documents(own)),
        changelog=changelog(workspace.root),
        findings=assessment.findings,
        rules=tuple(listed((resolution,))),
        unreadable=tuple(mesh.unreadable),
        host=code_host(environment),
        runs=None if results is None else _runs(results),
        scores=scores or {},
        results="" if results is None else text_of(results, may_be_shown),
        samples=may_be_shown,
        exports=Exports(deployed(mesh, environment), environment) if exports else None,
    )


def _runs(results: Results) -> Mapping[str, Runs]:
    told = {product: runs_of(found) for product, found in results.items()}
    return {product: runs for product, runs in told.items() if runs is not None}
