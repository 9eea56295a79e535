"""Change sets and stacks: what is shown, what is refused, and what is put back."""

import json
import time
from collections.abc import Callable
from typing import Any

from tools.probes.cloud import Cloud, document, trust
from tools.probes.probe import Gives, Probe, Refused

API = "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference"
GUIDE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide"
REFERENCE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference"
CREATE = f"{API}/API_CreateChangeSet.html"
CHANGE = f"{API}/API_ResourceChange.html"
DELETION = f"{REFERENCE}/aws-attribute-deletionpolicy.html"
IMPORT = f"{GUIDE}/import-resources-automatically.html"
RULE = "cloudformation"
NAMED = "CAPABILITY_NAMED_IAM"
BUCKET: dict[str, Any] = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "data"}}
ROLE: dict[str, Any] = {
    "Type": "AWS::IAM::Role",
    "Properties": {
        "RoleName": "made",
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [trust({"Service": "glue.amazonaws.com"})],
        },
    },
}
ISSUER = "https://token.actions.githubusercontent.com"
POLICY: dict[str, Any] = {
    "Type": "AWS::IAM::ManagedPolicy",
    "Properties": {
        "ManagedPolicyName": "made",
        "Description": "One.",
        "PolicyDocument": json.loads(document(trust("*") | {"Resource": "*"})),
    },
}
del POLICY["Properties"]["PolicyDocument"]["Statement"][0]["Principal"]
TAGGED = {"Tags": [{"Key": "team", "Value": "blue"}]}


def _with(resource: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {**resource, "Properties": {**resource["Properties"], **properties}}


def _prepared(aws: Cloud, resources: dict[str, Any], **more: Any) -> Any:
    given: dict[str, Any] = {
        "StackName": "probe",
        "ChangeSetName": "first",
        "ChangeSetType": "CREATE",
        "Capabilities": [NAMED],
        "TemplateBody": json.dumps({"Resources": resources}),
        **more,
    }
    aws.client("cloudformation").create_change_set(**given)
    named = {"StackName": "probe", "ChangeSetName": given["ChangeSetName"]}
    return aws.client("cloudformation").describe_change_set(**named)


def _executed(aws: Cloud, resources: dict[str, Any], **more: Any) -> str:
    described = _prepared(aws, resources, **more)
    client = aws.client("cloudformation")
    client.execute_change_set(ChangeSetName=described["ChangeSetId"])
    return _ended(aws, described["StackId"])


def _ended(aws: Cloud, stack: str) -> str:
    status = "IN_PROGRESS"
    while status.endswith("IN_PROGRESS"):
        time.sleep(0.02)
        found = aws.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
        status = str(found["StackStatus"])
    return status


def _then(aws: Cloud, first: dict[str, Any], second: dict[str, Any], **more: Any) -> Any:
    _executed(aws, first)
    return _prepared(aws, second, ChangeSetType="UPDATE", ChangeSetName="second", **more)


def _what_changes(described: Any) -> Any:
    return [
        (c["Action"], c.get("Replacement"), [d["Target"].get("Name") for d in c["Details"]])
        for c in (change["ResourceChange"] for change in described["Changes"])
    ]


def _rolled_back(aws: Cloud, **kept: str) -> str:
    """A first attempt whose role is there already, beside a bucket."""
    aws.role("made")
    return _executed(aws, {"Bucket": BUCKET | kept, "Role": ROLE | {"DependsOn": "Bucket"}})


def _buckets_after(aws: Cloud, policy: str) -> Any:
    status = _rolled_back(aws, DeletionPolicy=policy)
    return status, [bucket["Name"] for bucket in aws.s3.list_buckets()["Buckets"]]


def _renamed(aws: Cloud) -> Any:
    first, second = {"Policy": POLICY}, {"Policy": _with(POLICY, Description="Two.")}
    _then(aws, first, second)
    client = aws.client("cloudformation")
    client.execute_change_set(StackName="probe", ChangeSetName="second")
    status = _ended(aws, "probe")
    events = client.describe_stack_events(StackName="probe")["StackEvents"]
    (failed,) = [e for e in events if e["ResourceStatus"] == "UPDATE_FAILED"]
    return status, failed["ResourceStatusReason"]


def _taken_in(aws: Cloud, **kept: str) -> Any:
    aws.bucket()
    described = _prepared(aws, {"Bucket": BUCKET | kept}, ImportExistingResources=True)
    return described["Changes"][0]["ResourceChange"]["Action"]


def _removed(aws: Cloud, policy: str) -> Any:
    both = {"Bucket": BUCKET | {"DeletionPolicy": policy}, "Policy": POLICY}
    described = _then(aws, both, {"Policy": POLICY})
    change = described["Changes"][0]["ResourceChange"]
    return change["Action"], change["PolicyAction"]


def _of_a_role(aws: Cloud) -> Any:
    """A stack executed by who may use CloudFormation, and not make a role."""
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "123456789012"},
        "Action": "sts:AssumeRole",
    }
    arn = aws.role("owner", AssumeRolePolicyDocument=document(statement))
    may = {"Effect": "Allow", "Action": "cloudformation:*", "Resource": "*"}
    client = aws.as_role(arn, RULE, may)
    client.create_change_set(
        StackName="probe",
        ChangeSetName="first",
        ChangeSetType="CREATE",
        Capabilities=[NAMED],
        TemplateBody=json.dumps({"Resources": {"Role": ROLE}}),
    )
    client.execute_change_set(StackName="probe", ChangeSetName="first")
    status = _ended(aws, "probe")
    events = aws.client(RULE).describe_stack_events(StackName="probe")["StackEvents"]
    (failed,) = [e for e in events if e["ResourceStatus"] == "CREATE_FAILED"]
    return status, "not authorized to perform: iam:CreateRole" in failed["ResourceStatusReason"]


