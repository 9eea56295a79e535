"""Every physical name and ARN of the mesh, each decided in one function.

Those of what refreshes a product's tables are in `run_names`.

Names derive from a product's origin, so a moved product keeps its data. Ids are lower-case words
joined by single underscores; hyphenated names write them with single hyphens and join the parts by
two, which no part can hold: a pattern for `sales` never matches `sales_eu`, and no two products
meet. Database names join by two underscores for the same reason.
"""

import hashlib
from collections.abc import Iterator
from typing import Protocol

from meshwright.ids import domain_of, parts
from meshwright.jobs.beside import files_table, landing_table, rejects_table
from meshwright.jobs.sample import sample_name
from meshwright.jobs.table import next_table
from meshwright.specs.adopted import Adopted
from meshwright.specs.environment import Given, Place
from meshwright.specs.models import DataProduct, Mesh, Table

JOIN = "--"
ROLE_PATH_ROOT = "/mesh/"
ACCESS_POINT_DIGITS = 20
"""80 bits: of a million access points no two are ever alike."""


def _hyphened(identifier: str) -> str:
    return identifier.replace("_", "-")


def prefix(place: Place) -> str:
    """What every name of an environment begins with, such as `mesh-dev`."""
    return f"mesh-{_hyphened(place.environment)}"


def joined(place: Place, *parts: str) -> str:
    """A name of the environment, with what distinguishes it in it."""
    return JOIN.join((prefix(place), *map(_hyphened, parts)))


# Buckets. The account id keeps a name unique: bucket names are global. It also keeps the mesh's own
# buckets apart from those of products, since no id begins with a digit.


def bucket(origin: str, place: Place) -> str:
    """The bucket of a product."""
    return joined(place, *parts(origin), place.account)


class Named(Protocol):
    """A product, readable or not, as far as its names go."""

    @property
    def origin(self) -> str: ...

    @property
    def adopted(self) -> Adopted | None: ...


def given(product: Named, place: Place) -> Adopted | None:
    """What was there before a product, where the environment gives it its files."""
    known = product.adopted
    if known is None or Given(known.bucket, known.prefix, product.origin) not in place.given:
        return None
    return known


def bucket_of(product: Named, place: Place) -> str:
    """The bucket of a product: the one that was there before it, where the environment gives it."""
    known = given(product, place)
    return known.bucket if known else bucket(product.origin, place)


def folder(product: Named, place: Place) -> str:
    """Where in its bucket a product's files lie, such as `crm/`; empty where all of it is its own.

    A bucket that others use too is none of the mesh's to change: the folder alone is taken.
    """
    known = given(product, place)
    return known.prefix if known else ""


def adopted_buckets(place: Place) -> tuple[str, ...]:
    """The whole buckets that were there before the mesh, and that its products go on with."""
    return tuple(sorted(each.bucket for each in place.given if not each.prefix))


def domain_buckets(domain: str, place: Place) -> str:
    """A pattern that matches the buckets of a domain's products, and nothing of another domain."""
    return joined(place, domain, "*", place.account)


def results_bucket(domain: str, place: Place) -> str:
    return joined(place, domain, place.account, "results")


def landing_bucket(origin: str, place: Place) -> str:
    """Where a product's files arrive; no pattern for the buckets of products matches it."""
    return joined(place, *parts(origin), place.account, "landing")


def catalog_bucket(place: Place) -> str:
    return joined(place, place.account, "catalog")


def access_log_bucket(place: Place) -> str:
    return joined(place, place.account, "access-logs")


def bucket_arn(name: str, place: Place) -> str:
    return f"arn:{place.partition}:s3:::{name}"


# Access points. Their names are public in DNS, so that what they are for is a digest in them.


def access_point(origin: str, consumer: str, place: Place) -> str:
    """The way of one consumer to the files of a product; both are named by where they began."""
    told = hashlib.sha256(f"{origin} {consumer}".encode()).hexdigest()[:ACCESS_POINT_DIGITS]
    return f"{prefix(place)}-{told}"


def access_point_arn(name: str, place: Place) -> str:
    return f"arn:{place.partition}:s3:{place.region}:{place.account}:accesspoint/{name}"


def access_points_arn(place: Place) -> str:
    """The access points of an environment and the objects behind them, as one pattern."""
    return access_point_arn(f"{prefix(place)}-*", place)


# Glue.


def database(origin: str) -> str:
    """The Glue database of a product: one for an account and region, as environments are."""
    return "__".join(parts(origin))


def database_of(product: Named) -> str:
    """The Glue database of a product: the one that was there before it, in every environment.

    Queries name databases, and are the same in all environments.
    """
    return product.adopted.database if product.adopted else database(product.origin)


