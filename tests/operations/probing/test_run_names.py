import pytest

from meshwright.operations.probing.run_names import Run, new_run, run_of
from meshwright.plan import names
from meshwright.specs.environment import Place

PLACE = Place("dev", "123456789012", "eu-central-1")
RUN = Run(PLACE, "0a1b2c3d")


def test_a_run_is_known_by_each_of_its_names() -> None:
    run = new_run(PLACE)
    arns = (run.role_arn("reader"), run.machine_arn("machine"), run.workgroup_arn)
    found = (
        *(run.name, run.bucket, run.part("reader"), run.database, run.plain_database),
        *(arn.rpartition("/")[2].rpartition(":")[2] for arn in arns),
    )

    assert {run_of(name, PLACE) for name in found} == {run}
    assert run.role_arn("reader").startswith("arn:aws:iam::123456789012:role/mesh/probe-0")


@pytest.mark.parametrize(
    "name",
    [
        names.bucket("probe.orders", PLACE),
        names.database("probe.orders"),
        names.workgroup("probe", PLACE),
        "mesh-prod--probe-0a1b2c3d",
        "mesh-dev--probe-0a1b2c3d4",
        "mesh-dev--probe-0A1B2C3D",
        "my_probe__0a1b2c3d",
        "probe__0a1b2c3d__other",
    ],
)
def test_nothing_else_is_taken_for_a_runs(name: str) -> None:
    assert run_of(name, PLACE) is None


def test_no_pattern_of_a_domain_matches_a_runs_bucket() -> None:
    domain = names.domain_buckets("probe", PLACE).partition("*")[0]

    assert not RUN.bucket.startswith(domain)
    assert not RUN.role_path.startswith(names.role_path("probe"))
