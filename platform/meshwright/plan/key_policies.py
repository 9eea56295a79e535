"""The policies of the mesh's keys: static, used through services, and naming no consumer."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from meshwright.plan import documents, names, run_names
from meshwright.plan.trail_documents import key_use as audit_statements
from meshwright.specs.environment import Environment, Place


def key_policy(place: Place, service: str, principals: Iterable[str]) -> str:
    """The static policy of a key, which names no consumer.

    Administered by this account; used through one service by the principals whose ARNs fit one of
    the patterns. The account's root as administrator is also what keeps AWS's lock-out check
    content.
    Source: AWS KMS developer guide, "AWS managed keys" (kms:CallerAccount with kms:ViaService).
    """
    use = {
        **_through(service, place),
        "ArnLike": {"aws:PrincipalArn": sorted(set(principals))},
    }
    return documents.document(
        (documents.key_administration(place), _key_use("UseThroughServices", use))
    )


def domain_key_policy(
    domain: str,
    place: Place,
    *,
    others: Iterable[str] = (),
    alarms: bool = False,
    files: Mapping[date, Sequence[str]] = MappingProxyType({}),
) -> str:
    """The key of a domain: used through S3 by its roles, those of products that moved away too.

    `others` write objects under it without belonging to the domain. `files` are those who read
    whole files of its products, by the last day on which they may. With `alarms`, its topic is
    encrypted by it: the domain's roles publish there, and CloudWatch for itself.
    Source: Amazon SNS developer guide, "Managing Amazon SNS encryption keys and costs", on event
    sources from AWS services.
    """
    own = names.domain_roles_arn(domain, place)
    statements = list(json.loads(key_policy(place, "s3", (own, *others)))["Statement"])
    statements += (_reading_files(last, who, place) for last, who in sorted(files.items()))
    if alarms:
        through = {**_through("sns", place), "ArnLike": {"aws:PrincipalArn": [own]}}
        statements.append(_key_use("UseThroughTopics", through, documents.PUBLISH_KEY_USE))
        statements.append(
            {
                "Sid": "AlarmsOfTheMesh",
                "Effect": "Allow",
                "Principal": {"Service": "cloudwatch.amazonaws.com"},
                "Action": list(documents.PUBLISH_KEY_USE),
                "Resource": "*",
                "Condition": of_the_meshs_alarms(place),
            }
        )
    return documents.document(statements)


def _reading_files(last: date, principals: Sequence[str], place: Place) -> Mapping[str, Any]:
    """Consumers of whole files, named each: a pattern would open the key to others of theirs.

    Source: Amazon S3 user guide, "Protecting data with SSE-KMS", permissions: who reads an object
    needs kms:Decrypt.
    """
    until = documents.until(last)
    condition = _through("s3", place)
    condition = {
        **condition,
        **until,
        "StringEquals": {**condition["StringEquals"], "aws:PrincipalArn": sorted(principals)},
    }
    return _key_use(f"FilesUntil{last:%Y%m%d}", condition, ("kms:Decrypt",))


def of_the_meshs_alarms(place: Place) -> Mapping[str, Any]:
    """CloudWatch asks for an alarm of the mesh and of this account.

    Of any domain: the alarms of a product that has moved are named after where it began.
    """
    return {
        "StringEquals": {"aws:SourceAccount": place.account},
        "ArnLike": {"aws:SourceArn": run_names.alarms_arn("*", place)},
    }


def foundation_key_policy(environment: Environment, place: Place) -> str:
    """The foundation's key: used through S3 by every role of the mesh, which read the catalog, and
    by the deployer, who writes it; through Glue by anyone in this account.

    Where a pipeline's plan role looks for drift, it reads the entries too: AWS opens the key even
    for an object's checksum (Amazon S3 API reference, "HeadObject").

    Catalog encryption uses the caller's own rights.
    Source: AWS Glue developer guide, "Encrypting your Data Catalog".
    """
    catalog = [names.mesh_roles_arn(place), environment.spec.deployer]
    if environment.is_bootstrapped and environment.spec.bootstrap is not None:
        catalog.append(environment.spec.bootstrap.planner)
    through_s3 = json.loads(key_policy(place, "s3", catalog))["Statement"]
    use = _key_use("UseThroughGlue", _through("glue", place))
    trail = audit_statements(place) if environment.spec.audit.is_own else ()
    return documents.document((*through_s3, use, *trail))


def _through(service: str, place: Place) -> Mapping[str, Any]:
    return {
        "StringEquals": {
            "kms:CallerAccount": place.account,
            "kms:ViaService": [names.service_host(service, place)],
        }
    }


def _key_use(
    sid: str, condition: Mapping[str, Any], actions: Sequence[str] = documents.KEY_USE
) -> Mapping[str, Any]:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": list(actions),
        "Resource": "*",
        "Condition": condition,
    }
