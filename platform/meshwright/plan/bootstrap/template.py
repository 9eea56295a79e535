"""The template of an account: state, identity provider, plan role, apply role and boundary.

It holds no settings of Lake Formation: the foundation writes those. Nothing in it refers to another
template, and each name in it follows from the environment file.
Source: AWS CloudFormation template reference, the page of each type.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import yaml

from meshwright.errors import UsageError
from meshwright.plan import deployer, documents, names, tags
from meshwright.plan.bootstrap import trust
from meshwright.plan.bootstrap.planner import planner_policy, planner_runs_policy
from meshwright.plan.boundary import boundary
from meshwright.specs.environment import Bootstrap, Environment, Place

Resources = Iterator[tuple[str, Mapping[str, Any]]]
SESSION_SECONDS = 14_400
"""Four hours: a first `up` of a large mesh takes more than the default one."""
NONCURRENT_DAYS = 365
"""How long an old state is kept, from which a lost one is restored."""
ELEMENTS = ("Sid", "Effect", "Principal", "Action", "Resource", "NotResource", "Condition")
KEPT = {"DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain"}
"""Stays when the stack goes; but what a first attempt has made and could not finish goes with it,
else the next attempt would find its own identity provider and be refused."""
LINE = 100
ROLE = ":role/"
REMEDY = "docs/how-to/real-account.md says what belongs there"


def template(environment: Environment) -> dict[str, Any]:
    """The template as a value; raises UsageError where the file does not say enough for one."""
    bootstrap = _bootstrap(environment)
    place = environment.place_of(None)
    resources = {
        **dict(_state(environment, place)),
        **dict(_provider(bootstrap, place)),
        "Boundary": _boundary(place),
        **dict(_plan_role(environment, bootstrap, place)),
        **dict(_apply_role(environment, bootstrap, place)),
    }
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"What the account {place.account} needs before the mesh {environment.name}",
        "Resources": resources,
    }


def stack_name(environment: Environment) -> str:
    """The stack of CloudFormation that the template is run as."""
    return f"{names.prefix(environment.place_of(None))}-bootstrap"


def template_text(environment: Environment) -> str:
    """The template in YAML, in an order that a reader can follow; the same for the same file."""
    head = (
        f"# Rendered from {environment.source.path} by `mesh bootstrap --env {environment.name}`.\n"
        "# An account's owner reads this and runs it once; changes belong into that file.\n"
    )
    body: str = yaml.safe_dump(template(environment), sort_keys=False, width=LINE)
    return head + body


def _boundary(place: Place) -> Mapping[str, Any]:
    """Kept, so that one which the foundation has made before can be imported."""
    made = _policy(
        names.boundary(place),
        documents.document(boundary(place)),
        "The most that any role of the mesh may do.",
        path=names.ROLE_PATH_ROOT,
    )
    return {**made, **KEPT}


def _bootstrap(environment: Environment) -> Bootstrap:
    spec, file = environment.spec, environment.source.path
    if spec.bootstrap is None:
        raise UsageError(f"{file} has no `bootstrap`, so nobody knows who deploys", fix=REMEDY)
    place = environment.place_of(None)
    for field, arn in (("deployer", spec.deployer), ("bootstrap.planner", spec.bootstrap.planner)):
        if ROLE not in arn or f":{place.account}:" not in arn:
            raise UsageError(f"{file}: {field} is no role of account {place.account}", fix=REMEDY)
        if f"{ROLE}{names.ROLE_PATH_ROOT[1:]}" in arn:
            text = f"{file}: {field} lies under {names.ROLE_PATH_ROOT}, where the deployer rules"
            raise UsageError(text, fix="name a role with another path")
    if (region := deployer.secrets_region(environment)) not in (None, spec.region):
        text = f"{file}: secretsProvider is no key of {spec.region}, but of {region}"
        raise UsageError(text, fix=f"name one of {spec.region}, where the template is run")
    return spec.bootstrap


def _state(environment: Environment, place: Place) -> Resources:
    """What the engine keeps of what it has deployed, and the key of its secrets."""
    alias = deployer.secrets_alias(environment)
    if alias is not None:
        yield "SecretsKey", _secrets_key(environment, place)
        yield (
            "SecretsKeyAlias",
            _resource(
                "AWS::KMS::Alias", {"AliasName": alias, "TargetKeyId": _get("SecretsKey", "KeyId")}
            ),
        )
    bucket = deployer.state_bucket(environment)
    if bucket is not None:
        yield "StateBucket", _bucket(bucket, place, alias)
        policy = {"Version": documents.VERSION, "Statement": [documents.tls_only(bucket, place)]}
        yield (
            "StateBucketPolicy",
            _resource(
                "AWS::S3::BucketPolicy", {"Bucket": _ref("StateBucket"), "PolicyDocument": policy}
            ),
        )


def _secrets_key(environment: Environment, place: Place) -> Mapping[str, Any]:
    """Administered by the account, and used by whom the account's policies let."""
    administration = _readable(documents.key_administration(place))
    use = {
        "Sid": "UseByPolicies",
        "Effect": "Allow",
        "Principal": {"AWS": names.account_root_arn(place.account, place.partition)},
        "Action": list(documents.KEY_USE),
        "Resource": "*",
    }
    properties = {
        "Description": f"The {environment.name} mesh: secrets of the state",
        "EnableKeyRotation": True,
        "KeyPolicy": {"Version": documents.VERSION, "Statement": [administration, use]},
        "PendingWindowInDays": 30,
        "Tags": _tags(place),
    }
    return {**_resource("AWS::KMS::Key", properties), **KEPT}


