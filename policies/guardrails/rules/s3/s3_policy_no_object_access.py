"""A bucket's policy lets AWS deliver logs, and nobody read or write files past Lake Formation."""

from collections.abc import Iterator

from guardrails.documents import Statement
from guardrails.naming import domain_of_bucket, is_landing_bucket
from guardrails.narrowing_conditions import principal_arns
from guardrails.policy_document_checks import Document, of_resource_policies
from guardrails.rule import Parameter, Props, Rule, Tightening
from guardrails.rules.s3.s3_access_point_scope import delegates
from guardrails.types import BUCKET_POLICY, BUCKETS

DELIVERING = {"s3:getbucketacl", "s3:putobject"}
LANDING = {"s3:abortmultipartupload", "s3:putobject"}
DELIVERIES = Parameter(
    name="deliveringServices",
    what="services of AWS's that may write into a bucket of the mesh, by their principal",
    default=("cloudtrail.amazonaws.com", "logging.s3.amazonaws.com"),
    tightens=Tightening.FEWER,
)


def check(document: Document) -> Iterator[str]:
    services = document.props.parameters[DELIVERIES.name]
    for statement in document.allowing:
        ways = (
            _is_delivery(statement, services),
            _is_landing(statement, document.props),
            _is_delegation(statement, document.props),
        )
        if not any(ways):
            yield f"{document.at(statement)} opens the bucket past Lake Formation"


def _is_delivery(statement: Statement, services: tuple[str, ...]) -> bool:
    """Whether it lets in services that deliver alone, and lets these write alone: CloudTrail looks
    at the bucket's access list first.
    """
    writes = {action.lower() for action in statement.actions} <= DELIVERING
    named = all(p.kind == "service" and p.value in services for p in statement.principals)
    return writes and named and bool(statement.principals)


def _is_landing(statement: Statement, props: Props) -> bool:
    """Whether it lets in whom the environment file names to land files there, to write alone."""
    writes = {action.lower() for action in statement.actions} <= LANDING
    who = [arn for arns in principal_arns(statement) for arn in arns]
    named = bool(who) and set(who) <= set(props.scope.landing)
    return is_landing_bucket(props.get("bucket", ""), props.scope) and writes and named


def _is_delegation(statement: Statement, props: Props) -> bool:
    """Whether it lets the mesh's access points decide over a product's files, which S3-010 asks."""
    is_product = domain_of_bucket(props.get("bucket", ""), props.scope) is not None
    return is_product and delegates(statement, props)


RULE = Rule(
    id="s3-policy-no-object-access",
    code="S3-009",
    title="Bucket policies give no access to objects",
    why="Whoever a bucket's policy lets in reads whole files, whatever columns and rows Lake"
    " Formation grants, and no agreement and no catalog entry tells of it.",
    fix="take the statement out: rows are opened by an agreement in the producer's folder, and the"
    " domain's data-access role alone reads the files",
    checks={
        kind: ask
        for kind, ask in of_resource_policies(check).items()
        if kind in (BUCKET_POLICY, *BUCKETS)
    },
    parameters=(DELIVERIES,),
    controls=("Prowler s3_bucket_cross_account_access",),
)