DATABASES = ("*__*", "default")
"""Patterns for the databases of the mesh: those of products, and the one that AWS's engines ask
for whatever they do."""


NEXT, LANDING, REJECTS, FILES = (
    end("") for end in (next_table, landing_table, rejects_table, files_table)
)
"""Ends of the names of a table's companions: what is staged, what has landed, what of that does not
fit, and which files are done. No table's own name holds two underscores."""


def companion_ends(table: Table) -> tuple[str, ...]:
    """The ends of the names of what a table's own runs write beside it."""
    if not table.is_refreshed:
        return ()
    return (NEXT, REJECTS, FILES) if table.source is not None else (NEXT,)


def beside(table: str) -> str:
    """The table that a companion stands beside; the name itself where it is none."""
    return table.partition("__")[0]


def landing_location(origin: str, table: str, place: Place) -> str:
    """Where the files of one table arrive."""
    return f"s3://{landing_bucket(origin, place)}/{table}/"


def table_location(product: Named, table: str, place: Place) -> str:
    """Where the files of a table lie; those of one that was there before stay where they are."""
    name, known = bucket_of(product, place), given(product, place)
    if known and table in known.tables:
        return f"s3://{name}/{known.tables[table].location}"
    return f"s3://{name}/{folder(product, place)}{table}/"


def cells_filter(consumer: str) -> str:
    """The data cells filter of a table for one consumer, unique among those of the table."""
    return JOIN.join(_hyphened(part) for part in parts(consumer) if part)


def catalog_arn(place: Place) -> str:
    return f"arn:{place.partition}:glue:{place.region}:{place.account}:catalog"


def database_arn(name: str, place: Place) -> str:
    return f"arn:{place.partition}:glue:{place.region}:{place.account}:database/{name}"


def tables_arn(name: str, place: Place) -> str:
    """The tables of a database, as one pattern."""
    return f"arn:{place.partition}:glue:{place.region}:{place.account}:table/{name}/*"


def functions_arn(name: str, place: Place) -> str:
    """The user-defined functions of a database, as one pattern."""
    return f"arn:{place.partition}:glue:{place.region}:{place.account}:userDefinedFunction/{name}/*"


def user_functions_arn(place: Place) -> str:
    """The user-defined functions of every database, which Spark asks for when it begins."""
    return f"arn:{place.partition}:glue:{place.region}:{place.account}:userDefinedFunction/*/*"


def connections_arn(domain: str, place: Place) -> str:
    """The Glue connections of a domain's jobs, as one pattern; of all domains, given `*`."""
    return (
        f"arn:{place.partition}:glue:{place.region}:{place.account}"
        f":connection/{joined(place, domain)}{JOIN}*"
    )


# Roles and policies.


def role_path(domain: str) -> str:
    return f"{ROLE_PATH_ROOT}{domain}/"


def data_access_role(domain: str, place: Place) -> str:
    return joined(place, domain, "data-access")


def reader_role(domain: str, place: Place) -> str:
    return joined(place, domain, "reader")


def runtime_role(origin: str, place: Place) -> str:
    return joined(place, *parts(origin), "runtime")


def role_arn(domain: str, name: str, place: Place) -> str:
    return f"arn:{place.partition}:iam::{place.account}:role{role_path(domain)}{name}"


def data_access_role_arn(domain: str, place: Place) -> str:
    return role_arn(domain, data_access_role(domain, place), place)


def reader_role_arn(domain: str, place: Place) -> str:
    return role_arn(domain, reader_role(domain, place), place)


def runtime_role_arn(origin: str, place: Place) -> str:
    return role_arn(domain_of(origin), runtime_role(origin, place), place)


def mesh_roles_arn(place: Place) -> str:
    """A pattern that matches every role of the mesh in its account."""
    return f"arn:{place.partition}:iam::{place.account}:role{ROLE_PATH_ROOT}*"


def domain_roles_arn(domain: str, place: Place) -> str:
    """A pattern that matches every role that lies under a domain's path."""
    return role_arn(domain, "*", place)


def data_access_roles_arn(place: Place) -> str:
    """The roles of all domains that open locations to Lake Formation, as one pattern."""
    return role_arn("*", joined(place, "*", "data-access"), place)


def starter_role(domain: str, place: Place) -> str:
    """The role that starts the machines of a domain's products."""
    return joined(place, domain, "starter")


def starter_role_arn(domain: str, place: Place) -> str:
    return role_arn(domain, starter_role(domain, place), place)


def slack_role(domain: str, place: Place) -> str:
    return joined(place, domain, "slack")


def policy_of_aws_arn(name: str, place: Place) -> str:
    """A managed policy that AWS itself keeps."""
    return f"arn:{place.partition}:iam::aws:policy/{name}"


