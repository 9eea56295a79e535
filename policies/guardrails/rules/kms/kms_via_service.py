"""A key is used through a service and for this account, and nobody decrypts with all keys."""

import re
from collections.abc import Iterator, Mapping
from functools import partial

from guardrails.documents import Condition, Statement, statements
from guardrails.naming import boundary
from guardrails.rule import Check, Props, Rule
from guardrails.types import (
    IDENTITY_POLICIES,
    KEY_GRANT,
    KEY_POLICY,
    KEYS,
    MANAGED_POLICY,
    RESOURCE_POLICIES,
    ROLE,
)

READS = ("kms:decrypt", "kms:reencryptfrom")
"""What makes ciphertext readable (Security Hub's KMS.1 and KMS.2 ask about the same two)."""
USES = (
    *READS,
    "kms:derivesharedsecret",
    "kms:encrypt",
    "kms:generatedatakey",
    "kms:generatedatakeypair",
    "kms:generatedatakeypairwithoutplaintext",
    "kms:generatedatakeywithoutplaintext",
    "kms:reencryptto",
)
ACCOUNT = re.compile(r"[0-9]{12}")
SERVICE = re.compile(r"[a-z0-9-]+\.[a-z0-9*-]+\.amazonaws\.com(\.cn)?")
"""How `kms:ViaService` names a service, in one region or in any.

https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
"""
PINS: Mapping[str, re.Pattern[str]] = {"kms:viaservice": SERVICE, "kms:calleraccount": ACCOUNT}
POSITIVE = frozenset({"stringequals", "stringequalsignorecase", "stringlike"})
_COLONS_BEFORE_THE_RESOURCE = 5


def check_key_policy(field: str, props: Props) -> Iterator[str]:
    # Its `Resource: *` is this key alone. A service that calls for itself is not "via" one: what
    # binds it to this account is IAM-002's question.
    if field not in props:
        return
    for statement in _allowing(props[field], USES):
        services = all(principal.kind == "service" for principal in statement.principals)
        if not (services and statement.principals) and not _is_pinned(statement, *PINS):
            yield (
                f"{field}: {statement} allows use of the key without a condition on both"
                " kms:ViaService and kms:CallerAccount"
            )


def check_identity_policy(field: str, props: Props) -> Iterator[str]:
    if field in props:
        yield from _identity(field, props[field], bounds=False)


def check_managed_policy(props: Props) -> Iterator[str]:
    """The boundary alone speaks of all keys: it allows nothing that a key's policy does not."""
    arn = f":policy{props.get('path', '/')}{props.get('name', '')}"
    yield from _identity("policy", props["policy"], bounds=boundary(props.scope).endswith(arn))


def check_role(props: Props) -> Iterator[str]:
    for i, inline in enumerate(props.get("inlinePolicies", ())):
        if "policy" in inline:
            yield from _identity(f"inlinePolicies[{i}].policy", inline["policy"], bounds=False)


def _identity(where: str, document: object, *, bounds: bool) -> Iterator[str]:
    needed = tuple(PINS) if bounds else ("kms:viaservice",)
    for statement in _allowing(document, USES):
        if not bounds and _is_about_all_keys(statement) and _speaks_of(statement, READS):
            yield f"{where}: {statement} allows decryption with all keys"
        elif not _is_pinned(statement, *needed) and _is_about_keys(statement):
            both = " and kms:CallerAccount" if bounds else ""
            yield (
                f"{where}: {statement} allows use of keys without a condition on"
                f" kms:ViaService{both}"
            )


def check_grant(props: Props) -> Iterator[str]:
    if any(f"kms:{operation}".lower() in USES for operation in props["operations"]):
        yield "operations: a grant allows use of the key past the conditions of its policy"


def _allowing(document: object, actions: tuple[str, ...]) -> Iterator[Statement]:
    for statement in statements(document):
        if statement.is_allow and _speaks_of(statement, actions):
            yield statement


def _speaks_of(statement: Statement, actions: tuple[str, ...]) -> bool:
    return any(map(statement.speaks_of, actions))


def _is_about_all_keys(statement: Statement) -> bool:
    return bool(statement.not_resources) or any(map(_is_all_keys, statement.resources))


def _is_all_keys(resource: str) -> bool:
    """Whether a pattern takes in keys that it does not name."""
    return _is_key(resource) and ("*" in _last(resource) or "?" in _last(resource))


def _is_about_keys(statement: Statement) -> bool:
    return bool(statement.not_resources) or any(map(_is_key, statement.resources))


def _is_key(resource: str) -> bool:
    parts = resource.split(":", _COLONS_BEFORE_THE_RESOURCE)
    if len(parts) <= _COLONS_BEFORE_THE_RESOURCE:
        return "*" in resource
    # An alias in a policy's Resource never matches a key.
    could_be_kms = parts[2].lower() == "kms" or "*" in parts[2] or "?" in parts[2]
    return could_be_kms and not parts[-1].startswith("alias/")


def _last(resource: str) -> str:
    """The part of an ARN that names the resource; all of what is no ARN."""
    parts = resource.split(":", _COLONS_BEFORE_THE_RESOURCE)
    return resource if len(parts) <= _COLONS_BEFORE_THE_RESOURCE else parts[-1]


def _is_pinned(statement: Statement, *keys: str) -> bool:
    return all(any(_pins(c, key) for c in statement.conditions) for key in keys)


def _pins(condition: Condition, key: str) -> bool:
    """Whether a condition holds only where its key is there and says what was written."""
    return (
        condition.key == key
        and condition.operator in POSITIVE
        and not condition.if_exists
        and condition.qualifier != "forallvalues"
        and bool(condition.values)
        and all(PINS[key].fullmatch(value) for value in condition.values)
    )


CHECKS: dict[str, Check] = {
    **{k: partial(check_identity_policy, field) for k, field in IDENTITY_POLICIES.items()},
    **{k: partial(check_key_policy, RESOURCE_POLICIES[k]) for k in (*KEYS, KEY_POLICY)},
    MANAGED_POLICY: check_managed_policy,
    ROLE: check_role,
    KEY_GRANT: check_grant,
}

RULE = Rule(
    id="kms-via-service",
    code="KMS-002",
    title="Keys are used through AWS services only",
    why="A key that is used directly decrypts whatever copy of a file somebody has carried away;"
    " through S3 it decrypts what S3 would have handed out.",
    fix="leave keys out of identity policies, and let the key's own policy allow use where"
    " kms:ViaService names the service and kms:CallerAccount this account",
    checks=CHECKS,
    controls=("FSBP KMS.1", "FSBP KMS.2"),
)
