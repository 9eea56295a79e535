"""Random requests and the policies that have a say in them, of the kinds that a mesh deploys.

A case is what both evaluators are asked: documents as AWS takes them, one caller, one action on
one resource. Each part is drawn so that it often meets what is asked for and often just misses it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from meshwright.aws.authorization import caller as callers
from meshwright.aws.authorization.caller import Caller
from meshwright.aws.authorization.document import Policy, policy
from meshwright.aws.authorization.evaluate import Policies, evaluate
from meshwright.aws.authorization.request import Request, Value

Document = Mapping[str, Any]
ACCOUNT, OTHER, REGION = "111122223333", "999900001111", "eu-central-1"
ROLE, PEER = f"arn:aws:iam::{ACCOUNT}:role/reader", f"arn:aws:iam::{ACCOUNT}:role/writer"
USER, FOREIGN = f"arn:aws:iam::{ACCOUNT}:user/ann", f"arn:aws:iam::{OTHER}:role/reader"
BUCKET = "arn:aws:s3:::mesh-dev--sales--orders"
OBJECT = f"{BUCKET}/orders/day=2026-11-01/part-1"
POINT = f"arn:aws:s3:{REGION}:{ACCOUNT}:accesspoint/mesh-1f3a/object/orders/part-1"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
GLUE = f"arn:aws:glue:{REGION}:{ACCOUNT}"
WORKGROUP = f"arn:aws:athena:{REGION}:{ACCOUNT}:workgroup/mesh-dev--sales"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:mesh-dev--sales--alarms"
MACHINE = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:mesh-dev--sales--orders"
CALLERS = (
    callers.session(ROLE, "ann"),
    callers.session(ROLE, "mesh"),
    callers.session(PEER, "ann"),
    callers.user(USER),
    callers.session(FOREIGN, "ann"),
    callers.service("logging.s3.amazonaws.com"),
)
WEIGHTS = (6, 2, 2, 2, 2, 1)
CALLED = {
    "s3:GetObject": (OBJECT, POINT),
    "s3:PutObject": (OBJECT, POINT),
    "s3:DeleteObject": (OBJECT,),
    "s3:ListBucket": (BUCKET,),
    "kms:Decrypt": (KEY,),
    "kms:GenerateDataKey": (KEY,),
    "kms:DescribeKey": (KEY,),
    "glue:GetTable": (f"{GLUE}:table/sales__orders/orders",),
    "glue:UpdateTable": (f"{GLUE}:table/sales__orders/orders",),
    "glue:GetDatabase": (f"{GLUE}:database/sales__orders",),
    "athena:StartQueryExecution": (WORKGROUP,),
    "lakeformation:GetDataAccess": ("*",),
    "iam:PassRole": (PEER,),
    "sns:Publish": (TOPIC,),
    "states:StartExecution": (MACHINE,),
}
OUTCOMES = ("ExplicitlyDenied", "ImplicitlyDenied", "Allowed")
"""What the simulator answers."""
WITH_A_POLICY = ("s3", "kms", "sns")
"""Services whose resources have a policy of their own."""


@dataclass(frozen=True, slots=True)
class Key:
    """A condition key: by which operators it is compared, and what it may be."""

    operators: Sequence[str]
    values: Sequence[str]
    wanted: Sequence[str]
    many: bool = False


TEXT = ("StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase")
TEXT = (*TEXT, "StringNotEqualsIgnoreCase")
ARN = ("ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "StringEquals", "StringLike")
DATE = tuple(f"Date{how}" for how in ("Equals", "NotEquals", "LessThan", "LessThanEquals"))
DATE = (*DATE, "DateGreaterThan", "DateGreaterThanEquals")
NUMBER = tuple(name.replace("Date", "Numeric") for name in DATE)
TEAMS = ("sales", "Sales", "finance", "sales*")
ROLES = (
    ROLE,
    PEER,
    "arn:aws:iam::*:role/reader",
    f"arn:aws:iam::{ACCOUNT}:role/*",
    "arn:aws:iam::*",
)
BOOLEAN = ("true", "false")
EVERYWHERE: Mapping[str, Key] = {
    "aws:PrincipalTag/team": Key(TEXT, ("sales", "finance"), TEAMS),
    "aws:PrincipalAccount": Key(TEXT, (), (ACCOUNT, OTHER)),
    "aws:PrincipalArn": Key(ARN, (), ROLES),
    "aws:SourceIp": Key(
        ("IpAddress", "NotIpAddress"),
        ("10.0.0.7", "192.0.2.1", "2001:db8::1"),
        ("10.0.0.0/8", "10.0.0.7", "192.0.2.0/24", "2001:db8::/32"),
    ),
    "aws:CurrentTime": Key(
        DATE,
        ("2026-11-28T00:00:00Z", "2027-01-01T00:00:00Z"),
        ("2026-11-28T00:00:00Z", "2026-12-31", "2027-06-30T23:59:59Z"),
    ),
    "aws:SecureTransport": Key(("Bool",), BOOLEAN, BOOLEAN),
    "aws:RequestedRegion": Key(TEXT, (REGION, "us-east-1"), (REGION, "eu-*", "us-east-?")),
    "aws:ResourceAccount": Key(TEXT, (ACCOUNT,), (ACCOUNT, OTHER)),
    "aws:SourceAccount": Key(TEXT, (ACCOUNT, OTHER), (ACCOUNT, OTHER)),
    "aws:SourceArn": Key(
        ARN, (BUCKET, MACHINE), (BUCKET, "arn:aws:s3:::mesh-*", "arn:aws:s3:*:*:*")
    ),
    "aws:MultiFactorAuthPresent": Key(("Bool",), BOOLEAN, BOOLEAN),
    "aws:MultiFactorAuthAge": Key(NUMBER, ("60", "3600"), ("300", "60", "3600.0")),
    "aws:CalledVia": Key(
        TEXT,
        ("athena.amazonaws.com", "glue.amazonaws.com"),
        ("athena.amazonaws.com", "glue.*"),
        many=True,
    ),
}
OF_SERVICES: Mapping[str, Mapping[str, Key]] = {
    "s3:ListBucket": {
        "s3:prefix": Key(TEXT, ("orders/", "lines/", ""), ("orders/*", "orders/", "")),
        "s3:max-keys": Key(NUMBER, ("10", "1000"), ("10", "100")),
    },
    "s3:PutObject": {
        "s3:x-amz-server-side-encryption": Key(TEXT, ("aws:kms", "AES256"), ("aws:kms", "AES256")),
        "s3:x-amz-server-side-encryption-aws-kms-key-id": Key(ARN, (KEY,), (KEY, f"{KEY[:-3]}*")),
    },
    "kms": {
        "kms:ViaService": Key(
            TEXT,
            (f"s3.{REGION}.amazonaws.com", f"glue.{REGION}.amazonaws.com"),
            (f"s3.{REGION}.amazonaws.com", "s3.*.amazonaws.com", "glue.*"),
        ),
        "kms:CallerAccount": Key(TEXT, (ACCOUNT, OTHER), (ACCOUNT, OTHER)),
    },
    "kms:Decrypt": {
        "kms:EncryptionAlgorithm": Key(
            TEXT, ("SYMMETRIC_DEFAULT",), ("SYMMETRIC_DEFAULT", "RSAES*")
        ),
    },
    "iam:PassRole": {
        "iam:PassedToService": Key(
            TEXT,
            ("glue.amazonaws.com", "states.amazonaws.com"),
            ("glue.amazonaws.com", "*.amazonaws.com"),
        ),
    },
}


@dataclass(frozen=True, slots=True)
class Case:
    """One question to both."""

    caller: Caller
    action: str
    resource: str
    context: Mapping[str, Value]
    identity: Sequence[Document] = ()
    boundary: Document | None = None
    session: Document | None = None
    of_resource: Document | None = None
    owner: str = ACCOUNT
    """Whose the resource is."""

    @property
    def service(self) -> str:
        return self.action.partition(":")[0]

    @property
    def documents(self) -> Sequence[Document]:
        """All policies that have a say in it."""
        others = (self.boundary, self.session, self.of_resource)
        return [*self.identity, *(document for document in others if document is not None)]

    def decided(self) -> str:
        """What is decided here, in the simulator's words."""
        return self.decided_of(Request(self.action, self.resource, self.known()))

    def decided_of(self, request: Request) -> str:
        """What these policies decide of a request, in the simulator's words."""
        found = evaluate(request, self.caller, self._all())
        if found.is_allowed:
            return "Allowed"
        return "ExplicitlyDenied" if found.is_explicit else "ImplicitlyDenied"

    def known(self) -> Mapping[str, Value]:
        """The context, its keys as the evaluator wants them."""
        return {name.lower(): value for name, value in self.context.items()}

    def _all(self) -> Policies:
        given = None if self.session is None else (parsed(self.session),)
        is_key = self.service == "kms"
        own = parsed(self.of_resource) if self.of_resource else None
        return Policies(
            identity=tuple(map(parsed, self.identity)),
            boundary=None if self.boundary is None else parsed(self.boundary),
            session=given,
            resource=own or (Policy("none", ()) if is_key else None),
            owner=self.owner,
            resource_decides=is_key,
        )

    def simulation(self) -> Mapping[str, Any]:
        """The question as the simulator takes it."""
        more: dict[str, Any] = {}
        if self.boundary is not None:
            more["permissionBoundaryPolicies"] = [{"name": "boundary", "policy": self.boundary}]
        if self.session is not None:
            more["sessionPolicy"] = self.session
        if self.of_resource is not None:
            more["resourcePolicy"] = self.of_resource
        # The keys that follow from who asks, the simulator has to be told.
        known = {**self.caller.context(), **self.context}
        return {
            "request": {
                "principal": self.caller.arn,
                "action": self.action,
                "resource": {"resource": self.resource, "accountId": self.owner},
                "contextVariables": {
                    n: list(v) if isinstance(v, tuple) else v for n, v in known.items()
                },
            },
            "identityPolicies": [
                {"name": str(i), "policy": p} for i, p in enumerate(self.identity)
            ],
            "serviceControlPolicies": [],
            "resourceControlPolicies": [],
            **more,
        }


