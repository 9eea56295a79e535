"""A bearer's policy opens no way to rights that it does not give.

What AWS classes as permissions management, whatever changes identities, and the published ways to
act under a role that somebody else was given. Passing and assuming roles is another matter: jobs
need it, so it may be allowed for roles by name.

Sources: AWS's "Service authorization reference" (access levels); IAM user guide, "Grant a user
permissions to pass a role to an AWS service"; Rhino Security Labs, "AWS IAM Privilege Escalation:
Methods and Mitigation"; Bishop Fox, "IAM Vulnerable"; Lake Formation developer guide, "Lake
Formation permissions reference".
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from guardrails import actions
from guardrails.actions import AccessLevel
from guardrails.documents import Condition, Statement, has_wildcard, matches
from guardrails.narrowing_conditions import always_asks
from guardrails.policy_document_checks import Document, of_identity_policies
from guardrails.rule import Parameter, Rule, Tightening

PASSING = "iam:PassRole"
ROLE_USES = {PASSING: "passes", "sts:AssumeRole": "assumes"}
"""Actions by which a bearer comes to a role's rights, and what it then does with the role."""
CREATE_GRANT = "kms:CreateGrant"
READING = (AccessLevel.LIST, AccessLevel.READ)
IDENTITY_SERVICES = (
    "iam",
    "identitystore",
    "organizations",
    "ram",
    "rolesanywhere",
    "sso",
    "sso-directory",
)
"""Services in which every change is one of who may do what."""
OTHERS_RIGHTS = frozenset(
    {
        # Code that runs under a role that it was given before.
        "bedrock-agentcore:InvokeCodeInterpreter",
        "cloudformation:CreateChangeSet",
        "cloudformation:ExecuteChangeSet",
        "cloudformation:UpdateStack",
        "cloudformation:UpdateStackSet",
        "codebuild:StartBuild",
        "codebuild:StartBuildBatch",
        "codebuild:UpdateProject",
        "datapipeline:PutPipelineDefinition",
        "ec2:AssociateIamInstanceProfile",
        "ec2:ModifyInstanceAttribute",
        "ec2:ReplaceIamInstanceProfileAssociation",
        "ecs:ExecuteCommand",
        "glue:RunStatement",
        "glue:UpdateDevEndpoint",
        "glue:UpdateJob",
        "lambda:UpdateFunctionCode",
        "lambda:UpdateFunctionConfiguration",
        "sagemaker:CreatePresignedDomainUrl",
        "sagemaker:CreatePresignedNotebookInstanceUrl",
        "sagemaker:UpdateNotebookInstance",
        "sagemaker:UpdateNotebookInstanceLifecycleConfig",
        "ssm:SendCommand",
        "ssm:StartAutomationExecution",
        "ssm:StartSession",
        "states:UpdateStateMachine",
        # A way into a machine that has a role.
        "ec2-instance-connect:SendSSHPublicKey",
        "ec2-instance-connect:SendSerialConsoleSSHPublicKey",
        # Roles for whoever signs in.
        "cognito-identity:SetIdentityPoolRoles",
        # Rights on data: what a grant by tag or filter, or a registered location, opens.
        "lakeformation:AddLFTagsToResource",
        "lakeformation:CreateDataCellsFilter",
        "lakeformation:CreateLakeFormationOptIn",
        "lakeformation:DeleteDataCellsFilter",
        "lakeformation:DeleteLakeFormationOptIn",
        "lakeformation:DeregisterResource",
        "lakeformation:RegisterResource",
        "lakeformation:RemoveLFTagsFromResource",
        "lakeformation:UpdateDataCellsFilter",
        "lakeformation:UpdateResource",
    }
)
"""Actions that AWS classes otherwise, and by which a bearer comes to more than it was given."""
ANYTHING = "*"
ARN = ("arn", "partition", "service", "region", "account", "resource")
SHOWN = 3
"""How many actions a message names."""


def check(document: Document) -> Iterator[str]:
    permitted = {name.lower() for name in document.props.parameters["permittedActions"]}
    for statement in document.allowing:
        found = [a for a in _escalating(document, statement) if a.lower() not in permitted]
        if found:
            yield (
                f"{document.at(statement)} allows {_listed(found)}, by which rights are given or"
                " taken over"
            )
        if _speaks_of_unnamed_roles(statement):
            for action, does in ROLE_USES.items():
                if _allows(document, statement, action):
                    yield f"{document.at(statement)} {does} roles that it does not name ({action})"


