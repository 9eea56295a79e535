"""What a person has to know before a database is taken over: who is touched, and what is lacking.

Source: Amazon S3 user guide, "Setting default server-side encryption behavior for Amazon S3
buckets", "Controlling ownership of objects and disabling ACLs for your bucket"; Lake Formation
developer guide, "Requirements for roles used to register locations", "Changing the default settings
for your data lake".
"""

from collections.abc import Iterator, Mapping

from meshwright.errors import Finding, Position
from meshwright.specs.adopted import Adopted
from meshwright.specs.environment import Environment
from meshwright.standards.glue import codes, tables
from meshwright.standards.glue.found import FoundBucket, FoundDatabase, Said

CRAWLED = "UPDATED_BY_CRAWLER"


def of_bucket(
    found: FoundDatabase, name: str, folder: str | None, environment: Environment
) -> Iterator[Finding]:
    """`folder` is None where the whole bucket is taken, and empty where there is none."""
    bucket, at = found.buckets[name], Position(f"s3:{name}")
    if bucket.region != environment.spec.region:
        message = (
            f"the bucket lies in {bucket.region}, the environment in {environment.spec.region}"
        )
        yield codes.IN_THE_WAY.at(at, message, fix="copy the files to a bucket of this region")
    if folder == "":
        yield codes.NO_FOLDER.at(at, f"beside {', '.join(bucket.others)}")
    for arn, role in found.registered.items():
        message = f"{arn} is registered with Lake Formation already, by {role}"
        fix = f"aws lakeformation deregister-resource --resource-arn {arn}"
        yield codes.IN_THE_WAY.at(at, message, fix=fix)
    if bucket.key:
        message = (
            f"files are encrypted by {bucket.key}, which no role of the mesh may use, so that"
            " nobody could read them through Lake Formation"
        )
        fix = "let the bucket use S3's own keys, and copy each file onto itself; then import again"
        yield codes.IN_THE_WAY.at(at, message, fix=fix)
    if folder:
        yield codes.SHARED.at(at, f"beside {', '.join(bucket.others)}: taken is {folder} alone")
    elif folder is None:
        yield from _taken_back(bucket, at)
    for reader in found.readers:
        yield codes.TAKES_BACK.at(Position(f"glue:{found.name}"), reader)


def of_left_out(
    found: FoundDatabase, taken: Mapping[str, Said], bucket: str, folder: str | None
) -> Iterator[Finding]:
    """The tables that are left out and whose files are closed with those that are taken."""
    for said in found.tables:
        name, place = str(said["Name"]), tables.place_of(said)
        if name in taken or place is None or place[0] != bucket:
            continue
        if f"{place[1].rstrip('/')}/".startswith(folder or ""):
            where = "the bucket" if folder is None else folder
            message = (
                f"it is left out, and its files lie in {where}, which is taken: who reads or"
                " writes them by rights on the bucket is refused from then on"
            )
            yield codes.TAKES_BACK.at(_table(found, name), message)


def _taken_back(bucket: FoundBucket, at: Position) -> Iterator[Finding]:
    said = {
        "its policy is replaced by that of the mesh, which opens it to nobody": bucket.policy,
        f"its {bucket.rules} lifecycle rules are replaced": bucket.rules > 0,
        "versioning is switched on, and old versions are kept for a while": not bucket.versioned,
        f"its tags {', '.join(bucket.tags)} are replaced": bool(bucket.tags),
    }
    for message, holds in said.items():
        if holds:
            yield codes.TAKES_BACK.at(at, message)
    message = (
        "new files are encrypted by the domain's key, which the product's own jobs alone may use:"
        " whoever writes there now is refused, until its job runs as the product"
    )
    yield codes.TAKES_BACK.at(at, message)


def of_tables(taken: Mapping[str, Said], found: FoundDatabase) -> Iterator[Finding]:
    for name, said in taken.items():
        kind = tables.format_of(said)
        if kind != "parquet":
            yield codes.READ_ONLY.at(_table(found, name), f"its files are {kind}")
    crawled = [n for n, said in taken.items() if CRAWLED in (said.get("Parameters") or {})]
    if crawled:
        crawlers = sorted({taken[name]["Parameters"][CRAWLED] for name in crawled})
        message = f"{', '.join(crawlers)} writes {', '.join(crawled)}"
        yield codes.STILL_CRAWLED.at(Position(f"glue:{found.name}"), message)
    message = "which columns are personal or confidential is not known: `pii`, `classification`"
    yield codes.LEFT_TO_A_PERSON.at(Position(f"glue:{found.name}"), message)


def _table(found: FoundDatabase, name: str) -> Position:
    return Position(f"glue:{found.name}/{name}")


def of_environment(adopted: Adopted, product: str, environment: Environment) -> Iterator[Finding]:
    """The lines that the environment file lacks."""
    given, location = environment.spec.adopted, f"{adopted.bucket}"
    if adopted.prefix:
        location += f"/{adopted.prefix}"
    lacking: list[str] = []
    if given.databases.get(adopted.database) != product:
        lacking.append(f"databases: {{{adopted.database}: {product}}}")
    if given.locations.get(location) != product:
        lacking.append(f"locations: {{{location}: {product}}}")
    if lacking:
        message = f"under `adopted`: {', '.join(lacking)}"
        yield codes.ENVIRONMENT.at(environment.source.at("adopted"), message)
