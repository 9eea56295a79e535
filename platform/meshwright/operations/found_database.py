"""A database of Glue's and the buckets of its tables, asked of the account; nothing is changed.

Of what may not be asked nothing is known, and the import says what it knows.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from meshwright.errors import MeshError
from meshwright.ids import joined, product_id
from meshwright.plan import tags
from meshwright.runner.aws_answers import answered
from meshwright.runner.cloud import Cloud, or_none
from meshwright.standards.glue.found import FoundBucket, FoundDatabase, Said
from meshwright.standards.glue.tables import place_of

ABSENT = "EntityNotFoundException"
NO_LOCATION = "us-east-1"
"""S3 names no place for buckets of its first region (Amazon S3 API, GetBucketLocation)."""


def found_database(cloud: Cloud, name: str) -> FoundDatabase | None:
    """The database of a name; None where there is none. Raises MeshError where AWS refuses."""
    with answered("the catalog could not be read", fix="ask as who may read Glue and S3"):
        return _found(cloud, name)


def _found(cloud: Cloud, name: str) -> FoundDatabase | None:
    glue = cloud.client("glue")
    answer = or_none(glue.get_database, ABSENT, Name=name)
    if answer is None:
        return None
    said: Said = answer["Database"]
    tables = tuple(cloud.pages("glue", "get_tables", "TableList", DatabaseName=name))
    buckets = sorted({place[0] for table in tables if (place := place_of(table))})
    others = dict(_others(cloud, name))
    registered = dict(_registered(cloud, buckets))
    return FoundDatabase(
        name,
        tables,
        description=said.get("Description") or "",
        product=_product(cloud, name),
        buckets={bucket: _bucket(cloud, bucket, others) for bucket in buckets},
        registered=registered,
        readers=tuple(_readers(cloud, name, tables)),
    )


def _product(cloud: Cloud, name: str) -> str:
    """The product that a database is tagged with."""
    spec = cloud.environment.spec
    place = cloud.environment.place_of(None)
    arn = f"arn:{place.partition}:glue:{spec.region}:{spec.account}:database/{name}"
    found: Mapping[str, str] = cloud.client("glue").get_tags(ResourceArn=arn).get("Tags") or {}
    domain, product = found.get(tags.DOMAIN, ""), found.get(tags.PRODUCT, "")
    return product_id(domain, product) if domain and product else ""


def _others(cloud: Cloud, name: str) -> Iterator[tuple[str, str]]:
    """The tables of other databases, by name, and where their files lie."""
    for database in cloud.pages("glue", "get_databases", "DatabaseList"):
        if database["Name"] == name:
            continue
        found = cloud.pages("glue", "get_tables", "TableList", DatabaseName=database["Name"])
        for table in found:
            if place := place_of(table):
                yield joined((database["Name"], table["Name"])), f"{place[0]}/{place[1]}"


def _registered(cloud: Cloud, buckets: Iterable[str]) -> Iterator[tuple[str, str]]:
    known = {*buckets}
    found = cloud.pages("lakeformation", "list_resources", "ResourceInfoList")
    for resource in found:
        arn = str(resource["ResourceArn"])
        if arn.partition(":::")[2].partition("/")[0] in known:
            yield arn, str(resource.get("RoleArn") or "a role that is not named")


def _bucket(cloud: Cloud, name: str, others: Mapping[str, str]) -> FoundBucket:
    s3: Any = cloud.client("s3")
    place = or_none(s3.get_bucket_location, "NoSuchBucket", Bucket=name)
    if place is None:
        raise MeshError(
            f"the bucket {name}, in which tables lie, is not there",
            fix="delete the tables that nobody can read, then import again",
        )
    encrypted = or_none(
        s3.get_bucket_encryption, "ServerSideEncryptionConfigurationNotFoundError", Bucket=name
    )
    rules = or_none(
        s3.get_bucket_lifecycle_configuration, "NoSuchLifecycleConfiguration", Bucket=name
    )
    tagged = or_none(s3.get_bucket_tagging, "NoSuchTagSet", Bucket=name)
    return FoundBucket(
        name,
        region=place.get("LocationConstraint") or NO_LOCATION,
        key=_key(encrypted),
        versioned=s3.get_bucket_versioning(Bucket=name).get("Status") == "Enabled",
        policy=or_none(s3.get_bucket_policy, "NoSuchBucketPolicy", Bucket=name) is not None,
        rules=len(rules["Rules"]) if rules else 0,
        tags=tuple(sorted(tag["Key"] for tag in tagged["TagSet"])) if tagged else (),
        others=tuple(sorted(t for t, at in others.items() if at.startswith(f"{name}/"))),
    )


def _key(encrypted: Said | None) -> str:
    rules: list[Said] = (
        (encrypted or {}).get("ServerSideEncryptionConfiguration", {}).get("Rules", [])
    )
    none: Said = {}
    chosen = (rule.get("ApplyServerSideEncryptionByDefault") or none for rule in rules)
    # Without a key's name, the one that AWS manages for S3: Lake Formation's role cannot use it.
    keys = (
        str(each.get("KMSMasterKeyID") or "the key that AWS manages for S3")
        for each in chosen
        if str(each.get("SSEAlgorithm", "")).startswith("aws:kms")
    )
    return next(keys, "")


def _readers(cloud: Cloud, name: str, tables: Iterable[Said]) -> Iterator[str]:
    """Who has rights on the database or a table of it, but for those who administer the lake."""
    known = {cloud.environment.spec.deployer, *cloud.environment.spec.administrators}
    asked: list[tuple[str, Said]] = [(f"database {name}", {"Database": {"Name": name}})]
    for table in tables:
        named = {"DatabaseName": name, "Name": table["Name"]}
        asked.append((f"table {name}.{table['Name']}", {"Table": named}))
    for what, resource in asked:
        listed = cloud.listed(
            "lakeformation",
            "list_permissions",
            "PrincipalResourcePermissions",
            ABSENT,
            Resource=resource,
        )
        for grant in listed:
            who = grant["Principal"]["DataLakePrincipalIdentifier"]
            if who in known:
                continue
            yield f"{who} has {', '.join(grant['Permissions'])} on {what}"
