import re
from fnmatch import fnmatchcase

from hypothesis import given
from hypothesis import strategies as st

from meshwright.ids import domain_of
from meshwright.plan import names
from meshwright.specs.environment import Place

PLACE = Place("dev", "111122223333", "eu-central-1")
IDS = st.from_regex(
    re.compile(r"[a-z][a-z0-9]{0,3}(_[a-z0-9]{1,3}){0,2}", re.ASCII), fullmatch=True
)
ORIGINS = st.builds("{}.{}".format, IDS, IDS)


@given(ORIGINS, ORIGINS)
def test_two_products_never_meet_in_a_name(one: str, other: str) -> None:
    same = one == other

    assert (names.bucket(one, PLACE) == names.bucket(other, PLACE)) is same
    assert (names.database(one) == names.database(other)) is same
    assert (names.runtime_role(one, PLACE) == names.runtime_role(other, PLACE)) is same


@given(IDS, ORIGINS)
def test_a_domains_pattern_matches_its_own_products_alone(domain: str, origin: str) -> None:
    matches = fnmatchcase(names.bucket(origin, PLACE), names.domain_buckets(domain, PLACE))

    assert matches is (domain_of(origin) == domain)


@given(IDS, ORIGINS)
def test_no_product_takes_a_name_of_the_mesh_itself(domain: str, origin: str) -> None:
    own = {
        names.results_bucket(domain, PLACE),
        names.catalog_bucket(PLACE),
        names.access_log_bucket(PLACE),
    }

    assert names.bucket(origin, PLACE) not in own
    assert not any(
        fnmatchcase(name, names.domain_buckets(domain_of(origin), PLACE)) for name in own
    )


@given(ORIGINS)
def test_a_bucket_has_no_reserved_beginning_or_end(origin: str) -> None:
    name = names.bucket(origin, PLACE)

    assert re.fullmatch(r"[a-z0-9][a-z0-9-]*[a-z0-9]", name)
    assert not name.startswith(("xn--", "sthree-", "amzn-s3-demo-"))
    assert not name.endswith(("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3", "-an"))


def test_names_read_as_the_design_says() -> None:
    assert names.bucket("sales_eu.orders", PLACE) == "mesh-dev--sales-eu--orders--111122223333"
    assert names.database("sales_eu.orders") == "sales_eu__orders"
    assert names.runtime_role_arn("sales_eu.orders", PLACE) == (
        "arn:aws:iam::111122223333:role/mesh/sales_eu/mesh-dev--sales-eu--orders--runtime"
    )


def test_china_has_its_own_partition_and_hosts() -> None:
    place = Place("dev", "111122223333", "cn-north-1", "aws-cn")

    assert names.service_host("s3", place) == "s3.cn-north-1.amazonaws.com.cn"
    assert names.bucket_arn("b", place) == "arn:aws-cn:s3:::b"
