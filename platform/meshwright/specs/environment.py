"""An environment: one account and one region, which no other environment shares.

`platform/environments/<name>.yaml` is the platform team's; nothing about a product is in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from meshwright.ids import LOCAL
from meshwright.specs.adopted import DatabaseName, Location, parts_of
from meshwright.specs.audit import Audit
from meshwright.specs.frozen import Frozen
from meshwright.specs.governance import Governance, Wishes
from meshwright.specs.models import ClassificationField
from meshwright.specs.scalars import Id, Many, ProductId, Text
from meshwright.specs.source import Source

ACCOUNT_PATTERN = r"^[0-9]{12}$"
REGION_PATTERN = r"^[a-z]{2}(-[a-z]+)+-[0-9]$"
PRINCIPAL_PATTERN = r"^arn:aws[a-z-]*:iam::[0-9]{12}:(root|(role|user|group)/[A-Za-z0-9_+=,.@/-]+)$"
SERVICE_PATTERN = r"^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$"
REPOSITORY_PATTERN = r"^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)+$"
BRANCH_PATTERN = r"^[A-Za-z0-9_./-]+$"
ISSUER_PATTERN = r"^https://[a-z0-9.-]+(/[A-Za-z0-9_./-]+)?$"
SLACK_PATTERN = r"^[A-Z0-9]{1,255}$"
"""Source: AWS Chatbot, CloudFormation "AWS::Chatbot::SlackChannelConfiguration"."""
BACKEND_PATTERN = r"^(file|s3)://"
MOST_ADMINISTRATORS = 30
"""Source: Lake Formation API reference, "DataLakeSettings"."""
OLDEST_SHARING, NEWEST_SHARING = 4, 5
"""Source: Lake Formation developer guide, "Updating cross-account data sharing version".

The newest is never left again.
"""

AccountId = Annotated[
    str, StringConstraints(pattern=ACCOUNT_PATTERN), Field(examples=["111122223333"])
]
Region = Annotated[str, StringConstraints(pattern=REGION_PATTERN), Field(examples=["eu-central-1"])]
PrincipalArn = Annotated[
    str,
    StringConstraints(pattern=PRINCIPAL_PATTERN),
    Field(examples=["arn:aws:iam::111122223333:role/deployer"]),
]
"""A role or a user; where a role may be assumed, an account too. A group has a finding of its own.
"""
ServicePrincipal = Annotated[
    str, StringConstraints(pattern=SERVICE_PATTERN), Field(examples=["glue.amazonaws.com"])
]
Backend = Annotated[
    str, StringConstraints(pattern=BACKEND_PATTERN), Field(examples=["s3://acme-mesh-state"])
]
BranchName = Annotated[str, StringConstraints(pattern=BRANCH_PATTERN)]
QuotaName = Literal[
    "accessPoints",
    "buckets",
    "roles",
    "databases",
    "workgroups",
    "eventRules",
    "tagValues",
    "trustPolicyCharacters",
]
Quota = Annotated[int, Field(ge=1)]


class RuntimeTrust(Frozen):
    """Who may assume the runtime roles of a domain's products."""

    services: Many[ServicePrincipal] = ()
    """AWS services, such as Glue, that run the products' jobs."""
    principals: Many[PrincipalArn] = ()
    """Roles, users or accounts that run them."""


class DomainTrust(Frozen):
    """Who may assume the roles of one domain."""

    reader: Many[PrincipalArn] = ()
    """Roles, users or accounts that may assume the role of the domain's people."""
    runtime: RuntimeTrust = RuntimeTrust()
    """Who may assume the runtime roles of its products."""


class PlatformReader(Frozen):
    """A principal that reads every domain's tables up to a classification, through LF-tags."""

    principal: PrincipalArn
    """The role or user that reads."""
    classifications: Annotated[Many[ClassificationField], Field(min_length=1)]
    """The classifications whose columns it reads."""
    pii: bool = False
    """Whether it reads personal columns too."""


