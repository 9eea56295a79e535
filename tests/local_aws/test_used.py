"""Who uses an agreement, end to end: questions to the local Athena, told by `mesh access used`."""

import json
from pathlib import Path
from typing import Any

import pytest

from localaws.trail import reading
from meshwright import local_instance
from meshwright.cli.app import run
from meshwright.local_instance import LocalAws
from meshwright.plan import names, plan
from meshwright.specs.environments import load_environment
from meshwright.specs.load import load_mesh

from local_aws.athena.athena import Athena
from local_aws.brought_up import bring_up
from local_aws.engine_side import EngineSide
from local_aws.iceberg.lake import client_of
from local_aws.small_checkout import small_checkout
from meshes import TODAY

PEOPLE = "sales/orders/access/finance.yaml"
AGREED = "purpose: Report\ntables:\n  lines: {}\nstarts: 2026-01-01\nexpires: 2026-12-31\n"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A mesh with two agreements: people of finance, who ask, and a product, which does not."""
    return small_checkout(tmp_path, {PEOPLE: AGREED}, monkeypatch)


@pytest.fixture
def up(
    checkout: Path,
    aws: LocalAws,
    engine: EngineSide,
    client: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    environment, mesh = load_environment(checkout, "local"), load_mesh(checkout).mesh
    client("glue").create_database(DatabaseInput={"Name": "default"})
    bring_up(plan(mesh, environment, as_of=TODAY), engine)
    monkeypatch.setattr(local_instance, "running", lambda _: aws)
    return checkout


def used(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = run(["access", "used", *words])
    out, err = capsys.readouterr()
    return code, out, err


def ask(up: Path, aws: LocalAws, client: Any, person: str) -> None:
    """The people of finance ask Athena, as one of them."""
    place = load_environment(up, "local").place_of("finance")
    role = names.reader_role_arn("finance", place)
    keys = client("sts").assume_role(
        RoleArn=role, RoleSessionName="notebook", SourceIdentity=person
    )["Credentials"]
    athena = Athena(client_of("athena", aws.endpoint, keys), names.workgroup("finance", place))
    athena.rows("select order_id from sales__orders.lines")


@pytest.mark.usefixtures("engine")
def test_an_agreement_that_is_used_is_told_with_the_person_and_one_that_is_not(
    up: Path, aws: LocalAws, client: Any, capsys: pytest.CaptureFixture[str]
):
    ask(up, aws, client, "jane@acme.example")
    whole = json.loads(used(capsys, "--days", "90", "--json")[1])

    states = {each["consumer"]: each["state"] for each in whole["agreements"]}
    assert states == {"finance": "used", "finance.reporting": "not known"}
    people, product = whole["agreements"]
    assert people["tables"] == {"lines": 1}
    assert people["people"] == [{"name": "jane@acme.example", "isVouched": True, "accesses": 1}]
    assert product["accesses"] == 0
    assert (whole["isWhole"], whole["nameless"], whole["notes"]) == (False, 0, [])


def test_questions_that_the_local_log_is_too_young_for_are_not_called_unused(
    up: Path, aws: LocalAws, capsys: pytest.CaptureFixture[str]
):
    since = reading.calls(aws.endpoint).whole_since

    _, out, _ = used(capsys)

    assert up.is_dir()
    assert f"not seen; not known before {since:%Y-%m-%d %H:%M} UTC" in out


@pytest.mark.usefixtures("up")
def test_a_local_aws_that_is_gone_took_its_log_along(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(local_instance, "running", lambda _: None)

    code, _, err = used(capsys)

    assert code == 1
    assert "its log went with it" in err