def parsed(document: Document) -> Policy:
    return policy(json.dumps(document))


def cases(count: int, seed: int) -> list[Case]:
    """So many random cases, the same ones for a seed each time."""
    chance = Random(seed)  # noqa: S311 - the same each time is meant
    return [Drawing(chance).case() for _ in range(count)]


@dataclass
class Drawing:
    """Draws one case."""

    chance: Random

    def case(self) -> Case:
        who: Caller = self.chance.choices(CALLERS, WEIGHTS)[0]
        action = self.chance.choice([*CALLED])
        resource = self.chance.choice(CALLED[action])
        keys = self.keys(action)
        has_own = action.partition(":")[0] in WITH_A_POLICY
        has_identity = bool(who.account)
        is_session = who.entity != ""
        return Case(
            who,
            action,
            resource,
            self.context(keys),
            tuple(
                self.document(action, resource, keys) for _ in range(self.chance.choice((1, 1, 2)))
            )
            if has_identity
            else (),
            self.document(action, resource, keys) if has_identity and self.happens(0.3) else None,
            self.document(action, resource, keys) if is_session and self.happens(0.25) else None,
            self.document(action, resource, keys, has_principals=True)
            if has_own and self.happens(0.8)
            else None,
        )

    def happens(self, likely: float) -> bool:
        return self.chance.random() < likely

    def keys(self, action: str) -> Mapping[str, Key]:
        own = OF_SERVICES.get(action.partition(":")[0], {}), OF_SERVICES.get(action, {})
        return {**EVERYWHERE, **own[0], **own[1]}

    def context(self, keys: Mapping[str, Key]) -> Mapping[str, Value]:
        found: dict[str, Value] = {}
        for name, key in keys.items():
            if key.values and self.happens(0.7):
                several = tuple(v for v in key.values if self.happens(0.5))
                found[name] = several if key.many else self.chance.choice(key.values)
                if key.many and not several:
                    del found[name]
        return found

    def document(
        self, action: str, resource: str, keys: Mapping[str, Key], *, has_principals: bool = False
    ) -> Document:
        statements = [
            self._statement(action, resource, keys, has_principals)
            for _ in range(self.chance.choice((1, 2, 2, 3)))
        ]
        return {"Version": "2012-10-17", "Statement": statements}

    def _statement(
        self, action: str, resource: str, keys: Mapping[str, Key], has_principals: bool
    ) -> Document:
        allows = self.happens(0.75)
        found: dict[str, Any] = {"Effect": "Allow" if allows else "Deny"}
        if has_principals:
            name = "NotPrincipal" if not allows and self.happens(0.1) else "Principal"
            found[name] = self._principal(is_excepted=name != "Principal")
        inverted = self.happens(0.1)
        found["NotAction" if inverted else "Action"] = self._action(action, is_near=not inverted)
        inverted = self.happens(0.1)
        found["NotResource" if inverted else "Resource"] = self._resource(
            resource, is_near=not inverted
        )
        if self.happens(0.55):
            found["Condition"] = self._condition(keys)
        return found

    def _principal(self, *, is_excepted: bool) -> Any:
        sessions = [who.arn for who in CALLERS if who.entity]
        named = [ACCOUNT, f"arn:aws:iam::{ACCOUNT}:root", ROLE, PEER, USER, FOREIGN, *sessions]
        if is_excepted:
            return {
                "AWS": self.chance.sample([ROLE, sessions[0], f"arn:aws:iam::{ACCOUNT}:root"], 3)
            }
        drawn = self.chance.random()
        if drawn < 0.25:
            return self.chance.choice(["*", {"AWS": "*"}])
        if drawn < 0.35:
            return {
                "Service": self.chance.choice(["logging.s3.amazonaws.com", "sns.amazonaws.com"])
            }
        return {"AWS": self.chance.sample(named, self.chance.choice((1, 1, 2)))}

    def _action(self, action: str, *, is_near: bool) -> Any:
        service, _, called = action.partition(":")
        near = [action, f"{service}:{called[:3]}*", f"{service}:*", "*", action.lower()]
        near += [f"{service}:?{called[1:]}", f"{service}:*{called[-4:]}"]
        far = ["s3:GetBucketLocation", "kms:CreateGrant", "glue:DeleteTable", "athena:GetWorkGroup"]
        return self._one_or_more(near, far, 0.85 if is_near else 0.4)

    def _resource(self, resource: str, *, is_near: bool) -> Any:
        near = ["*", resource]
        if resource != "*":
            head, _, tail = resource.rpartition("/" if "/" in resource else ":")
            near += [f"{resource[:-3]}*", f"{resource[:-1]}?", f"{resource[:25]}*{resource[30:]}"]
            near += [f"{resource[: len(resource) - len(tail)]}*", f"{head}*"]
            if tail.startswith(("orders", "part")):
                near.append(f"{resource[: -len(tail)]}${{aws:PrincipalTag/team}}")
        far = ["arn:aws:s3:::another/*", f"{GLUE}:table/other/*", f"{KEY[:-2]}cd"]
        return self._one_or_more(near, far, 0.85 if is_near else 0.4)

    def _one_or_more(self, near: Sequence[str], far: Sequence[str], likely: float) -> Any:
        drawn = [
            self.chance.choice(near if self.happens(likely) else far)
            for _ in range(self.chance.choice((1, 1, 2)))
        ]
        several = list(dict.fromkeys(drawn))
        return several[0] if len(several) == 1 and self.happens(0.5) else several

    def _condition(self, keys: Mapping[str, Key]) -> Any:
        found: dict[str, dict[str, Any]] = {}
        for name in self.chance.sample([*keys], self.chance.choice((1, 1, 2))):
            key = keys[name]
            if self.happens(0.1):
                found.setdefault("Null", {})[name] = self.chance.choice(BOOLEAN)
                continue
            operator = self.chance.choice(key.operators)
            if self.happens(0.15):
                operator += "IfExists"
            if key.many:
                operator = f"{self.chance.choice(('ForAllValues', 'ForAnyValue'))}:{operator}"
            wanted = list(
                dict.fromkeys(self.chance.choices(key.wanted, k=self.chance.choice((1, 2))))
            )
            if key.operators == TEXT and self.happens(0.05):
                wanted = ["${aws:PrincipalTag/team}"]
            found.setdefault(operator, {})[name] = wanted[0] if len(wanted) == 1 else wanted
        return found
