import re
from fnmatch import fnmatchcase

from hypothesis import given
from hypothesis import strategies as st

from meshwright.ids import domain_of
from meshwright.plan import names, run_names
from meshwright.specs.environment import Place

PLACE = Place("dev", "111122223333", "eu-central-1")
AT = "eu-central-1:111122223333"
ORDERS = "sales_eu.orders"
IDS = st.from_regex(
    re.compile(r"[a-z][a-z0-9]{0,3}(_[a-z0-9]{1,3}){0,2}", re.ASCII), fullmatch=True
)
ORIGINS = st.builds("{}.{}".format, IDS, IDS)


@given(ORIGINS, ORIGINS)
def test_two_products_never_meet_in_what_runs(one: str, other: str) -> None:
    same = one == other

    assert (
        run_names.state_machine_arn(one, PLACE) == run_names.state_machine_arn(other, PLACE)
    ) is same
    assert (run_names.workgroup_arn(one, PLACE) == run_names.workgroup_arn(other, PLACE)) is same
    assert (run_names.schedule(one, "a", PLACE) == run_names.schedule(other, "a", PLACE)) is same
    assert (names.landing_bucket(one, PLACE) == names.landing_bucket(other, PLACE)) is same


@given(IDS, ORIGINS)
def test_a_domains_machines_are_those_of_its_products_alone(domain: str, origin: str) -> None:
    machine = run_names.state_machine_arn(origin, PLACE)

    matches = fnmatchcase(machine, run_names.state_machines_arn(domain, PLACE))

    assert matches is (domain_of(origin) == domain)
    assert fnmatchcase(machine, run_names.state_machines_arn("*", PLACE))


@given(IDS, ORIGINS)
def test_no_pattern_for_the_buckets_of_products_opens_where_files_land(
    domain: str, origin: str
) -> None:
    landing = names.landing_bucket(origin, PLACE)

    assert not fnmatchcase(landing, names.domain_buckets(domain, PLACE))


@given(ORIGINS)
def test_a_products_workgroup_is_not_that_of_its_domain(origin: str) -> None:
    assert run_names.workgroup(origin, PLACE) != names.workgroup(domain_of(origin), PLACE)


def test_names_of_what_runs_read_as_all_others_do() -> None:
    assert run_names.event_bus_arn(PLACE) == f"arn:aws:events:{AT}:event-bus/mesh-dev"
    assert run_names.topic_arn("sales_eu", PLACE) == f"arn:aws:sns:{AT}:mesh-dev--sales-eu"
    assert run_names.schedules_arn("sales_eu", PLACE) == (
        f"arn:aws:scheduler:{AT}:schedule/mesh-dev--sales-eu/*"
    )
    assert run_names.slack_channel("sales_eu", PLACE) == "mesh-dev--sales-eu"
    assert run_names.executions_arn(ORDERS, PLACE) == (
        f"arn:aws:states:{AT}:execution:mesh-dev--sales-eu--orders:*"
    )
    assert run_names.alarm(ORDERS, "freshness", PLACE) == "mesh-dev--sales-eu--orders--freshness"
    assert names.starter_role_arn("sales_eu", PLACE) == (
        "arn:aws:iam::111122223333:role/mesh/sales_eu/mesh-dev--sales-eu--starter"
    )
    assert names.runs_prefix(ORDERS) == "runs/sales_eu.orders/"


def test_a_rule_is_named_with_its_bus_unless_that_is_the_accounts_own() -> None:
    bus = run_names.event_bus(PLACE)

    assert run_names.event_rule_arn(ORDERS, "inputs", bus, PLACE) == (
        f"arn:aws:events:{AT}:rule/mesh-dev/mesh-dev--sales-eu--orders--inputs"
    )
    assert run_names.event_rule_arn(ORDERS, "failed", run_names.DEFAULT_BUS, PLACE) == (
        f"arn:aws:events:{AT}:rule/mesh-dev--sales-eu--orders--failed"
    )


def test_what_a_run_came_to_lies_under_its_product() -> None:
    key = names.run_key(ORDERS, "2026-06-01")

    assert key == "runs/sales_eu.orders/2026-06-01.json"
    assert key.startswith(names.runs_prefix(ORDERS))
