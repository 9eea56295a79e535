"""aws:lakeformation/resourceLfTags:ResourceLfTags: the LF-tags of a database, table, columns."""

from collections.abc import Callable, Iterable
from typing import Any

from localaws.types import catalog
from localaws.types.answers import error_of
from localaws.types.lake_formation_target import aws_resource, exactly_one, targets
from localaws.types.resource_type import Aws, RefusalError, ResourceType, State
from localaws.types.shape import STRING, Output, Property, Values, block_set
from meshwright.aws import resource_types

GONE = ("EntityNotFoundException",)
NO_COLUMN = "non-existent column"
"""How AWS says that a column is gone: its code is that of any wrong input."""
TARGETS = ("database", "table", "tableWithColumns")
PROPERTIES = (
    catalog.CATALOG_ID,
    Property(
        "lfTags",
        block_set(
            catalog.INNER_CATALOG_ID,
            Property("key", STRING, required=True),
            Property("value", STRING, required=True),
        ),
        required=True,
        replaces=True,
    ),
    *targets(*TARGETS),
)
OUTPUTS = (catalog.CATALOG_OUTPUT, Output("region"))


def problems(inputs: Values) -> Iterable[str]:
    return exactly_one(inputs, TARGETS)


def create(aws: Aws, inputs: Values) -> str:
    resource, catalog_id = aws_resource(aws, inputs), catalog.catalog_of(aws, inputs)
    answer = aws.client("lakeformation").add_lf_tags_to_resource(
        CatalogId=catalog_id, Resource=resource, LFTags=_pairs(aws, inputs["lfTags"])
    )
    _refuse(answer.get("Failures", []))
    return catalog.opaque_id(catalog_id, resource, sorted(t["key"] for t in inputs["lfTags"]))


def read(aws: Aws, _identity: str, known: Values) -> State | None:
    get, catalog_id = (
        aws.client("lakeformation").get_resource_lf_tags,
        catalog.catalog_of(aws, known),
    )
    arguments = {"CatalogId": catalog_id, "Resource": aws_resource(aws, known)}
    answer = _answer_or_gone(get, **arguments, ShowAssignedLFTags=True)
    tags = _assigned(answer) if answer else []
    if not tags:
        return None
    target = {name: known[name] for name in TARGETS if known.get(name) is not None}
    return {"catalogId": catalog_id, "lfTags": tags} | target


def delete(aws: Aws, _identity: str, known: Values) -> None:
    remove = aws.client("lakeformation").remove_lf_tags_from_resource
    answer = _answer_or_gone(
        remove,
        CatalogId=catalog.catalog_of(aws, known),
        Resource=aws_resource(aws, known),
        LFTags=_pairs(aws, known["lfTags"]),
    )
    _refuse(answer.get("Failures", []) if answer else [])


def _answer_or_gone(call: Callable[..., Any], **arguments: Any) -> Values | None:
    """What a call answers; None where the tagged thing, be it one column, is no longer there."""
    from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs] - it has none

    try:
        return call(**arguments)
    except ClientError as error:
        if not _is_gone(error_of(error)):
            raise
        return None


def _is_gone(error: dict[str, Any]) -> bool:
    return error["Code"] in GONE or NO_COLUMN in error.get("Message", "")


def _pairs(aws: Aws, tags: list[Values]) -> list[dict[str, Any]]:
    return [
        {
            "CatalogId": catalog.catalog_of(aws, tag),
            "TagKey": tag["key"],
            "TagValues": [tag["value"]],
        }
        for tag in tags
    ]


def _assigned(answer: Values) -> list[dict[str, Any]]:
    columns: list[Values] = answer.get("LFTagsOnColumns") or [{"LFTags": []}]
    whole: list[Values] = answer.get("LFTagOnDatabase") or answer.get("LFTagsOnTable") or []
    found: list[Values] = whole or columns[0]["LFTags"]
    return [
        {"catalogId": pair.get("CatalogId"), "key": pair["TagKey"], "value": pair["TagValues"][0]}
        for pair in found
    ]


def _refuse(failures: list[dict[str, Any]]) -> None:
    """Lake Formation answers 200 and lists what it did not do."""
    if failures:
        tag, error = failures[0]["LFTag"], failures[0]["Error"]
        raise RefusalError(
            f"LF-tag {tag['TagKey']}={','.join(tag.get('TagValues', []))}: "
            f"{error['ErrorCode']}: {error.get('ErrorMessage', '')}"
        )


TYPE = ResourceType(
    token=resource_types.LF_TAGS,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    delete=delete,
    derived=catalog.derived,
    problems=problems,
    # Taking the old tags away last would take new ones of the same key along.
    identity=("catalogId",),
    importable=False,
)
