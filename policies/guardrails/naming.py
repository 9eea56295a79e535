"""What names and keys the mesh's resources must have, told from where they stand.

Stated anew and not taken from the plan: a rule that asked the plan would find it right always.
"""

import re

from guardrails.props import Scope

ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
"""A domain, a product, a table or a column."""
PART = r"[a-z0-9]+(-[a-z0-9]+)*"
"""An id in a hyphenated name; parts are joined by two hyphens, which none can hold."""


def hyphened(identifier: str) -> str:
    return identifier.replace("_", "-")


def prefix(scope: Scope) -> str:
    """What every hyphenated name of the environment begins with."""
    return f"mesh-{hyphened(scope.environment)}"


def access_log_bucket(scope: Scope) -> str:
    """The one bucket that receives the logs of all others."""
    return f"{prefix(scope)}--{scope.account}--access-logs"


def owners_key(scope: Scope, domain: str | None) -> str:
    """The ARN of the alias of the key that encrypts what a domain holds, or the foundation."""
    of_domain = f"--{hyphened(domain)}" if domain else ""
    place = f"arn:{scope.partition}:kms:{scope.region}:{scope.account}"
    return f"{place}:alias/{prefix(scope)}{of_domain}"


def boundary(scope: Scope) -> str:
    """The ARN of the policy that bounds every role of the environment."""
    return f"arn:{scope.partition}:iam::{scope.account}:policy/mesh/{prefix(scope)}--boundary"


def is_mesh_name(name: str, scope: Scope) -> bool:
    """Whether a hyphenated name is the environment's prefix and at least one part."""
    return re.fullmatch(rf"{re.escape(prefix(scope))}(--{PART})+", name) is not None


def is_id(name: str) -> bool:
    return ID.fullmatch(name) is not None


NEXT, LANDING = "__next", "__landing"
COMPANIONS = (NEXT, LANDING, "__rejects", "__files")
"""Ends of the names of the tables that a table's runs need beside it."""


def companion_of(table: str) -> str | None:
    """The table that another stands beside: no reader's, but its own runs'. None where it is no
    companion.
    """
    ends = (end for end in COMPANIONS if table.endswith(end))
    return next((table.removesuffix(end) for end in ends), None)


def holds_no_data(table: str) -> bool:
    """Whether a table goes without loss: what is staged comes again, what has landed lies in
    files.
    """
    return companion_of(table) is not None and table.endswith((NEXT, LANDING))


def is_landing_bucket(bucket: str, scope: Scope) -> bool:
    """Whether files arrive in a bucket, of whichever product."""
    names = rf"{re.escape(prefix(scope))}--{PART}--{PART}--{scope.account}--landing"
    return re.fullmatch(names, bucket) is not None


def foundations_buckets(scope: Scope) -> str:
    """What the names of the foundation's own buckets begin with: no domain is called like it."""
    return f"{prefix(scope)}--{scope.account}--"


def is_audited_bucket(bucket: str, scope: Scope) -> bool:
    """Whether a bucket holds what tells who did what: the trail's files, or S3's access logs."""
    return bucket in {f"{foundations_buckets(scope)}{end}" for end in ("access-logs", "trail")}


def audit_data_access_role(scope: Scope) -> str:
    """The ARN of the role with which Lake Formation reads what tells who did what."""
    return _role(scope.account, f"{foundations_buckets(scope)}data-access", scope)


def is_trail_of_others(bucket: str, folder: str, scope: Scope) -> bool:
    """Whether a folder is just that of the trail that the environment file names, and the stack is
    the foundation, which alone has it asked."""
    return (
        scope.domain is None and scope.trail is not None and scope.trail[0] == f"{bucket}/{folder}"
    )


def trail_reader(scope: Scope) -> str | None:
    """The ARN of the role as which Lake Formation reads the trail that was there before."""
    return scope.trail[1] if scope.trail else None


