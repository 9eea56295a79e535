"""What a domain and a product say of rules themselves, out of a mesh or out of its files alone."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from meshwright.ids import domain_of, folder_of, parts
from meshwright.specs.consistency import check_product
from meshwright.specs.domain_folder import GOVERNANCE_FILE
from meshwright.specs.files import Checkout, open_checkout
from meshwright.specs.governance import Governance, Wishes
from meshwright.specs.models import Mesh, ProductSpec
from meshwright.specs.parse import Check, M, Parsed, no_check
from meshwright.specs.product_folder import PRODUCT_FILE
from meshwright.specs.read import read_spec
from meshwright.specs.waivers import WAIVERS_FILE, Waivers, WaiversSpec, check_waivers


@dataclass(frozen=True, slots=True)
class Local:
    """What is said for one subject: a domain, a product, or the environment as a whole."""

    domain: Wishes | None = None
    product: Wishes | None = None
    waivers: Waivers | None = None


LocalOf = Callable[[str], Local]


def local_of(mesh: Mesh) -> LocalOf:
    """What a mesh says for each subject."""

    def local(subject: str) -> Local:
        domain = mesh.domains.get(domain_of(subject))
        product = mesh.products.get(subject)
        return Local(
            domain.governance if domain else None,
            product.governance if product else None,
            product.waivers if product else None,
        )

    return local


def local_in_files(root: Path) -> LocalOf:
    """What a domain and a product set for themselves, read from their files without the mesh.

    A file with errors says nothing, so that what is stricter holds.
    """
    checkout = open_checkout(root)

    @cache
    def local(subject: str) -> Local:
        domain, product = parts(subject)
        said = _parsed(checkout, f"{folder_of(domain)}/{GOVERNANCE_FILE}", Governance, no_check)
        governed = Wishes(said.spec.rules, said.source) if said and said.spec else None
        if not product:
            return Local(governed)
        folder = folder_of(subject)
        spec = _parsed(checkout, f"{folder}/{PRODUCT_FILE}", ProductSpec, check_product)
        waivers = _parsed(checkout, f"{folder}/{WAIVERS_FILE}", WaiversSpec, check_waivers)
        return Local(governed, _own(spec), _waivers(waivers))

    return local


def _parsed(checkout: Checkout, path: str, model: type[M], check: Check[M]) -> Parsed[M] | None:
    is_file = (Path(checkout.root) / path).is_file()
    # What is read through a link was approved by whoever owns another place: it says nothing.
    if not is_file or checkout.link_on(path):
        return None
    return read_spec(checkout, path, model, check)


def _own(parsed: Parsed[ProductSpec] | None) -> Wishes | None:
    if parsed is None or parsed.spec is None:
        return None
    return Wishes(parsed.spec.governance.rules, parsed.source, ("governance",))


def _waivers(parsed: Parsed[WaiversSpec] | None) -> Waivers | None:
    if parsed is None or parsed.spec is None:
        return None
    return Waivers(parsed.spec, parsed.source)
