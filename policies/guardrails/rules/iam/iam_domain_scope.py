"""A bearer's policy reaches files and roles of its own domain, by services that the mesh uses.

Rows are Lake Formation's to open, so the policies of the mesh name the buckets of one domain; the
catalog alone is everybody's to read. The boundary is the one policy that speaks of all buckets: it
gives nothing by itself.
"""

import re
from collections.abc import Iterator

from guardrails import actions
from guardrails.actions import AccessLevel
from guardrails.documents import Statement, has_wildcard
from guardrails.naming import (
    ID,
    PART,
    boundary,
    catalog_bucket,
    hyphened,
    prefix,
)
from guardrails.policy_document_checks import Document, of_identity_policies
from guardrails.props import Props, Scope
from guardrails.resources import is_everything
from guardrails.rule import Parameter, Rule, Tightening

SERVICES = Parameter(
    name="services",
    what="services whose actions the mesh's roles may be allowed",
    default=(
        *("athena", "cloudwatch", "events", "glue", "kms", "lakeformation", "logs"),
        *("s3", "sns", "states"),
    ),
    tightens=Tightening.FEWER,
)
ROLE_USES = ("iam:PassRole", "sts:AssumeRole")
ARN = re.compile(r"arn:[a-z-]+:s3:::(?P<bucket>[^/]*)(?P<path>/.*)?", re.DOTALL)
SERVICE = 2
"""Of the parts of an ARN, the one that names the service."""
READING = (AccessLevel.LIST, AccessLevel.READ)


def check(document: Document) -> Iterator[str]:
    bounds = _is_boundary(document.props)
    for statement in document.allowing:
        if not all(_is_used(action, document.props) for action in statement.actions):
            yield f"{document.at(statement)} allows actions of services that the mesh does not use"
        files = [
            arn
            for arn in _in_s3(statement)
            if not _is_catalog(arn, statement, document.props)
            and not _is_its_runs(arn, statement, document.props)
        ]
        if not all(_is_own_bucket(arn, document.props, bounds=bounds) for arn in files):
            yield f"{document.at(statement)} reaches into buckets that are not its domain's"
        if _uses_roles(statement) and not _names_own_roles(statement, document.props):
            yield f"{document.at(statement)} passes or assumes roles that are not its domain's"


def _is_boundary(props: Props) -> bool:
    name = props.get("name", "")
    return bool(name) and boundary(props.scope).endswith(f":policy{props.get('path', '/')}{name}")


def _is_used(action: str, props: Props) -> bool:
    # A wildcard over services is IAM-003's question, the uses of roles are asked below.
    service = action.partition(":")[0].lower()
    is_role_use = action.lower() in map(str.lower, ROLE_USES)
    return is_role_use or has_wildcard(service) or service in props.parameters[SERVICES.name]


def _in_s3(statement: Statement) -> Iterator[str]:
    """The resources on which it allows what S3 can allow on some; on all of them, IAM-004 says."""
    asked = [a for pattern in statement.actions for a in actions.matching(pattern)]
    if any(a.service == "s3" and a.knows_resources for a in asked):
        yield from (arn for arn in statement.resources if not is_everything(arn))


def _is_catalog(arn: str, statement: Statement, props: Props) -> bool:
    """Whether it is about the catalog, which all may read."""
    found = ARN.fullmatch(arn)
    in_catalog = found is not None and found["bucket"] == catalog_bucket(props.scope)
    return in_catalog and all(map(_only_reads, statement.actions))


def _is_its_runs(arn: str, statement: Statement, props: Props) -> bool:
    """Whether it keeps the results of a product's runs where the catalog has them, and no more."""
    folder = rf"{catalog_bucket(props.scope)}/runs/{props.scope.domain}\.{ID.pattern}"
    kept = rf"arn:[a-z-]+:s3:::{folder}/\*"
    keeps = {action.lower() for action in statement.actions} <= {"s3:putobject", "s3:getobject"}
    return keeps and props.scope.domain is not None and re.fullmatch(kept, arn) is not None


def _is_own_bucket(arn: str, props: Props, *, bounds: bool) -> bool:
    scope, found = props.scope, ARN.fullmatch(arn)
    if bounds and arn.startswith(_access_points(scope)):
        return True
    if found is None:
        # Of another service, which a statement about many actions names in the same breath.
        return arn.split(":")[SERVICE] != "s3"
    if _was_there(found["bucket"], found["path"], scope, bounds=bounds):
        return True
    if bounds:
        return found["bucket"].startswith(f"{prefix(scope)}--")
    own = f"{prefix(scope)}--{hyphened(scope.domain or scope.account)}--"
    return found["bucket"].startswith(own) or found["bucket"] == _bucket_of_a_moved(props)


def _was_there(bucket: str, path: str | None, scope: Scope, *, bounds: bool) -> bool:
    """Whether the environment file gives it to the domain: a bucket, or a folder of one.

    A bucket by itself is named to be listed, its objects to be read and written.
    """
    given = (
        folder
        for name, folder, product in scope.adopted_locations
        if name == bucket and (bounds or product.startswith(f"{scope.domain}."))
    )
    return any(path is None or path.startswith(f"/{folder}") for folder in given)


def _access_points(scope: Scope) -> str:
    """What the ARNs of the environment's access points begin with: whole files are read there."""
    place = f"arn:{scope.partition}:s3:{scope.region}:{scope.account}"
    return f"{place}:accesspoint/{prefix(scope)}-"


def _only_reads(action: str) -> bool:
    return all(known.level in READING for known in actions.matching(action))


def _bucket_of_a_moved(props: Props) -> str | None:
    """The bucket of the product whose jobs the bearer runs: a moved one keeps its first names."""
    bearer = props.get("role") or props.get("name", "")
    found = re.fullmatch(rf"({re.escape(prefix(props.scope))}--{PART}--{PART})--runtime", bearer)
    return f"{found[1]}--{props.scope.account}" if found else None


def _uses_roles(statement: Statement) -> bool:
    named = {action.lower() for action in statement.actions}
    return any(use.lower() in named for use in ROLE_USES)


def _names_own_roles(statement: Statement, props: Props) -> bool:
    scope = props.scope
    path = f"arn:{scope.partition}:iam::{scope.account}:role/mesh/"
    own = f"{path}{scope.domain}/" if scope.domain else path
    return bool(statement.resources) and all(arn.startswith(own) for arn in statement.resources)


RULE = Rule(
    id="iam-domain-scope",
    code="IAM-009",
    title="Policies are limited to their own domain's data and roles",
    why="A policy that names another domain's bucket reads its files past every agreement, and a"
    " role that can be passed or assumed gives all that it may do, the deployer's role everything.",
    fix="name the domain's own buckets (mesh-<env>--<domain>--…) and roles (role/mesh/<domain>/…);"
    " what others own is read through Lake Formation by an agreement",
    checks=of_identity_policies(check),
    parameters=(SERVICES,),
)
