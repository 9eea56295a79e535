"""The catalog of what is deployed, from the terminal."""

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