def _provider(aws: Cloud) -> Any:
    made = {"Type": "AWS::IAM::OIDCProvider", "Properties": {"Url": ISSUER, "ClientIdList": ["x"]}}
    policy = _with(POLICY, Description={"Ref": "Provider"})
    _executed(aws, {"Policy": policy, "Provider": made})
    described = aws.iam.get_policy(PolicyArn="arn:aws:iam::123456789012:policy/made")
    return described["Policy"]["Description"]


def _bucket_policy(aws: Cloud) -> Any:
    denied = {"Effect": "Deny", "Principal": "*", "Action": "s3:*",
              "Resource": {"Fn::GetAtt": ["Bucket", "Arn"]}}  # fmt: skip
    policy = {"Type": "AWS::S3::BucketPolicy", "Properties": {
        "Bucket": {"Ref": "Bucket"},
        "PolicyDocument": {"Version": "2012-10-17", "Statement": [denied]}}}  # fmt: skip
    _executed(aws, {"Policy": policy, "Bucket": BUCKET})
    text = aws.s3.get_bucket_policy(Bucket="data")["Policy"]
    return json.loads(text)["Statement"][0]["Resource"]


def _probe(name: str, page: str, says: str, ask: Callable[[Cloud], Any], expected: Any) -> Probe:
    wanted = expected if isinstance(expected, Refused) else Gives(expected)
    return Probe(f"cloudformation-{name}", page, says, ask, wanted, rule=RULE)


