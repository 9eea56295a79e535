"""`domain.yaml` and `product.yaml`: who owns what, and what is promised of it."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from meshwright.specs import scalars
from meshwright.specs.filling import Refresh
from meshwright.specs.frozen import Frozen
from meshwright.specs.governance import Governance
from meshwright.specs.life import Living, Status
from meshwright.specs.models.support import SupportField
from meshwright.specs.models.table import Table
from meshwright.specs.models.terms import Terms
from meshwright.specs.models.words import ClassificationField, Kind, StatusField, Tier
from meshwright.specs.scalars import Id, Many, Text


class ServiceLevel(Frozen):
    """What a product's owner promises of its data."""

    freshness: scalars.Duration | None = None
    """How old the newest rows are at most."""
    availability: scalars.Percentage | None = None
    """Which share of the time the data can be read."""
    retention: scalars.Duration | None = None
    """How long rows are kept."""


class Storage(Frozen):
    """How the product's bucket keeps files."""

    noncurrent_days: Annotated[int, Field(ge=1, le=36_500)] = 30
    """Days for which a replaced or deleted object can be brought back."""


class DomainSpec(Frozen):
    """`domain.yaml`: who owns a domain, and the defaults of its products."""

    api_version: Literal["mesh/v1"] = "mesh/v1"
    """The version of this file's format."""
    owner: scalars.Owner
    """The mail address of the team that answers for the domain."""
    description: Text
    """What the domain does."""
    cost_center: scalars.TagValue
    """Who pays: the value of the tag `mesh:cost-center`."""
    classification: ClassificationField
    """The default for every column of the domain's products."""
    support: SupportField = ()
    """Where readers of its products ask: a channel, or a list of them."""
    reviewers: Many[scalars.Reviewer] = ()
    """Who approves in the repository: CODEOWNERS is generated from it."""


class ProductSpec(Living, Frozen):
    """`product.yaml`: one data product."""

    api_version: Literal["mesh/v1"] = "mesh/v1"
    """The version of this file's format."""
    owner: scalars.Owner | None = None
    """The domain's owner where nothing is said."""
    support: SupportField = ()
    """Where its readers ask: a channel, or a list of them; the domain's by default."""
    business_name: scalars.Line | None = None
    """What people call it, shown first and found by a search."""
    description: Text
    """What the product is about; shown in the catalog and in Glue."""
    version: scalars.Version = "0.1.0"
    """Its semantic version."""
    status: StatusField = Status.ACTIVE
    """Where it stands in its life: a draft is deployed where its environment takes drafts, and has
    no readers; a deprecated one gets no new ones; of a retired one writes and grants end, and the
    data stays until it is destroyed.
    """
    sunset: scalars.Day | None = None
    """The last day on which readers can count on it, in UTC; a deprecated one has one."""
    successor: scalars.ProductSuccessor | None = None
    """Of a deprecated one: the product that takes its place, `none` where there is none."""
    kind: Annotated[Kind, Field(strict=False)] | None = None
    """What it is made from; `aggregate` by default where there are inputs, else `sourceAligned`."""
    tier: Annotated[Tier, Field(strict=False)] = Tier.BRONZE
    """How much it promises, for readers and for rules."""
    classification: ClassificationField | None = None
    """The default for every column; the domain's by default."""
    tags: Many[Text] = ()
    """Words by which readers find it."""
    declassification: Text | None = None
    """Why no column is classified as high as the highest that is read of the inputs."""
    inputs: Many[scalars.ProductId] = ()
    """The products this one is derived from."""
    sample: bool = False
    """Whether everybody who reads the catalog sees some rows of each table, with or without an
    agreement; a table may say otherwise.
    """
    tables: Mapping[Id, Table] = Field(min_length=1)
    """Its tables, by name."""
    refresh: Refresh | None = None
    """What starts a run that refreshes its tables; its inputs and landed files by default."""
    sla: ServiceLevel = ServiceLevel()
    """What its owner promises of its data."""
    terms: Terms = Terms()
    """What a reader has to know before asking for it."""
    storage: Storage = Storage()
    """How its bucket keeps files."""
    governance: Governance = Governance()
    """What the product asks of rules beyond its domain."""
    extensions: Mapping[str, Any] = Field(default_factory=dict)
    """Free fields, exported as custom properties."""