def _bucket(name: str, place: Place, alias: str | None) -> Mapping[str, Any]:
    encryption: dict[str, Any] = {"SSEAlgorithm": "AES256"}
    if alias is not None:
        encryption = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": _get("SecretsKey", "Arn")}
    rule = {"ServerSideEncryptionByDefault": encryption, "BucketKeyEnabled": alias is not None}
    expiry = {
        "Id": "old-states",
        "Status": "Enabled",
        "NoncurrentVersionExpiration": {"NoncurrentDays": NONCURRENT_DAYS},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
    }
    properties = {
        "BucketName": name,
        "BucketEncryption": {"ServerSideEncryptionConfiguration": [rule]},
        "LifecycleConfiguration": {"Rules": [expiry]},
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        "PublicAccessBlockConfiguration": dict.fromkeys(
            ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"),
            True,
        ),
        "Tags": _tags(place),
        "VersioningConfiguration": {"Status": "Enabled"},
    }
    return {**_resource("AWS::S3::Bucket", properties), **KEPT}


def _provider(bootstrap: Bootstrap, place: Place) -> Resources:
    if bootstrap.identity_provider == "adopt":
        return
    properties = {
        "Url": trust.issuer(bootstrap),
        "ClientIdList": [trust.AUDIENCE],
        "Tags": _tags(place),
    }
    yield "IdentityProvider", {**_resource("AWS::IAM::OIDCProvider", properties), **KEPT}


def _plan_role(environment: Environment, bootstrap: Bootstrap, place: Place) -> Resources:
    name = f"{names.prefix(place)}{names.JOIN}planner"
    text = planner_policy(environment, place)
    yield "PlanPolicy", _policy(name, text, "Reads what previews and drift read, and no row.")
    runs = planner_runs_policy(environment, place)
    says = "Reads what previews read of machines, schedules, news and alarms."
    yield "PlanRunsPolicy", _policy(f"{name}{names.JOIN}runs", runs, says)
    trusted = trust.planners(bootstrap, place)
    role = _role(bootstrap.planner, trusted, ["PlanPolicy", "PlanRunsPolicy"], place)
    described = {"Description": "Previews the mesh, and changes nothing."}
    yield "PlanRole", _after_provider(bootstrap, {**role, **described})


def _apply_role(environment: Environment, bootstrap: Bootstrap, place: Place) -> Resources:
    attached: list[str] = []
    for name, text in deployer.deployer_policies(environment).items():
        part = name.rpartition(names.JOIN)[2]
        logical = f"Apply{part.title().replace('-', '')}"
        attached.append(logical)
        yield logical, _policy(name, text, f"What the deployer does: {part}.")
    boundary = f"{names.prefix(place)}{names.JOIN}deployer{names.JOIN}boundary"
    text = documents.document(deployer.boundary(environment, place))
    yield "ApplyBoundary", _policy(boundary, text, "The most that the deployer may do.")
    trusted = trust.deployers(environment, bootstrap, place)
    role = _role(environment.spec.deployer, trusted, attached, place)
    says = {
        "Description": "Deploys the mesh, and reads no row.",
        "PermissionsBoundary": _ref("ApplyBoundary"),
    }
    yield "ApplyRole", _after_provider(bootstrap, {**role, **says})


def _role(
    arn: str, trusted: Iterable[Mapping[str, Any]], policies: Iterable[str], place: Place
) -> dict[str, Any]:
    path, _, name = arn.partition(ROLE)[2].rpartition("/")
    return {
        "RoleName": name,
        "Path": f"/{path}/" if path else "/",
        "AssumeRolePolicyDocument": {"Version": documents.VERSION, "Statement": list(trusted)},
        "ManagedPolicyArns": [_ref(policy) for policy in policies],
        "MaxSessionDuration": SESSION_SECONDS,
        "Tags": _tags(place),
    }


def _after_provider(bootstrap: Bootstrap, properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """A role that trusts the identity provider, made after it."""
    made = _resource("AWS::IAM::Role", properties)
    created = bootstrap.identity_provider == "create"
    return {**made, "DependsOn": "IdentityProvider"} if created else made


def _policy(name: str, text: str, description: str, path: str = "/") -> Mapping[str, Any]:
    properties = {
        "ManagedPolicyName": name,
        "Path": path,
        "Description": description,
        "PolicyDocument": _document(text),
    }
    return _resource("AWS::IAM::ManagedPolicy", properties)


def _document(text: str) -> Mapping[str, Any]:
    """A policy in the order in which people read it."""
    statements = json.loads(text)["Statement"]
    return {"Version": documents.VERSION, "Statement": [_readable(s) for s in statements]}


def _readable(statement: Mapping[str, Any]) -> dict[str, Any]:
    return {element: statement[element] for element in ELEMENTS if element in statement}


def _resource(type_: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"Type": type_, "Properties": dict(properties)}


def _tags(place: Place) -> list[Mapping[str, str]]:
    # Never the tag of the environment: by that the deployer may change a key.
    return [{"Key": tags.BOOTSTRAP, "Value": place.environment}]


def _ref(logical: str) -> Mapping[str, str]:
    return {"Ref": logical}


def _get(logical: str, attribute: str) -> Mapping[str, Any]:
    return {"Fn::GetAtt": [logical, attribute]}
