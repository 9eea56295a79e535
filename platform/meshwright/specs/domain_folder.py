"""A domain's folder: who owns it, and the folders of its products."""

from dataclasses import dataclass, field, replace
from functools import cached_property

from meshwright.errors import Finding, Position
from meshwright.ids import product_id
from meshwright.specs import codes
from meshwright.specs.consistency import check_domain
from meshwright.specs.files import Checkout, Entry, wrong_folder_name
from meshwright.specs.governance import Governance, Wishes
from meshwright.specs.models import DataProduct, Domain, DomainSpec, Unreadable
from meshwright.specs.product_folder import ProductFolder, is_ignored, read_product, stray
from meshwright.specs.read import read_spec
from meshwright.wording import nearest

DOMAIN_FILE = "domain.yaml"
GOVERNANCE_FILE = "governance.yaml"


@dataclass(frozen=True)
class DomainFolder:
    """What a domain's folder says, whether or not it can be used."""

    name: str
    domain: Domain | None
    """None where the folder has an error of its own."""
    products: tuple[ProductFolder, ...]
    findings: tuple[Finding, ...]
    """Those about the domain and all of its products."""

    @cached_property
    def members(self) -> tuple[DataProduct | Unreadable, ...]:
        """The products; where the domain cannot be read, none of them can be used."""
        products = (product.in_domain(self.domain) for product in self.products)
        if self.domain is None:
            return (Unreadable(self.name, self.name), *products)
        return tuple(products)


def read_domain(checkout: Checkout, folder: Entry) -> DomainFolder | None:
    """Everything in a domain's folder; None for an empty one, such as git leaves behind."""
    reader = _Reader(checkout, folder)
    listed = list(checkout.entries(folder.path))
    if not listed:
        return None
    for entry in listed:
        reader.take(entry)
    domain = reader.domain()
    own = reader.own_findings()
    # What is wrong with its governance changes nothing else: stricter rules hold meanwhile.
    governance = reader.governance()
    if domain is not None and governance is not None:
        domain = replace(domain, governance=governance)
    theirs = (finding for product in reader.products for finding in product.findings)
    findings = (*reader.own_findings(), *reader.misnamed, *theirs)
    return DomainFolder(folder.name, None if own else domain, tuple(reader.products), findings)


@dataclass(slots=True)
class _Reader:
    """Reads one domain's folder, and gathers what is wrong in it."""

    checkout: Checkout
    folder: Entry
    products: list[ProductFolder] = field(default_factory=list[ProductFolder])
    findings: list[Finding] = field(default_factory=list[Finding])
    misnamed: list[Finding] = field(default_factory=list[Finding])
    """About folders whose names make no product, so nothing else of the domain is concerned."""
    names: set[str] = field(default_factory=set[str])

    def take(self, entry: Entry | Finding) -> None:
        if isinstance(entry, Finding):
            self.names.add(entry.position.path.rpartition("/")[2])
            self.findings.append(entry)
        elif entry.is_folder and entry.name not in (DOMAIN_FILE, GOVERNANCE_FILE):
            self._product(entry)
        else:
            self.names.add(entry.name)
            known = (DOMAIN_FILE, GOVERNANCE_FILE)
            if entry.name not in known and not is_ignored(entry.name):
                self.findings.append(stray(entry, known))

    def own_findings(self) -> tuple[Finding, ...]:
        return tuple(replace(finding, subject=self.folder.name) for finding in self.findings)

    def governance(self) -> Wishes | None:
        path = f"{self.folder.path}/{GOVERNANCE_FILE}"
        if GOVERNANCE_FILE not in self.names or self._is_refused(path):
            return None
        parsed = read_spec(self.checkout, path, Governance)
        self.findings.extend(parsed.findings)
        return Wishes(parsed.spec.rules, parsed.source) if parsed.spec else None

    def _is_refused(self, path: str) -> bool:
        return any(finding.position.path == path for finding in self.findings)

    def domain(self) -> Domain | None:
        path = f"{self.folder.path}/{DOMAIN_FILE}"
        if DOMAIN_FILE not in self.names:
            if not any(nearest(name, [DOMAIN_FILE]) for name in self.names):
                self.findings.append(codes.NO_DOMAIN.at(Position(path), f"missing {DOMAIN_FILE}"))
            return None
        if self._is_refused(path):
            return None
        parsed = read_spec(self.checkout, path, DomainSpec, check_domain)
        self.findings.extend(parsed.findings)
        return Domain(self.folder.name, parsed.spec, parsed.source) if parsed.spec else None

    def _product(self, folder: Entry) -> None:
        listed = list(self.checkout.entries(folder.path))
        if not listed:
            return
        if wrong := wrong_folder_name(folder, "product"):
            subject = product_id(self.folder.name, folder.name)
            self.misnamed.append(replace(wrong, subject=subject))
            return
        product = read_product(self.checkout, folder.name, self.folder.name, listed)
        self.products.append(product)
