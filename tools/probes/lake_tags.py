"""LF-tags: their values, and the things that carry them."""

from typing import Any

from tools.probes.cloud import Cloud
from tools.probes.probe import Gives, Probe, Refused

API = "https://docs.aws.amazon.com/lake-formation/latest/APIReference"
GUIDE = "https://docs.aws.amazon.com/lake-formation/latest/dg"
TBAC = f"{GUIDE}/lf-tag-considerations.html"
DATABASE = {"Database": {"Name": "sales"}}
TABLE = {"DatabaseName": "sales", "Name": "orders"}
INVALID = "InvalidInputException"
TAGS = "lake_formation_tags"


def _tags(aws: Cloud, resource: Any = DATABASE, **more: Any) -> Any:
    answer = aws.lake.get_resource_lf_tags(Resource=resource, **more)
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def _assign(aws: Cloud, *values: str, key: str = "pii", resource: Any = DATABASE) -> Any:
    pairs = [{"TagKey": key, "TagValues": list(values)}]
    answer = aws.lake.add_lf_tags_to_resource(Resource=resource, LFTags=pairs)
    return [failure["Error"]["ErrorCode"] for failure in answer["Failures"]]


def _ready(aws: Cloud) -> None:
    aws.closed_lake()
    aws.table()
    aws.tag()


def _assigned(aws: Cloud, *values: str, key: str = "pii", resource: Any = DATABASE) -> Any:
    _ready(aws)
    return _assign(aws, *values, key=key, resource=resource)


def _merged(aws: Cloud) -> Any:
    _ready(aws)
    aws.tag("domain", "sales")
    _assign(aws, "true")
    _assign(aws, "sales", key="domain")
    return sorted(tag["TagKey"] for tag in _tags(aws)["LFTagOnDatabase"])


def _removed(aws: Cloud) -> Any:
    _ready(aws)
    aws.tag("domain", "sales")
    _assign(aws, "true")
    _assign(aws, "sales", key="domain")
    pairs = [{"TagKey": "pii", "TagValues": ["true"]}]
    aws.lake.remove_lf_tags_from_resource(Resource=DATABASE, LFTags=pairs)
    return [tag["TagKey"] for tag in _tags(aws)["LFTagOnDatabase"]]


def _inherited(aws: Cloud) -> Any:
    _assigned(aws, "true")
    column = {"TableWithColumns": {**TABLE, "ColumnNames": ["id"]}}
    own = _tags(aws, column, ShowAssignedLFTags=True)
    return "LFTagsOnColumns" in own, _tags(aws, column)["LFTagsOnColumns"][0]["Name"]


def _after_the_tag(aws: Cloud) -> Any:
    _assigned(aws, "true")
    aws.lake.delete_lf_tag(TagKey="pii")
    return _tags(aws)


def _changed(aws: Cloud, **more: Any) -> Any:
    aws.tag()
    aws.lake.update_lf_tag(TagKey="pii", **more)
    return sorted(aws.lake.get_lf_tag(TagKey="pii")["TagValues"])


def _lower(aws: Cloud) -> Any:
    aws.tag("PII", "Yes", "NO")
    answer = aws.lake.get_lf_tag(TagKey="pii")
    return answer["TagKey"], sorted(answer["TagValues"])


