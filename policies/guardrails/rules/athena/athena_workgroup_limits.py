"""A domain queries in a workgroup of its own, whose limits a query cannot change."""

from collections.abc import Iterator

from guardrails.naming import results_bucket
from guardrails.rule import Parameter, Props, Resource, Rule, Stack, Tightening
from guardrails.stacks import spokesman
from guardrails.types import WORKGROUP

BYTES_SCANNED = Parameter(
    name="bytesScanned",
    what="the most bytes that one query may scan; AWS takes 10 MB and more",
    default=1_099_511_627_776,
    tightens=Tightening.LOWER,
)
WITH_A_KEY = frozenset({"SSE_KMS", "CSE_KMS"})


def check(props: Props) -> Iterator[str]:
    configuration = props.get("configuration", {})
    # Both are on where nothing is said (Athena API, WorkGroupConfiguration).
    if configuration.get("enforceWorkgroupConfiguration", True) is not True:
        yield "enforceWorkgroupConfiguration must be true: else each query may say otherwise"
    if configuration.get("publishCloudwatchMetricsEnabled", True) is not True:
        yield "publishCloudwatchMetricsEnabled must be true"
    most = props.parameters[BYTES_SCANNED.name]
    # Athena takes no limit for a limit of 0.
    if not 0 < configuration.get("bytesScannedCutoffPerQuery", 0) <= most:
        yield f"bytesScannedCutoffPerQuery must be set, to at most {most}"
    yield from _results(configuration, props)


def _results(configuration: Props, props: Props) -> Iterator[str]:
    managed = configuration.get("managedQueryResultsConfiguration", {})
    if managed.get("enabled") is True:
        # Athena keeps these itself. Whether a key is named is asked, not which: AWS decides its id.
        # What a product's runs ask for holds no rows: they write these, and count them.
        has_key = "kmsKey" in managed.get("encryptionConfiguration", {})
        if not has_key and props.scope.product is None:
            yield "managedQueryResultsConfiguration must be encrypted with a key of one's own"
        return
    results = configuration.get("resultConfiguration", {})
    encryption = results.get("encryptionConfiguration", {})
    if encryption.get("encryptionOption") not in WITH_A_KEY or "kmsKeyArn" not in encryption:
        yield "resultConfiguration must be encrypted by SSE_KMS with a key of one's own"
    expected = f"s3://{results_bucket(props.scope)}/"
    if not results.get("outputLocation", "").startswith(expected):
        yield f"resultConfiguration.outputLocation must be under {expected}"


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    is_a_domains = stack.scope.domain is not None and stack.scope.product is None
    about = spokesman(stack)
    if is_a_domains and about is not None and not stack.of(WORKGROUP):
        yield about, "the domain has no workgroup, so its people query without limits"


RULE = Rule(
    id="athena-workgroup-limits",
    code="ATH-001",
    title="Athena workgroups enforce encryption and a scan limit",
    why="A workgroup that queries may override writes results in the clear to any bucket, and one"
    " query over everything costs what a month of work does.",
    fix="give each domain a workgroup that enforces its configuration: results in the domain's"
    " results bucket under its key, metrics on, a limit of scanned bytes (bytesScannedLimit in the"
    " environment file)",
    checks={WORKGROUP: check},
    check_stack=check_stack,
    parameters=(BYTES_SCANNED,),
    controls=(
        "FSBP Athena.4",
        "CKV_AWS_82",
        "CKV_AWS_159",
        "AwsSolutions-ATH1",
        "Prowler athena_workgroup_encryption",
        "Prowler athena_workgroup_enforce_configuration",
    ),
)
