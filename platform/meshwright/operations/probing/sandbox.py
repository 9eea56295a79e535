"""What a run of probes works with: a bucket, a place registered with Lake Formation, a database, a
workgroup, and roles that each probe makes for itself."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs]

from meshwright.errors import CancelledError, MeshError
from meshwright.operations.probing import rights
from meshwright.operations.probing.run_names import Run
from meshwright.plan import documents
from meshwright.querying.answers import Answer, ask, standing_in
from meshwright.querying.who import Asker
from meshwright.runner.cloud import Cloud, error_code

Found = TypeVar("Found")
Statements = Iterable[Mapping[str, Any]]
DATA_ACCESS = "data-access"
BYTES_SCANNED_AT_MOST = 100_000_000
DISTURBANCES = ("Throttl", "TooManyRequests", "Unavailable", "Internal", "ExpiredToken")
"""Parts of codes by which AWS says that it did not look at what was asked.

Source: "Common errors" of the API references of Lake Formation, Athena and AWS Glue.
"""
WITHOUT_LOCATION = "us-east-1"
"""The region whose buckets are made without naming it.

Source: Amazon S3 API reference, "CreateBucket", LocationConstraint.
"""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often something is asked again that is not known everywhere at once."""

    attempts: int
    pause: float


ON_AWS = Patience(30, 3.0)
"""Source: IAM user guide, "Troubleshoot IAM", changes that are not always immediately visible."""
LOCALLY = Patience(2, 0.05)


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A run's own place in an account."""

    cloud: Cloud
    run: Run
    patience: Patience
    may_change_settings: bool = False

    def client(self, service: str) -> Any:
        return self.cloud.client(service)

    def open(self) -> None:
        """Makes what all probes share."""
        self._bucket()
        access = rights.data_access(self.run)
        trust = rights.data_access_trust(self.run.place)
        role = self.role(DATA_ACCESS, access, trust=[trust])
        register = self.client("lakeformation").register_resource
        self.eventually(lambda: register(ResourceArn=self.run.location, RoleArn=role))
        closed: dict[str, Any] = {"Name": self.run.database, "CreateTableDefaultPermissions": []}
        self.client("glue").create_database(DatabaseInput=closed)
        self.client("athena").create_work_group(
            Name=self.run.name,
            Configuration={
                "EnforceWorkGroupConfiguration": True,
                "BytesScannedCutoffPerQuery": BYTES_SCANNED_AT_MOST,
                "ManagedQueryResultsConfiguration": {"Enabled": True},
            },
        )

    def _bucket(self) -> None:
        region = self.run.place.region
        at = {"CreateBucketConfiguration": {"LocationConstraint": region}}
        s3 = self.client("s3")
        s3.create_bucket(Bucket=self.run.bucket, **({} if region == WITHOUT_LOCATION else at))
        switches = (
            *("BlockPublicAcls", "BlockPublicPolicy"),
            *("IgnorePublicAcls", "RestrictPublicBuckets"),
        )
        s3.put_public_access_block(
            Bucket=self.run.bucket,
            PublicAccessBlockConfiguration=dict.fromkeys(switches, True),
        )

    def role(self, what: str, statements: Statements = (), *, trust: Statements = ()) -> str:
        """Makes a role; who runs the probes may assume it where no other trust is given."""
        given = list(trust) or list(rights.account_trust(self.run.place))
        made = self.client("iam").create_role(
            Path=self.run.role_path,
            RoleName=self.run.part(what),
            AssumeRolePolicyDocument=documents.document(given),
        )
        if statements := list(statements):
            self.allow(what, "access", statements)
        return str(made["Role"]["Arn"])

    def allow(self, role: str, name: str, statements: Statements) -> None:
        self.client("iam").put_role_policy(
            RoleName=self.run.part(role),
            PolicyName=name,
            PolicyDocument=documents.document(statements),
        )

    def acting(self, role: str) -> Cloud:
        """The cloud as a role of this run, as soon as it can be assumed."""
        asker = Asker(role, self.run.role_arn(role), self.run.name)
        return self.eventually(lambda: standing_in(self.cloud, asker))

    def grant(self, role: str, permissions: Iterable[str], resource: Mapping[str, Any]) -> None:
        """Grants, as soon as Lake Formation knows the role."""
        grant = self.client("lakeformation").grant_permissions
        given = self.permission(role, permissions, resource)
        self.eventually(lambda: grant(**given))

    def permission(
        self, role: str, permissions: Iterable[str], resource: Mapping[str, Any]
    ) -> dict[str, Any]:
        """A permission in the words of granting and revoking."""
        who = {"DataLakePrincipalIdentifier": self.run.role_arn(role)}
        return {"Principal": who, "Permissions": list(permissions), "Resource": resource}

    def query(self, cloud: Cloud, sql: str) -> Answer:
        """The answer to a statement. Raises MeshError where it is refused or fails."""
        return ask(cloud, Asker("the probe's role", None, self.run.name), sql)

    def eventually(self, call: Callable[[], Found]) -> Found:
        """A call's answer, asked for again as long as it is refused and there is patience."""
        for _ in range(self.patience.attempts - 1):
            try:
                return call()
            except CancelledError:
                raise
            except (ClientError, MeshError):
                time.sleep(self.patience.pause)
        return call()


def refusal(call: Callable[[], Any]) -> str | None:
    """The words in which AWS refuses a call; None where it does not.

    That AWS was busy, away or no longer knew who asks is no refusal, and raised as it is.
    """
    try:
        call()
    except CancelledError:
        raise
    except (ClientError, MeshError) as error:
        if _is_disturbance(error if isinstance(error, ClientError) else error.__cause__):
            raise
        return str(error)
    return None


def _is_disturbance(error: BaseException | None) -> bool:
    if not isinstance(error, ClientError):
        return error is not None
    return any(sign in error_code(error) for sign in DISTURBANCES)