def runtime_roles_arn(domain: str, place: Place) -> str:
    """The runtime roles of a domain's products, as one pattern."""
    return role_arn(domain, joined(place, domain, "*", "runtime"), place)


def pass_roles_policy(domain: str, place: Place) -> str:
    return joined(place, domain, "pass-roles")


def boundary(place: Place) -> str:
    return f"{prefix(place)}{JOIN}boundary"


def boundary_arn(place: Place) -> str:
    return f"arn:{place.partition}:iam::{place.account}:policy{ROLE_PATH_ROOT}{boundary(place)}"


def mesh_policies_arn(place: Place) -> str:
    """The managed policies of the mesh, the boundary among them, as one pattern."""
    return f"arn:{place.partition}:iam::{place.account}:policy{ROLE_PATH_ROOT}*"


def account_root_arn(account: str, partition: str) -> str:
    return f"arn:{partition}:iam::{account}:root"


def everybody(account: str) -> str:
    """How Lake Formation names all users and roles of an account, as far as IAM lets them in.

    Source: Lake Formation developer guide, "Granting permissions on Data Catalog resources".
    """
    return f"{account}:IAMPrincipals"


# Keys.


def aliases(place: Place) -> tuple[str, str]:
    """The alias of the foundation's key, and a pattern for those of all domains' keys."""
    return foundation_alias(place), f"{foundation_alias(place)}{JOIN}*"


def foundation_alias(place: Place) -> str:
    return f"alias/{prefix(place)}"


def domain_alias(domain: str, place: Place) -> str:
    return f"alias/{joined(place, domain)}"


def alias_arn(alias: str, place: Place) -> str:
    return f"arn:{place.partition}:kms:{place.region}:{place.account}:{alias}"


def keys_arn(place: Place) -> str:
    """Every key of the account and region, as one pattern."""
    return f"arn:{place.partition}:kms:{place.region}:{place.account}:key/*"


def key_of_any_region_arn(key: str, place: Place) -> str:
    """A key that need not lie in the environment's region, or a pattern for such keys."""
    return f"arn:{place.partition}:kms:*:{place.account}:key/{key}"


def service_host(service: str, place: Place) -> str:
    """How `kms:ViaService` names a service of the region."""
    suffix = ".cn" if place.partition == "aws-cn" else ""
    return f"{service}.{place.region}.amazonaws.com{suffix}"


# Athena, logs, catalog, stacks.


def workgroup(domain: str, place: Place) -> str:
    return joined(place, domain)


def workgroup_arn(domain: str, place: Place) -> str:
    return (
        f"arn:{place.partition}:athena:{place.region}:{place.account}"
        f":workgroup/{workgroup(domain, place)}"
    )


def workgroups_arn(place: Place) -> str:
    """The workgroups of all domains and products, as one pattern."""
    return workgroup_arn("*", place)


def data_catalog_arn(place: Place) -> str:
    """What Athena calls the account's Glue Data Catalog."""
    return f"arn:{place.partition}:athena:{place.region}:{place.account}:datacatalog/AwsDataCatalog"


def glue_log_groups_arn(place: Place) -> str:
    return f"arn:{place.partition}:logs:{place.region}:{place.account}:log-group:/aws-glue/*"


ENTRIES = "products/"
"""Where in the catalog's bucket the entries of products lie, and nothing else."""


PORTAL = "portal/"
"""Where in the catalog's bucket the portal lies, once it is published."""


def entry_key(product_id: str) -> str:
    """The object of a product's catalog entry, by id: readers look a product up as it is now."""
    return f"{ENTRIES}{product_id}.json"


def entry_uri(product_id: str, place: Place) -> str:
    """Where the catalog entry of a product is read, as AWS's consoles and command line write it."""
    return f"s3://{catalog_bucket(place)}/{entry_key(product_id)}"


def runs_prefix(product_id: str) -> str:
    """Where in the catalog's bucket the results of a product's runs lie, by id as its entry."""
    return f"runs/{product_id}/"


def sample_key(product_id: str, table: str) -> str:
    """The object that shows some rows of a table whose owner says so."""
    return f"{runs_prefix(product_id)}{sample_name(table)}"


def run_key(product_id: str, execution: str) -> str:
    """The object in which one run of a product says how it went."""
    return f"{runs_prefix(product_id)}{execution}.json"


def domain_of_origin(product: DataProduct) -> str:
    """The domain a product's names derive from, which is where it began."""
    return domain_of(product.origin)


def began_in(domain: str, mesh: Mesh) -> Iterator[DataProduct]:
    """The products whose names derive from a domain, wherever they lie now."""
    return (p for p in mesh.products.values() if domain_of_origin(p) == domain)
