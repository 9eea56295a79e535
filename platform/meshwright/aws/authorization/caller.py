"""Who makes a request: a user, a session of a role, an account's root, a service, or nobody known.

Source: IAM user guide, "AWS JSON policy elements: Principal", and "AWS global condition context
keys" for the keys that follow from who asks.
"""

from dataclasses import dataclass
from enum import StrEnum

from meshwright.aws.authorization.request import Value

ROOT = ":root"


class Kind(StrEnum):
    """What asks, as `aws:PrincipalType` calls it."""

    ROOT = "Account"
    USER = "User"
    SESSION = "AssumedRole"
    FEDERATED = "FederatedUser"
    WEB_IDENTITY = "WebIdentity"
    """Somebody whom an identity provider vouches for, before any role is assumed."""
    SERVICE = "Service"
    ANONYMOUS = "Anonymous"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, by all the names that a policy may have for it."""

    kind: Kind
    arn: str = ""
    """The ARN that AWS shows: a session's own for a role. A service's or a provider's name."""
    account: str = ""
    """Empty for a service, and for whom no account answers."""
    entity: str = ""
    """The ARN of the user or role that a session is of; else the caller's own."""

    @property
    def principal_arn(self) -> str:
        """The value of `aws:PrincipalArn`: of a session it is the role, with its path."""
        return self.entity or self.arn

    @property
    def root_arn(self) -> str:
        """The account, as a principal."""
        partition = self.arn.split(":")[1] if self.arn.startswith("arn:") else "aws"
        return f"arn:{partition}:iam::{self.account}{ROOT}"

    def context(self) -> dict[str, Value]:
        """The condition keys that follow from who asks."""
        if self.kind is Kind.SERVICE:
            return {"aws:principalisawsservice": "true", "aws:principalservicename": self.arn}
        known = {"aws:principalisawsservice": "false"}
        if self.kind in (Kind.ANONYMOUS, Kind.WEB_IDENTITY):
            return {**known, "aws:principaltype": Kind.ANONYMOUS.value}
        if self.kind is Kind.USER:
            known["aws:username"] = self.arn.rpartition("/")[2]
        return {
            **known,
            "aws:principalaccount": self.account,
            "aws:principalarn": self.principal_arn,
            "aws:principaltype": self.kind.value,
        }


ANONYMOUS = Caller(Kind.ANONYMOUS)


def root(account: str, partition: str = "aws") -> Caller:
    return Caller(Kind.ROOT, f"arn:{partition}:iam::{account}{ROOT}", account)


def user(arn: str) -> Caller:
    return Caller(Kind.USER, arn, account_of(arn))


def session(role: str, name: str) -> Caller:
    """A session of a role, which AWS names without the role's path."""
    _, partition, _, _, account, named = role.split(":", 5)
    arn = f"arn:{partition}:sts::{account}:assumed-role/{named.rpartition('/')[2]}/{name}"
    return Caller(Kind.SESSION, arn, account, role)


def federated(user: str, name: str) -> Caller:
    """A session that a user made with GetFederationToken."""
    partition, account = user.split(":")[1], account_of(user)
    arn = f"arn:{partition}:sts::{account}:federated-user/{name}"
    return Caller(Kind.FEDERATED, arn, account, user)


def web_identity(provider: str) -> Caller:
    """Somebody with a token of an identity provider, which trust policies name as Federated."""
    return Caller(Kind.WEB_IDENTITY, provider)


def service(name: str) -> Caller:
    return Caller(Kind.SERVICE, name)


def account_of(arn: str) -> str:
    return arn.split(":")[4]