PROBES = (
    Probe(
        "lakeformation-tag-made-twice",
        f"{API}/API_CreateLFTag.html",
        "A tag is made once.",
        lambda aws: (aws.tag(), aws.tag()),
        Refused(INVALID, status=400),
        rule=TAGS,
    ),
    Probe(
        "lakeformation-tag-in-capitals",
        TBAC,
        "Tags and their values are stored in lower case.",
        _lower,
        Gives(("pii", ["no", "yes"])),
        rule=TAGS,
    ),
    Probe(
        "lakeformation-tag-of-many-values",
        f"{API}/API_CreateLFTag.html",
        "A call names at most 50 values.",
        lambda aws: aws.tag("pii", *(f"v{n}" for n in range(51))),
        Refused("ValidationException", "length less than or equal to 50", 400),
        rule=TAGS,
    ),
    Probe(
        "lakeformation-tag-without-values",
        f"{API}/API_CreateLFTag.html",
        "A tag has a value.",
        lambda aws: aws.lake.create_lf_tag(TagKey="pii", TagValues=[]),
        Refused("ValidationException", "length greater than or equal to 1", 400),
        rule=TAGS,
    ),
    Probe(
        "lakeformation-missing-tag-read",
        f"{API}/API_GetLFTag.html",
        "What is not there is not read.",
        lambda aws: aws.lake.get_lf_tag(TagKey="pii"),
        Refused("EntityNotFoundException", status=400),
        rule=TAGS,
    ),
    Probe(
        "lakeformation-missing-tag-deleted",
        f"{API}/API_DeleteLFTag.html",
        "What is not there is not deleted.",
        lambda aws: aws.lake.delete_lf_tag(TagKey="pii"),
        Refused("EntityNotFoundException", status=400),
        rule=TAGS,
    ),
    Probe(
        "lakeformation-tag-changed",
        f"{API}/API_UpdateLFTag.html",
        "Values come and go.",
        lambda aws: _changed(aws, TagValuesToAdd=["maybe"], TagValuesToDelete=["true"]),
        Gives(["false", "maybe"]),
    ),
    Probe(
        "lakeformation-missing-value-taken-away",
        f"{API}/API_UpdateLFTag.html",
        "A value that is not there cannot go.",
        lambda aws: _changed(aws, TagValuesToDelete=["never"]),
        Refused("EntityNotFoundException", status=400),
        rule=TAGS,
    ),
    Probe(
        "lakeformation-tag-assigned",
        f"{API}/API_AddLFTagsToResource.html",
        "A database is given a tag.",
        lambda aws: (_assigned(aws, "true"), len(_tags(aws)["LFTagOnDatabase"])),
        Gives(([], 1)),
    ),
    Probe(
        "lakeformation-undefined-tag",
        f"{API}/API_AddLFTagsToResource.html",
        "A tag that is not defined is not assigned.",
        lambda aws: _assigned(aws, "sales", key="domain"),
        Gives(["EntityNotFoundException"]),
    ),
    Probe(
        "lakeformation-undefined-value",
        f"{API}/API_AddLFTagsToResource.html",
        "A value that its tag does not have is not assigned.",
        lambda aws: _assigned(aws, "maybe"),
        Gives(["EntityNotFoundException"]),
        rule=TAGS,
    ),
    Probe(
        "lakeformation-two-values-of-one-tag",
        TBAC,
        "A thing has one value of a tag.",
        lambda aws: _assigned(aws, "true", "false"),
        Refused(INVALID, status=400),
        rule=TAGS,
    ),
    Probe(
        "lakeformation-tag-of-a-missing-database",
        f"{API}/API_AddLFTagsToResource.html",
        "What is not there is not tagged.",
        lambda aws: _assigned(aws, "true", resource={"Database": {"Name": "gone"}}),
        Refused("EntityNotFoundException", "Database not found", 400),
        rule="lake_formation_resources",
    ),
    Probe(
        "lakeformation-tags-of-a-missing-table",
        f"{API}/API_GetResourceLFTags.html",
        "What is not there has no tags to show.",
        lambda aws: (_ready(aws), _tags(aws, {"Table": {**TABLE, "Name": "gone"}})),
        Refused("EntityNotFoundException", "Table not found", 400),
        rule="lake_formation_resources",
    ),
    Probe(
        "lakeformation-no-tags",
        f"{API}/API_GetResourceLFTags.html",
        "A database without tags has none to show.",
        lambda aws: (_ready(aws), _tags(aws))[1],
        Gives({}),
        rule=TAGS,
    ),
    Probe(
        "lakeformation-tags-merge",
        f"{API}/API_AddLFTagsToResource.html",
        "A second tag comes beside the first.",
        _merged,
        Gives(["domain", "pii"]),
        rule=TAGS,
    ),
    Probe(
        "lakeformation-tags-go-one-by-one",
        f"{API}/API_RemoveLFTagsFromResource.html",
        "Taking one tag away leaves the other.",
        _removed,
        Gives(["domain"]),
        rule=TAGS,
    ),
    Probe(
        "lakeformation-tags-are-inherited",
        f"{API}/API_GetResourceLFTags.html",
        "A column has its database's tags, unless only its own are asked for.",
        _inherited,
        Gives((False, "id")),
        rule=TAGS,
    ),
    Probe(
        "lakeformation-tag-deleted-everywhere",
        f"{API}/API_DeleteLFTag.html",
        "With a tag go its assignments.",
        _after_the_tag,
        Gives({}),
    ),
)
