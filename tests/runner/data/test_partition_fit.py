import pytest

from meshwright.runner.data.partition_fit import NULL, Key, Partition, misfit, partitions_of

TABLE = "s3://data/orders/"
DAY, REGION = Key("day", "date"), Key("region", "string")


def at(*values: str, folder: str = "") -> Partition:
    return Partition(values, f"{TABLE}{folder}" if folder else "s3://elsewhere/x/")


@pytest.mark.parametrize(
    ("keys", "partition", "why"),
    [
        ((REGION, DAY), at("2026-01-01"), "it has 1 values, and the table 2 keys"),
        ((), at("2026-01-01"), "it has 1 values, and the table 0 keys"),
        ((DAY,), at("north"), "'north' is no date for day"),
        ((DAY,), at("2026-02-30"), "'2026-02-30' is no date"),
        ((DAY,), at("20260101"), "'20260101' is no date"),
        ((Key("n", "int"),), at("x"), "'x' is no int for n"),
        ((Key("n", "int"),), at("2147483648"), "'2147483648' is no int"),
        ((Key("n", "bigint"),), at("1.5"), "'1.5' is no bigint"),
        ((Key("b", "boolean"),), at("maybe"), "'maybe' is no boolean"),
        ((REGION,), at("a", folder="city=a/"), "its files lie by city"),
        (
            (REGION, Key("city", "string")),
            at("a", "b", folder="city=b/region=a/"),
            "its files lie by city, region",
        ),
    ],
)
def test_a_partition_that_cannot_be_read_says_why(keys, partition, why: str) -> None:
    assert misfit(keys, TABLE, partition).startswith(why)


@pytest.mark.parametrize(
    ("keys", "partition"),
    [
        ((DAY,), at("2026-01-01")),
        ((DAY,), at("2026-01-01", folder="day=2026-01-01/")),
        ((DAY,), at(NULL, folder=f"day={NULL}/")),
        ((REGION, DAY), at("a b", "2026-01-01", folder="region=a b/day=2026-01-01/")),
        ((Key("n", "int"),), at("-7")),
        ((Key("b", "boolean"),), at("TRUE")),
        ((Key("u", "uuid"),), at("anything")),
        ((DAY,), at("2026-01-01", folder="first/")),
        ((), Partition(())),
    ],
)
def test_a_partition_that_fits_has_nothing_to_say(keys, partition) -> None:
    assert misfit(keys, TABLE, partition) == ""


def test_files_make_partitions_by_their_folders() -> None:
    files = [
        f"{TABLE}region=north/day=2026-01-01/part-0.parquet",
        f"{TABLE}region=north/day=2026-01-01/part-1.parquet",
        f"{TABLE}region=a%2Fb%20c/day=2026-01-02/part-0.parquet",
    ]

    assert partitions_of((REGION, DAY), TABLE, files) == (
        Partition(("a/b c", "2026-01-02"), f"{TABLE}region=a%2Fb%20c/day=2026-01-02/"),
        Partition(("north", "2026-01-01"), f"{TABLE}region=north/day=2026-01-01/"),
    )


@pytest.mark.parametrize(
    "file",
    [
        f"{TABLE}part-0.parquet",
        f"{TABLE}day=2026-01-01/part-0.parquet",
        f"{TABLE}day=2026-01-01/region=north/part-0.parquet",
        f"{TABLE}region=north/day=soon/part-0.parquet",
        "s3://data/orders_old/region=north/day=2026-01-01/part-0.parquet",
    ],
)
def test_a_file_that_lies_otherwise_makes_none(file: str) -> None:
    assert partitions_of((REGION, DAY), TABLE, [file]) == ()