def catalog_bucket(scope: Scope) -> str:
    """The bucket that holds the catalog entries of all products."""
    return f"{prefix(scope)}--{scope.account}--catalog"


def catalog_entry_key(scope: Scope) -> str:
    """The object of the catalog entry of the product that this stack holds."""
    return f"products/{scope.domain}.{scope.product}.json"


def results_bucket(scope: Scope) -> str:
    """The bucket for the results of the queries of the stack's domain, or of auditors."""
    of_domain = f"{hyphened(scope.domain)}--" if scope.domain else ""
    return f"{prefix(scope)}--{of_domain}{scope.account}--results"


def is_adopted(bucket: str, path: str, scope: Scope) -> bool:
    """Whether the environment file gives what was there before the mesh to the stack's product, or
    to one of its domain: a whole bucket, or the folder that a path lies in.
    """
    own = f"{scope.domain}.{scope.product or ''}"
    return any(
        name == bucket
        and path.startswith(folder)
        and (product == own or (not scope.product and product.startswith(own)))
        for name, folder, product in scope.adopted_locations
    )


def domain_of_bucket(bucket: str, scope: Scope) -> str | None:
    """The domain that a product's bucket is named after; None where it is no product's.

    A moved product keeps its names, so this need not be the domain of the stack.
    """
    if is_adopted(bucket, "", scope):
        return scope.domain
    names = rf"{re.escape(prefix(scope))}--({PART})--{PART}--{scope.account}"
    found = re.fullmatch(names, bucket)
    return found[1].replace("-", "_") if found else None


def product_of_database(database: str, scope: Scope) -> tuple[str, str]:
    """The domain and the product that a database is named after, or that it was given to."""
    given = dict(scope.adopted_databases).get(database)
    domain, _, product = given.partition(".") if given else database.partition("__")
    return domain, product


def data_access_role(domain: str, scope: Scope) -> str:
    """The ARN of the role with which Lake Formation reaches a domain's files."""
    return _role(domain, f"{prefix(scope)}--{hyphened(domain)}--data-access", scope)


def runtime_role(domain: str, product: str, scope: Scope) -> str:
    """The ARN of the role of a product's jobs."""
    name = f"{prefix(scope)}--{hyphened(domain)}--{hyphened(product)}--runtime"
    return _role(domain, name, scope)


def machine_arn(name: str, scope: Scope) -> str:
    """The ARN of a state machine by its name, `<prefix>--<domain>--<product>`."""
    return f"arn:{scope.partition}:states:{scope.region}:{scope.account}:stateMachine:{name}"


def runtime_role_of(machine: str, scope: Scope) -> str | None:
    """The ARN of the role of the product that a machine is named after."""
    found = re.fullmatch(rf"{re.escape(prefix(scope))}--({PART})--{PART}", machine)
    if found is None:
        return None
    return _role(found[1].replace("-", "_"), f"{machine}--runtime", scope)


def starter_role(scope: Scope) -> str:
    """The ARN of the role that starts the machines of the stack's domain."""
    domain = scope.domain or ""
    return _role(domain, f"{prefix(scope)}--{hyphened(domain)}--starter", scope)


def domain_topic(scope: Scope) -> str:
    """The ARN of the topic on which the stack's domain hears of failures."""
    place = f"arn:{scope.partition}:sns:{scope.region}:{scope.account}"
    return f"{place}:{prefix(scope)}--{hyphened(scope.domain or '')}"


def is_runtime_role(arn: str, scope: Scope) -> bool:
    """Whether an ARN is that of the role of some product's jobs."""
    name = rf"{re.escape(prefix(scope))}--{PART}--{PART}--runtime"
    role = rf"arn:{scope.partition}:iam::{scope.account}:role/mesh/{ID.pattern}/{name}"
    return re.fullmatch(role, arn) is not None


def _role(domain: str, name: str, scope: Scope) -> str:
    return f"arn:{scope.partition}:iam::{scope.account}:role/mesh/{domain}/{name}"