class AdoptedSettings(Frozen):
    """What an account in use has already: Lake Formation's settings, databases and buckets."""

    trusted_resource_owners: Many[AccountId] = ()
    """Accounts whose shared resources this one's people may use."""
    external_data_filtering_allow_list: Many[AccountId] = ()
    """Accounts whose engines may filter; without effect while nobody's may."""
    authorized_session_tag_values: Many[Text] = ()
    """Values of the session tag by which such an engine names itself."""
    databases: Mapping[DatabaseName, ProductId] = Field(default_factory=dict[str, str])
    """Glue databases that a product has by another name than its own, by their names."""
    locations: Mapping[Location, ProductId] = Field(default_factory=dict[str, str])
    """Buckets (`acme-crm`), or folders of buckets that others use too (`acme-lake/crm/`), that were
    there before the mesh, by the product whose files they hold.
    """


class Bootstrap(Frozen):
    """Who deploys, as `mesh bootstrap` prepares the account for it: the code host's pipeline."""

    code_host: Literal["github", "gitlab"]
    """Where the repository is; its pipeline's tokens are what the roles trust."""
    repository: Annotated[
        str, StringConstraints(pattern=REPOSITORY_PATTERN), Field(examples=["acme/data-mesh"])
    ]
    """The repository's path at its host."""
    branch: BranchName = "main"
    """The branch from which is deployed."""
    host_environment: BranchName | None = None
    """Of GitHub, the environment whose jobs deploy; this one's name where nothing is said."""
    issuer: Annotated[str, StringConstraints(pattern=ISSUER_PATTERN)] | None = None
    """Who signs the tokens, where the host is one's own; else that of the public host."""
    identity_provider: Literal["create", "adopt"] = "create"
    """Whether the account gets the issuer as an identity provider, or has it already."""
    planner: PrincipalArn
    """The role that reads what previews and drift read; it has to be one of the auditors."""
    operators: Many[PrincipalArn] = ()
    """Roles and users that may assume the deployer besides the pipeline."""


class Slack(Frozen):
    """Where alarms are told in Slack, beside the owners' mail."""

    workspace: Annotated[
        str, StringConstraints(pattern=SLACK_PATTERN), Field(examples=["T07EA123LEP"])
    ]
    """The workspace's id, once its administrator has let Amazon Q Developer in chat in."""
    channels: Mapping[
        Id,
        Annotated[str, StringConstraints(pattern=SLACK_PATTERN), Field(examples=["C07EZ1ABC23"])],
    ]
    """The id of the channel that hears of a domain's alarms, by the domain's id."""


class AthenaSettings(Frozen):
    """Limits of every domain's workgroup."""

    bytes_scanned_limit: Annotated[int, Field(ge=10_485_760)] = 1_099_511_627_776
    """Bytes a single query may scan; AWS's least is 10 MB."""