def _escalating(document: Document, statement: Statement) -> Iterator[str]:
    for action in _powers(statement):
        if action == CREATE_GRANT and _is_for_services(statement):
            continue
        if _allows(document, statement, action):
            yield action


def _powers(statement: Statement) -> Sequence[str]:
    """The escalating actions of which a statement may speak, by AWS's names and in their order."""
    services = [pattern.partition(":")[0] for pattern in statement.actions]
    if not services or any(map(has_wildcard, services)):
        return _all_powers()
    found = {
        str(a) for pattern in statement.actions for a in actions.matching(pattern) if is_power(a)
    }
    return sorted(found)


@cache
def _all_powers() -> Sequence[str]:
    return sorted(str(action) for action in actions.every() if is_power(action))


def is_power(action: actions.Action) -> bool:
    """Whether its bearer can give or take over rights by it; passing roles is asked apart."""
    if str(action) == PASSING:
        return False
    return (
        action.level is AccessLevel.PERMISSIONS
        or str(action) in OTHERS_RIGHTS
        or (
            action.service in IDENTITY_SERVICES
            and action.level not in (AccessLevel.LIST, AccessLevel.READ)
        )
    )


def _allows(document: Document, statement: Statement, action: str) -> bool:
    return statement.speaks_of(action) and not any(
        _denies_outright(other, action) for other in document.statements
    )


def _denies_outright(statement: Statement, action: str) -> bool:
    """Whether it denies an action whatever it is about, which no other statement can undo."""
    return (
        not statement.is_allow
        and not statement.conditions
        and "*" in statement.resources
        and statement.speaks_of(action)
    )


def _is_for_services(statement: Statement) -> bool:
    """Whether grants are only for services that use a key on the caller's behalf.

    Source: KMS developer guide, "kms:GrantIsForAWSResource".
    """
    return any(map(_is_grant_for_aws, statement.conditions))


def _is_grant_for_aws(condition: Condition) -> bool:
    return (
        condition.key == "kms:grantisforawsresource"
        and condition.operator == "bool"
        and always_asks(condition)
        and [value.lower() for value in condition.values] == ["true"]
    )


def _speaks_of_unnamed_roles(statement: Statement) -> bool:
    return bool(statement.not_resources) or any(map(_is_any_role, statement.resources))


def _is_any_role(resource: str) -> bool:
    """Whether a pattern takes in roles, and names neither one nor a path of them."""
    parts = resource.split(":", len(ARN) - 1)
    if not _may_be_of_iam(parts):
        return False
    if len(parts) < len(ARN):
        # The wildcard reaches over the parts that are not written.
        return has_wildcard(resource)
    kind, slash, name = parts[-1].partition("/")
    return matches(kind, "role") and has_wildcard(name[:1] if slash else kind)


def _may_be_of_iam(parts: Sequence[str]) -> bool:
    service = parts[ARN.index("service")] if len(parts) > ARN.index("service") else ANYTHING
    return "iam".startswith(re.split(r"[*?]", service)[0])


def _listed(found: Sequence[str]) -> str:
    more = len(found) - SHOWN
    return ", ".join(found[:SHOWN]) + (f" and {more} more" if more > 0 else "")


RULE = Rule(
    id="iam-no-privilege-escalation",
    code="IAM-005",
    title="Policies allow no privilege escalation",
    why="Whoever can change a policy, pass any role or run code under another's role has all of"
    " its rights, whatever their own policy says.",
    fix="leave these actions to the deploying role; pass roles by name (iam:PassRole on their ARN)",
    checks=of_identity_policies(check),
    parameters=(
        Parameter(
            name="permittedActions",
            what="actions that are accepted all the same, such as iam:CreateServiceLinkedRole",
            default=(),
            tightens=Tightening.FEWER,
        ),
    ),
    controls=(
        "CKV_AWS_286",
        "CKV_AWS_289",
        "Prowler iam_policy_allows_privilege_escalation",
        "Prowler iam_inline_policy_allows_privilege_escalation",
    ),
)
