"""Who reads the files of a bucket without asking Lake Formation: by IAM, S3 and KMS together.

A file is read by whom both its bucket and its key let in, so that a role with all of S3's rights
reads nothing where the key does not know it.
Source: Amazon S3 user guide, "Using server-side encryption with AWS KMS keys", permissions.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from meshwright.aws.authorization import caller as callers
from meshwright.aws.authorization.caller import Caller
from meshwright.aws.authorization.document import Policy, policy
from meshwright.aws.authorization.evaluate import Policies, evaluate
from meshwright.aws.authorization.request import Request, Value
from meshwright.operations.proof.values import Difference, Kind

ANY_OBJECT = "any/object"
EVERYTHING = policy(
    '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}',
    "whoever it is",
)


@dataclass(frozen=True, slots=True)
class Identity:
    """A role or a user, with the policies that are its own."""

    arn: str
    policies: tuple[Policy, ...]
    boundary: Policy | None = None

    @property
    def caller(self) -> Caller:
        if ":role/" in self.arn:
            return callers.session(self.arn, "proof")
        return callers.user(self.arn)


@dataclass(frozen=True, slots=True)
class Store:
    """A bucket of the mesh, and what lets somebody read it."""

    arn: str
    account: str
    region: str
    policy: Policy | None
    key: Policy | None
    """That of the key under which objects lie; None where it is not a key with a policy."""
    key_arn: str = ""
    """The key itself, as the cloud has it; empty where AWS keeps it, and in a plan."""


def readers(identities: Iterable[Identity], stores: Iterable[Store]) -> frozenset[tuple[str, str]]:
    """Each identity with each bucket whose files it reads by its own rights."""
    buckets = tuple(stores)
    return frozenset(
        (identity.arn, store.arn)
        for identity in (*identities, *_outsiders(buckets))
        for store in buckets
        if _reads(identity, store)
    )


def _reads(identity: Identity, store: Store) -> bool:
    caller = identity.caller
    context = _context(store)
    got = Request("s3:GetObject", f"{store.arn}/{ANY_OBJECT}", context)
    own = (identity.policies, identity.boundary)
    by_bucket = Policies(*own, resource=store.policy, owner=store.account)
    if not evaluate(got, caller, by_bucket).is_allowed:
        return False
    if store.key is None:
        return True
    key = f"arn:aws:kms:{store.region}:{store.account}:key/any"
    decrypted = Request("kms:Decrypt", key, _through_s3(store, caller, context))
    by_key = Policies(*own, resource=store.key, owner=store.account, resource_decides=True)
    return evaluate(decrypted, caller, by_key).is_allowed


def _context(store: Store) -> dict[str, Value]:
    return {
        "aws:resourceaccount": store.account,
        "aws:requestedregion": store.region,
        "aws:securetransport": "true",
    }


def _through_s3(store: Store, caller: Caller, context: Mapping[str, Value]) -> dict[str, Value]:
    via = f"s3.{store.region}.amazonaws.com"
    return {**context, "kms:viaservice": via, "kms:calleraccount": caller.account}


def _outsiders(stores: Iterable[Store]) -> Iterator[Identity]:
    """Whom a bucket's or a key's policy names of other accounts: nobody here knows their rights."""
    named = {
        name
        for store in stores
        for document in (store.policy, store.key)
        for name in _principals(document)
        if (name.split(":")[4] if name.startswith("arn:") else name) != store.account
    }
    for name in sorted(named):
        account = name.split(":")[4] if name.startswith("arn:") else name
        is_whole = not name.startswith("arn:") or name.endswith(":root")
        arn = f"arn:aws:iam::{account}:user/anybody" if is_whole else name
        yield Identity(arn, (EVERYTHING,))


def _principals(document: Policy | None) -> Iterator[str]:
    """The accounts, roles and users whom a policy lets in by name."""
    for statement in document.statements if document else ():
        names = (statement.principals or {}).get("AWS", ()) if statement.allows else ()
        yield from (name for name in names if name.isdigit() or name.startswith("arn:"))


def around(
    wanted: frozenset[tuple[str, str]],
    found: frozenset[tuple[str, str]],
    trusted: frozenset[str],
) -> Iterator[Difference]:
    """Whoever reads files and is not planned to."""
    for who, bucket in sorted(found - wanted):
        if who not in trusted:
            said = f"{who} reads the files of {bucket} by its own rights, past Lake Formation"
            yield Difference(Kind.AROUND, who, bucket, said)
