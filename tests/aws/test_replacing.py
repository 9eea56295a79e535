from localaws.types.registry import ALL_TYPES
from meshwright.aws.replacing import REPLACING
from meshwright.gate.data_loss import DATA


def test_every_type_that_holds_data_says_what_replaces_it() -> None:
    declared = {kind.token for kind in ALL_TYPES}

    assert set(REPLACING) == set(DATA) & declared


def test_what_replaces_a_resource_is_what_its_provider_replaces_it_for() -> None:
    provider = {
        kind.token: {p.name for p in kind.properties if p.replaces}
        for kind in ALL_TYPES
        if kind.token in DATA
    }

    assert provider == REPLACING