PROBES = (
    _probe(
        "no-stack",
        f"{API}/API_DescribeStacks.html",
        "A stack that is not there is a fault of validation.",
        lambda aws: aws.client(RULE).describe_stacks(StackName="none"),
        Refused("ValidationError", "Stack with id none does not exist", 400),
    ),
    _probe(
        "capabilities",
        CREATE,
        "Who makes identities under names of their own has to say so.",
        lambda aws: _prepared(aws, {"Role": ROLE}, Capabilities=[]),
        Refused("InsufficientCapabilitiesException", "Requires capabilities : [CAPABILITY_NAMED"),
    ),
    _probe(
        "nothing-but-looked-at",
        CREATE,
        "A change set for a new stack makes a stack that is in review, and nothing in it.",
        lambda aws: (
            _prepared(aws, {"Bucket": BUCKET})["ExecutionStatus"],
            aws.client(RULE).describe_stacks()["Stacks"][0]["StackStatus"],
            aws.s3.list_buckets()["Buckets"],
        ),
        ("AVAILABLE", "REVIEW_IN_PROGRESS", []),
    ),
    _probe(
        "created-again",
        CREATE,
        "A stack that is there is not created again.",
        lambda aws: (_executed(aws, {"Bucket": BUCKET}), _prepared(aws, {"Bucket": BUCKET})),
        Refused("ValidationError", "already exists and cannot be created again", 400),
    ),
    _probe(
        "updated-before-it-is-there",
        CREATE,
        "What is not there is not updated.",
        lambda aws: _prepared(aws, {"Bucket": BUCKET}, ChangeSetType="UPDATE"),
        Refused("ValidationError", "Stack [probe] does not exist", 400),
    ),
    _probe(
        "no-change",
        CREATE,
        "A change set without a change fails, and says so.",
        lambda aws: [
            _then(aws, {"Bucket": BUCKET}, {"Bucket": BUCKET})[field]
            if field == "Status"
            else aws.client(RULE).describe_change_set(StackName="probe", ChangeSetName="second")[
                field
            ]
            for field in ("Status", "ExecutionStatus", "StatusReason")
        ],
        [
            "FAILED",
            "UNAVAILABLE",
            "The submitted information didn't contain changes. "
            "Submit different information to create a change set.",
        ],
    ),
    _probe(
        "deletion-policy-alone",
        f"{GUIDE}/using-cfn-updating-stacks.html",
        "A deletion policy is no change by itself.",
        lambda aws: _then(
            aws, {"Bucket": BUCKET}, {"Bucket": BUCKET | {"DeletionPolicy": "Retain"}}
        )["Status"],
        "FAILED",
    ),
    _probe(
        "without-a-change-not-executed",
        f"{API}/API_ExecuteChangeSet.html",
        "A change set that failed is not executed.",
        lambda aws: (
            _then(aws, {"Bucket": BUCKET}, {"Bucket": BUCKET}),
            aws.client(RULE).execute_change_set(StackName="probe", ChangeSetName="second"),
        ),
        Refused("InvalidChangeSetStatus", "cannot be executed in its current status of [FAILED]"),
    ),
    _probe(
        "what-is-changed",
        CHANGE,
        "A change names the properties that are the cause of it.",
        lambda aws: _what_changes(
            _then(
                aws,
                {"Bucket": BUCKET},
                {"Bucket": _with(BUCKET, VersioningConfiguration={"Status": "Enabled"}, **TAGGED)},
            )
        ),
        [("Modify", "False", [None, "VersioningConfiguration"])],
    ),
    _probe(
        "what-is-replaced",
        CHANGE,
        "A property that cannot be changed replaces the resource.",
        lambda aws: _what_changes(
            _then(aws, {"Bucket": BUCKET}, {"Bucket": _with(BUCKET, BucketName="other")})
        ),
        [("Modify", "True", ["BucketName"])],
    ),
    _probe(
        "custom-name-replaced",
        f"{GUIDE}/troubleshooting.html",
        "What has a name of its own cannot be made again beside itself.",
        _renamed,
        (
            "UPDATE_ROLLBACK_COMPLETE",
            "CloudFormation cannot update a stack when a custom-named resource requires "
            "replacing. Rename made and update the stack again.",
        ),
    ),
    _probe(
        "rolled-back",
        DELETION,
        "What a failed first attempt has made goes with it.",
        lambda aws: _buckets_after(aws, "Delete"),
        ("ROLLBACK_COMPLETE", []),
    ),
    _probe(
        "rolled-back-but-retained",
        DELETION,
        "What is retained stays behind even then.",
        lambda aws: _buckets_after(aws, "Retain"),
        ("ROLLBACK_COMPLETE", ["data"]),
    ),
    _probe(
        "rolled-back-except-on-create",
        DELETION,
        "What is retained except on create goes with the attempt that made it.",
        lambda aws: _buckets_after(aws, "RetainExceptOnCreate"),
        ("ROLLBACK_COMPLETE", []),
    ),
    _probe(
        "rolled-back-is-not-updated",
        f"{GUIDE}/view-stack-events.html",
        "A stack whose first attempt failed cannot be updated.",
        lambda aws: (
            _rolled_back(aws),
            _prepared(aws, {"Bucket": BUCKET}, ChangeSetType="UPDATE", ChangeSetName="second"),
        ),
        Refused("ValidationError", "is in ROLLBACK_COMPLETE state and can not be updated.", 400),
    ),
    _probe(
        "let-go",
        DELETION,
        "What leaves the template and is retained is let go.",
        lambda aws: _removed(aws, "RetainExceptOnCreate"),
        ("Remove", "Retain"),
    ),
    _probe(
        "deleted",
        DELETION,
        "What leaves the template otherwise is deleted.",
        lambda aws: _removed(aws, "Delete"),
        ("Remove", "Delete"),
    ),
    _probe(
        "taken-in-by-its-name",
        IMPORT,
        "What is there under its name and is retained is taken in.",
        lambda aws: _taken_in(aws, DeletionPolicy="RetainExceptOnCreate"),
        "Import",
    ),
    _probe(
        "not-taken-in-unless-retained",
        IMPORT,
        "What would go with the stack is not taken in.",
        _taken_in,
        "Add",
    ),
    _probe(
        "taken-in-by-no-read-only-id",
        IMPORT,
        "A policy, whose id AWS sets, is not taken in by its name.",
        lambda aws: (
            aws.policy("made"),
            _prepared(
                aws,
                {"Policy": POLICY | {"DeletionPolicy": "Retain"}},
                ImportExistingResources=True,
            )["Changes"][0]["ResourceChange"]["Action"],
        )[1],
        "Add",
    ),
    _probe(
        "in-the-callers-name",
        f"{GUIDE}/using-iam-servicerole.html",
        "What a stack makes is made with the rights of who executes.",
        _of_a_role,
        ("ROLLBACK_COMPLETE", True),
    ),
    _probe(
        "provider-ref",
        f"{REFERENCE}/aws-resource-iam-oidcprovider.html",
        "An identity provider is referred to by its ARN, and made before who refers to it.",
        _provider,
        "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
    ),
    _probe(
        "bucket-policy",
        f"{REFERENCE}/aws-resource-s3-bucketpolicy.html",
        "A bucket's policy may name the bucket by its ARN.",
        _bucket_policy,
        "arn:aws:s3:::data",
    ),
    _probe(
        "template-of-nothing",
        f"{GUIDE}/template-anatomy.html",
        "A template has a resource.",
        lambda aws: _prepared(aws, {}),
        Refused("ValidationError", "At least one Resources member must be defined", 400),
    ),
    _probe(
        "unresolved",
        f"{GUIDE}/template-anatomy.html",
        "A template refers to what is in it.",
        lambda aws: _prepared(aws, {"Bucket": _with(BUCKET, BucketName={"Ref": "None"})}),
        Refused("ValidationError", "Unresolved resource dependencies [None]", 400),
    ),
    _probe(
        "circular",
        f"{GUIDE}/troubleshooting.html",
        "Two resources do not wait for each other.",
        lambda aws: _prepared(
            aws, {"One": BUCKET | {"DependsOn": "Two"}, "Two": BUCKET | {"DependsOn": ["One"]}}
        ),
        Refused("ValidationError", "Circular dependency between resources: [One, Two]", 400),
    ),
)
