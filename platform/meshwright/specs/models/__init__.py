"""The specs as frozen values: what a file says (`…Spec`) and what it means in its mesh.

Field names are those of ODCS where ODCS has one, in camelCase in the files. Nothing here reads a
file: `specs.load` does, and gives every value the `Source` it came from.
"""

from meshwright.specs.models.agreement import AgreementSpec, AgreementTable
from meshwright.specs.models.data_product import Agreement, DataProduct, Domain
from meshwright.specs.models.lock import NO_LOCK, LockSpec
from meshwright.specs.models.mesh import Mesh, Unreadable
from meshwright.specs.models.product import DomainSpec, ProductSpec, ServiceLevel
from meshwright.specs.models.quality import QualityRule
from meshwright.specs.models.support import Support
from meshwright.specs.models.table import Column, Table, default_format
from meshwright.specs.models.terms import Price, Terms
from meshwright.specs.models.words import Classification, ClassificationField, Kind, Tier

# pyright: reportUnsupportedDunderAll=false
# The modules are those whose docstrings the schemas for editors take.
__all__ = [
    "NO_LOCK",
    "Agreement",
    "AgreementSpec",
    "AgreementTable",
    "Classification",
    "ClassificationField",
    "Column",
    "DataProduct",
    "Domain",
    "DomainSpec",
    "Kind",
    "LockSpec",
    "Mesh",
    "Price",
    "ProductSpec",
    "QualityRule",
    "ServiceLevel",
    "Support",
    "Table",
    "Terms",
    "Tier",
    "Unreadable",
    "agreement",
    "default_format",
    "product",
    "quality",
    "samples",
    "support",
    "table",
    "terms",
]
