"""What `mesh check` would say of a change before it is written, in every environment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from meshwright.contracts.novelty import novel
from meshwright.errors import Finding, Severity, UsageError
from meshwright.gate.assessment import Assessment, assess_mesh
from meshwright.governance import load_organisation
from meshwright.governance.layers import Settings
from meshwright.governance.organisation import Organisation
from meshwright.governance.owners import approvers, personal_products
from meshwright.governance.resolver import of_mesh
from meshwright.ids import domain_of
from meshwright.specs.environment import Environment
from meshwright.specs.load import LoadedMesh, environment_names, load_environment, load_mesh
from meshwright.specs.models import Mesh
from meshwright.specs.organisation import load_floor
from meshwright.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Verdict:
    """A mesh after a change, and what is said of it that was not said before."""

    mesh: Mesh
    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]


@dataclass(frozen=True)
class Judge:
    """The mesh of a checkout as it is, beside which changes of it are judged."""

    workspace: Workspace
    loaded: LoadedMesh
    as_of: date
    environments: Mapping[str, Environment] = field(default_factory=dict[str, Environment])

    @classmethod
    def of(cls, workspace: Workspace, as_of: date) -> "Judge":
        """Raises UsageError where an environment file cannot be read, or there is none."""
        names = sorted(environment_names(workspace.root))
        if not names:
            raise UsageError(
                "there is no environment", fix="write platform/environments/local.yaml"
            )
        places = {name: load_environment(workspace.root, name) for name in names}
        return cls(workspace, load_mesh(workspace.root), as_of, places)

    @property
    def principals(self) -> frozenset[str]:
        """Those that an environment file names."""
        return frozenset(n for place in self.environments.values() for n in place.spec.principals)

    def of_change(self, mesh: Mesh, before: Mesh | None = None) -> Verdict:
        """What is newly said of a mesh; `before` is the one of the checkout unless another is."""
        known = self._findings(before) if before else self._known
        said = sorted(
            {f for name, a in self._assessed(mesh) for f in novel(a.findings, known[name])}
        )
        errors = tuple(finding for finding in said if finding.severity is Severity.ERROR)
        warnings = tuple(finding for finding in said if finding.severity is Severity.WARNING)
        return Verdict(mesh, errors, warnings)

    @cached_property
    def _known(self) -> Mapping[str, tuple[Finding, ...]]:
        return self._findings(self.loaded.mesh)

    def _findings(self, mesh: Mesh) -> Mapping[str, tuple[Finding, ...]]:
        return {name: assessment.findings for name, assessment in self._assessed(mesh)}

    def _assessed(self, mesh: Mesh) -> Iterator[tuple[str, Assessment]]:
        loaded = replace(self.loaded, mesh=mesh)
        for name in self.environments:
            yield name, assess_mesh(self.workspace, loaded, name, as_of=self.as_of)

    def settings(self, product: str) -> Iterator[Settings]:
        """How rules stand for a product, in each environment."""
        for place in self.environments.values():
            mesh, organisation = self.loaded.mesh, self._organisation
            yield of_mesh(mesh, place, self.as_of, organisation=organisation).settings(product)

    def approvers(self, domain: str) -> tuple[str, ...]:
        """Who approves changes in a domain's folders."""
        reviewers = {d.id: d.spec.reviewers for d in self.loaded.mesh.domains.values()}
        return approvers(reviewers, domain, team=self._organisation.team)

    def approvers_of_access(self, product: str) -> tuple[str, ...]:
        """Who approves agreements of a product."""
        floor = load_floor(self.workspace.root)
        is_asked = floor is not None and floor.spec and floor.spec.personal_data_approval
        if is_asked and product in personal_products(self.loaded.mesh):
            return (self._organisation.team,)
        return self.approvers(domain_of(product))

    @cached_property
    def _organisation(self) -> Organisation:
        return load_organisation(self.workspace.root)