class EnvironmentSpec(Frozen):
    """An environment file."""

    provider: Literal["standIn", "official"] = "standIn"
    """Of `local` alone: what speaks to its AWS for the engine."""
    plugin: Text | None = None
    """Of `local` alone: where the official provider's executable lies, if the engine has none."""

    account: AccountId
    """The AWS account, which no other environment has in this region."""
    region: Region
    """The AWS region."""
    backend: Backend | None = None
    """Where the engine keeps state; `local` keeps its own, in a folder or (`s3://`) in its AWS."""
    keep_data: bool = True
    """Whether what holds data is deleted only where a spec says `status: retired`."""
    drafts: bool = False
    """Whether products and tables with `status: draft` are deployed."""
    secrets_provider: Text = "passphrase"
    """How the engine encrypts secrets in its state: `passphrase`, or the URL of a KMS key."""
    deployer: PrincipalArn
    """The principal that deploys: it writes the catalog, and reads nobody's rows."""
    assume_deployer: bool = True
    """Whether the provider assumes the deployer's role (true) or already runs as it (false)."""
    administrators: Annotated[
        Many[PrincipalArn], Field(min_length=1, max_length=MOST_ADMINISTRATORS)
    ]
    """All Lake Formation administrators of the account; the deployer has to be one of them."""
    auditors: Annotated[Many[PrincipalArn], Field(max_length=MOST_ADMINISTRATORS)] = ()
    """All its read-only administrators, who see every grant and every table, and no row."""
    cross_account_version: Annotated[int, Field(ge=OLDEST_SHARING, le=NEWEST_SHARING)] = (
        OLDEST_SHARING
    )
    """How Lake Formation shares with other accounts: 4, or 5, which no account leaves again."""
    adopted: AdoptedSettings = AdoptedSettings()
    """What the account has already: settings that are kept, databases and buckets taken over."""
    account_settings: bool = True
    """Whether the account's own settings (Lake Formation, catalog encryption) are managed here."""
    principals: Mapping[Id, PrincipalArn] = Field(default_factory=dict)
    """Consumers outside the mesh, by the name that an agreement's file carries."""
    assume: Mapping[Id, DomainTrust] = Field(default_factory=dict)
    """Who may assume the roles of a domain, by the domain's id."""
    readers: Mapping[Id, PlatformReader] = Field(default_factory=dict)
    """Principals that read across all domains, by a name of your choice."""
    landing: Mapping[ProductId, Many[PrincipalArn]] = Field(default_factory=dict)
    """Who may land files for the tables of a product that have a `source`, by the product's id."""
    slack: Slack | None = None
    """Where alarms are told in Slack."""
    bootstrap: Bootstrap | None = None
    """Whose pipeline deploys: `mesh bootstrap` prepares the account, and brings the boundary."""
    audit: Audit = Audit()
    """The record of who did what, which `mesh access used` asks."""
    athena: AthenaSettings = AthenaSettings()
    """Limits of queries."""
    quotas: Mapping[QuotaName, Quota] = Field(default_factory=dict[QuotaName, int])
    """Service quotas that AWS has raised for this account; AWS's defaults where nothing is said."""
    governance: Governance = Governance()
    """What this environment asks of rules: more than the organisation, or less where it may."""


@dataclass(frozen=True, order=True, slots=True)
class Given:
    """Where files of a product lay before the mesh: a bucket, or a folder of one."""

    bucket: str
    prefix: str
    """Empty for a whole bucket, else ended by a slash."""
    product: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a domain's resources live: today one place an environment, asked by domain."""

    environment: str
    account: str
    region: str
    partition: str = "aws"
    given: frozenset[Given] = frozenset()
    """What was there before the mesh, and which product each goes on with."""


@dataclass(frozen=True, slots=True)
class Environment:
    """An environment file in its place."""

    name: str
    spec: EnvironmentSpec
    source: Source

    @property
    def governance(self) -> Wishes:
        return Wishes(self.spec.governance.rules, self.source, ("governance",))

    @property
    def is_local(self) -> bool:
        """Whether this environment is the embedded AWS of one checkout."""
        return self.name == LOCAL

    @property
    def is_bootstrapped(self) -> bool:
        """Whether the template of `mesh bootstrap` brings the boundary of the roles."""
        return self.spec.bootstrap is not None and not self.is_local

    @property
    def is_protected(self) -> bool:
        """Whether the engine's state protects what holds data: everywhere but in a local AWS that
        holds nothing to keep."""
        return self.spec.keep_data or not self.is_local

    def place_of(self, domain: str | None) -> Place:
        """The place of a domain, or of the foundation."""
        del domain  # A seam: a domain can have its own account later.
        region = self.spec.region
        taken = self.spec.adopted.locations.items()
        given = frozenset(Given(*parts_of(location), product) for location, product in taken)
        return Place(self.name, self.spec.account, region, partition_of(region), given)


def partition_of(region: str) -> str:
    """The part of AWS that a region lies in, as its ARNs begin."""
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"
