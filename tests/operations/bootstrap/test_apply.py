"""An account is brought to its template: shown first, executed, read back; and run again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
import yaml
from botocore.exceptions import NoCredentialsError

from meshwright.errors import CancelledError, MeshError
from meshwright.local_instance import LocalAws
from meshwright.operations.bootstrap import stack
from meshwright.operations.bootstrap.apply import Applied, Talk, apply
from meshwright.operations.bootstrap.changes import Change
from meshwright.operations.doctor.prepared import prepared
from meshwright.plan.bootstrap.template import stack_name, template
from meshwright.runner.cloud import Cloud, connect

from local_aws.apply_role import DEPLOYER, real

NAME = "mesh-dev-bootstrap"
HOST, AUD = "token.actions.githubusercontent.com", "sts.amazonaws.com"


@dataclass
class Person:
    """Who is asked, and what was shown and said."""

    agrees: bool = True
    shown: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    @property
    def talk(self) -> Talk:
        return Talk(self.ask, self.told.append, pause=0.05)

    def ask(self, what: str, changes: Sequence[Change]) -> None:
        self.asked.append(what)
        self.shown += [f"{change.verb} {change.name}" for change in changes]
        if not self.agrees:
            raise CancelledError("nothing was changed")


def run(cloud: Cloud, person: Person | None = None) -> Applied:
    return apply(cloud, (person or Person()).talk)


def state(cloud: Cloud) -> str | None:
    found = stack.find(cloud, NAME)
    return found.status if found else None


def there(cloud: Cloud) -> stack.Stack:
    found = stack.find(cloud, NAME)
    assert found
    return found


def changed(aws: LocalAws, **fields: Any) -> Cloud:
    """An account that is there already, under an environment file that says something else."""
    return connect(real(**fields), aws.endpoint)


def bootstrap(**fields: str) -> dict[str, Any]:
    known = real().spec.bootstrap
    assert known
    return {**known.model_dump(by_alias=True), **fields}


def test_an_empty_account_is_made_ready_and_read_back(cloud: Cloud) -> None:
    person = Person()
    applied = run(cloud, person)

    resources = template(real())["Resources"]
    assert applied.stack == stack_name(real()) == NAME
    assert sorted(person.shown) == sorted(f"create {name}" for name in resources)
    assert [found.name for found in applied.found] == list(resources)
    assert applied.wrong == ()
    assert [v.finding for v in prepared(cloud)] == [
        "what `mesh bootstrap` renders is there as it says"
    ]


def test_a_second_run_finds_nothing_to_change_and_asks_nothing(cloud: Cloud) -> None:
    run(cloud)
    person = Person()

    again = run(cloud, person)

    assert (again.changes, again.wrong, person.asked) == ((), (), [])
    assert cloud.client("cloudformation").describe_stacks()["Stacks"][0]["StackName"] == NAME


def test_who_says_no_leaves_the_account_as_it_was(cloud: Cloud) -> None:
    with pytest.raises(CancelledError):
        run(cloud, Person(agrees=False))

    assert state(cloud) is None
    assert cloud.client("s3").list_buckets()["Buckets"] == []


def test_who_says_no_to_a_change_leaves_the_stack_as_it_was(aws: LocalAws, cloud: Cloud) -> None:
    run(cloud)
    other = changed(aws, bootstrap=bootstrap(repository="acme/other"))
    with pytest.raises(CancelledError):
        run(other, Person(agrees=False))

    assert state(cloud) == "CREATE_COMPLETE"
    assert run(cloud).changes == ()


def test_what_the_file_says_anew_is_changed_by_name(aws: LocalAws, cloud: Cloud) -> None:
    run(cloud)
    other = changed(aws, bootstrap=bootstrap(repository="acme/other"))
    person = Person()

    applied = run(other, person)

    assert person.shown == ["change PlanRole", "change ApplyRole"]
    assert {change.properties for change in applied.changes} == {("AssumeRolePolicyDocument",)}
    assert applied.wrong == ()
    trust = other.client("iam").get_role(RoleName="mesh-deployer")["Role"]
    assert "acme/other" in json.dumps(trust["AssumeRolePolicyDocument"])


def test_what_the_file_has_no_more_is_let_go_and_stays(aws: LocalAws, cloud: Cloud) -> None:
    run(cloud)
    person = Person()

    run(changed(aws, bootstrap=bootstrap(identityProvider="adopt")), person)

    assert "let go IdentityProvider" in person.shown
    assert cloud.client("iam").list_open_id_connect_providers()["OpenIDConnectProviderList"]


def test_another_account_is_refused_before_anything_is_done(aws: LocalAws) -> None:
    role = DEPLOYER.replace("123456789012", "111122223333")
    other = changed(aws, account="111122223333", deployer=role, administrators=[role])

    with pytest.raises(MeshError, match="of account 123456789012, not 111122223333"):
        run(other)


def test_who_has_no_credentials_is_told_whose_are_wanted(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsigned(_service: str) -> None:
        raise NoCredentialsError

    monkeypatch.setattr(Cloud, "client", lambda _cloud, service: unsigned(service))

    with pytest.raises(MeshError, match="could not be prepared: Unable to locate") as raised:
        run(cloud)

    assert "sign in as an administrator of 123456789012" in raised.value.fix


def test_a_failure_is_told_with_the_resources_reason_and_put_back(cloud: Cloud) -> None:
    iam = cloud.client("iam")
    iam.create_role(RoleName="mesh-deployer", AssumeRolePolicyDocument=trusting())

    with pytest.raises(MeshError) as raised:
        run(cloud)

    assert f"stack {NAME} is ROLLBACK_COMPLETE:\n  ApplyRole (AWS::IAM::Role): " in str(
        raised.value
    )
    assert "already exists" in str(raised.value)
    assert cloud.client("s3").list_buckets()["Buckets"] == []
    assert iam.list_open_id_connect_providers()["OpenIDConnectProviderList"] == []


def test_after_a_failure_the_next_run_starts_anew(cloud: Cloud) -> None:
    iam, person = cloud.client("iam"), Person()
    iam.create_role(RoleName="mesh-deployer", AssumeRolePolicyDocument=trusting())
    with pytest.raises(MeshError):
        run(cloud)
    iam.delete_role(RoleName="mesh-deployer")

    applied = run(cloud, person)

    assert person.asked[0] == f"delete the stack {NAME}, whose first attempt was put back,"
    assert person.told[0].startswith("failed before: ApplyRole (AWS::IAM::Role): ")
    assert (state(cloud), applied.wrong) == ("CREATE_COMPLETE", ())


def test_a_change_that_fails_is_put_back(aws: LocalAws, cloud: Cloud) -> None:
    cloud.client("iam").create_open_id_connect_provider(Url=f"https://{HOST}", ClientIDList=[AUD])
    run(adopting := changed(aws, bootstrap=bootstrap(identityProvider="adopt")))

    with pytest.raises(MeshError, match="UPDATE_ROLLBACK_COMPLETE:\n  IdentityProvider") as raised:
        run(changed(aws, bootstrap=bootstrap(repository="acme/other")))

    assert "HandlerErrorCode: AlreadyExists" in str(raised.value)
    again = run(adopting)
    assert (again.changes, again.wrong) == ((), ())


def test_what_cannot_be_put_back_is_told_as_stuck(aws: LocalAws, cloud: Cloud) -> None:
    run(cloud)
    iam, planner = cloud.client("iam"), policy("mesh-dev--planner")
    iam.detach_role_policy(RoleName="mesh-planner", PolicyArn=planner)
    iam.delete_policy(PolicyArn=planner)

    with pytest.raises(MeshError, match="UPDATE_ROLLBACK_FAILED:\n  PlanRole") as raised:
        run(changed(aws, bootstrap=bootstrap(repository="acme/other")))
    assert "continue its rollback" in raised.value.fix


def test_what_was_begun_is_waited_for(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    run(cloud)
    now, person = there(cloud), Person()
    answers = iter([stack.Stack(NAME, now.identity, "UPDATE_IN_PROGRESS"), now])
    monkeypatch.setattr(stack, "find", lambda *_: next(answers, now))

    assert run(cloud, person).changes == ()
    assert person.told == [f"stack {NAME} is UPDATE_IN_PROGRESS: waiting for what was begun"]


def test_a_stack_that_is_stuck_is_left_to_a_person(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(cloud)
    stuck = stack.Stack(NAME, there(cloud).identity, "ROLLBACK_FAILED", "a bucket")
    monkeypatch.setattr(stack, "find", lambda *_: stuck)

    with pytest.raises(MeshError, match="is ROLLBACK_FAILED:\n  a bucket") as raised:
        run(cloud)
    assert "delete stack" in raised.value.fix


def test_what_waits_under_its_name_is_taken_in(cloud: Cloud) -> None:
    """As after the foundation has let its boundary go, and where the state has a bucket."""
    iam, s3, person = cloud.client("iam"), cloud.client("s3"), Person()
    document = json.dumps(template(real())["Resources"]["Boundary"]["Properties"]["PolicyDocument"])
    iam.create_policy(PolicyName="mesh-dev--boundary", Path="/mesh/", PolicyDocument=document,
                      Description="The most that any role of the mesh may do.")  # fmt: skip
    s3.create_bucket(
        Bucket="acme-state", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )

    applied = run(cloud, person)

    assert "take in Boundary" in person.shown
    assert "take in StateBucket" in person.shown
    assert "create Boundary" not in person.shown
    # CloudFormation takes a bucket as it is, and what is not as the template says is told.
    assert [found.name for found in applied.wrong] == ["StateBucket"]
    assert run(cloud).changes == ()


def test_a_boundary_that_the_foundation_lets_go_later_is_taken_in(cloud: Cloud) -> None:
    """The stack is there already, and what it has stays in the template that takes it in."""
    run(cloud)
    aws = cloud.client("cloudformation")
    template_without = yaml.safe_load(aws.get_template(StackName=NAME)["TemplateBody"])
    del template_without["Resources"]["Boundary"]
    aws.create_change_set(
        StackName=NAME,
        ChangeSetName="less",
        TemplateBody=yaml.safe_dump(template_without, sort_keys=False),
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    aws.execute_change_set(StackName=NAME, ChangeSetName="less")
    stack.ended(cloud, stack.Stack(NAME, NAME, "UPDATE_IN_PROGRESS"), pause=0.05)
    person = Person()

    applied = run(cloud, person)

    assert (person.shown, applied.wrong) == (["take in Boundary"], ())


def test_what_others_have_changed_is_named_property_by_property(cloud: Cloud) -> None:
    run(cloud)
    iam, s3, kms = cloud.client("iam"), cloud.client("s3"), cloud.client("kms")
    iam.put_role_policy(RoleName="mesh-planner", PolicyName="more", PolicyDocument=anything())
    iam.delete_role_permissions_boundary(RoleName="mesh-deployer")
    iam.untag_role(RoleName="mesh-deployer", TagKeys=["mesh:bootstrap"])
    iam.update_role(RoleName="mesh-deployer", MaxSessionDuration=3600)
    s3.delete_public_access_block(Bucket="acme-state")
    s3.delete_bucket_lifecycle(Bucket="acme-state")
    s3.delete_bucket_ownership_controls(Bucket="acme-state")
    s3.delete_bucket_tagging(Bucket="acme-state")
    s3.delete_bucket_policy(Bucket="acme-state")
    key = kms.describe_key(KeyId="alias/acme-state")["KeyMetadata"]["KeyId"]
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=for_everybody())
    kms.disable_key(KeyId=key)

    found = {each.name: each for each in run(cloud).wrong}

    assert found["PlanRole"].differing == ("Policies",)
    assert found["ApplyRole"].differing == ("MaxSessionDuration", "PermissionsBoundary", "Tags")
    assert found["StateBucket"].differing == (
        "LifecycleConfiguration",
        "OwnershipControls",
        "PublicAccessBlockConfiguration",
        "Tags",
    )
    assert str(found["StateBucketPolicy"]) == "StateBucketPolicy is not there"
    assert found["SecretsKey"].differing == ("KeyPolicy", "KeyState")
    assert len(found) == 5


def policy(name: str) -> str:
    return f"arn:aws:iam::123456789012:policy/{name}"


def trusting() -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": "glue.amazonaws.com"},
                 "Action": "sts:AssumeRole"}  # fmt: skip
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def anything() -> str:
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def for_everybody() -> str:
    root = {"AWS": "arn:aws:iam::123456789012:root"}
    statement = {"Effect": "Allow", "Principal": root, "Action": "kms:*", "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
