"""The catalog of what is deployed, from the terminal."""

import json

import pytest
from botocore.exceptions import ClientError

from meshwright.catalog.samples import forget
from meshwright.plan import names
from meshwright.runner.cloud import connect
from meshwright.specs.environments import load_environment
from meshwright.specs.load import load_mesh

from verbs.ledger import Ledger
from verbs.shop import Shop


def test_what_is_deployed_is_found_and_told_whole(shop: Shop) -> None:
    found = shop.mesh("catalog", "revenue", "--env", "local", "--json").document
    whole = shop.mesh("catalog", "sales.daily", "--env", "local")
    specs = shop.mesh("catalog", "sales.daily")

    assert (found["source"], found["environment"]) == ("deployed", "local")
    assert [each["id"] for each in found["products"]] == ["sales.daily"]
    assert shop.mesh("catalog", "revenue", "--env", "local").out.endswith(
        "1 of 3 products deployed in local\n"
    )
    # What starts a run is the specs' to say, and no entry does.
    kept = [line for line in specs.out.splitlines() if not line.startswith("  refreshed: ")]
    assert whole.out.splitlines() == kept


def test_the_portal_is_published_with_the_last_runs_and_fetched_by_a_domains_people(
    ledger: Ledger,
) -> None:
    shop = ledger.shop

    first = shop.mesh("catalog", "publish", "--json").document
    again = shop.mesh("catalog", "publish")

    assert first["command"] == "catalog publish"
    assert first["address"].endswith("--catalog/portal/index.html")
    assert first["changed"] == first["files"] > 10
    assert again.out == f"{first['files']} files, 0 written, 0 removed: {first['address']}\n"
    place = load_environment(shop.root, "local").place_of("sales")
    role = names.reader_role_arn("sales", place)
    keys = shop.client("sts").assume_role(RoleArn=role, RoleSessionName="people")["Credentials"]
    s3, page = shop.new_client("s3", keys), first["address"].removeprefix("s3://")
    bucket, _, key = page.partition("/")
    fetched = s3.get_object(Bucket=bucket, Key=key)
    assert (fetched["ContentType"], fetched["CacheControl"]) == (
        "text/html; charset=utf-8",
        "no-cache",
    )
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"mine")
    shop.mesh("catalog", "build", "--out", str(shop.root / "portal"))
    theirs = (first["address"].removesuffix("/index.html"), str(shop.root / "portal"))
    asked = [word for place in theirs for word in ("--from", place)]
    both = shop.mesh("catalog", "build", "--out", str(shop.root / "both"), "--json", *asked)
    # Both are this mesh, whose domain is there already.
    assert {each["name"] for each in both.document["unread"]} == {
        f"{place}: {name}"
        for place in theirs
        for name in ("sales", *(each.id for each in load_mesh(shop.root).mesh.products.values()))
    }
    assert "The last run" in (shop.root / "portal/products/sales.daily.html").read_text()


def test_a_run_shows_rows_in_the_portal_until_they_may_not_be_shown(ledger: Ledger) -> None:
    shop, out = ledger.shop, ledger.shop.root / "sampled"
    environment = load_environment(shop.root, "local")
    cloud, page = connect(environment, shop.aws.endpoint), out / "products/sales.daily.html"

    def build(results: str) -> str:
        built = shop.mesh("catalog", "build", "--out", str(out), "--results", results)
        assert built.code == 0, built.err
        return page.read_text()

    (rows,) = shop.rows("select orders, revenue from sales__daily.total")
    shown = build("env")
    told = json.loads((out / "runs.json").read_text())

    assert all(f"<bdi>{value}</bdi>" in shown for value in ("all", *rows))
    assert told["samples"]["sales.daily"]["total"]["rows"] == [["all", *rows]]
    assert told["samples"]["sales.daily"].keys() == {"total"}
    # From what was kept, the same page comes again, and nothing of it is in any other file.
    (shop.root / "kept.json").write_text((out / "runs.json").read_text())
    assert forget(cloud, ["sales.daily"], {}) == ("sales.daily.total",)
    assert "Some rows" not in build("env")
    assert build(str(shop.root / "kept.json")) == shown
