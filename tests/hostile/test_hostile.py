"""What one domain writes against another's data is refused, or gives nothing."""

from collections import Counter
from pathlib import Path

import pytest

from hostile.agreements import agreement
from hostile.attack import Attack
from hostile.attacks import ATTACKS
from hostile.victims import Reach, assessed, by_rules, errors, reach

PLENTY = 300


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Reach:
    judged = assessed(Attack("", "none", {}, frozenset()), tmp_path_factory.mktemp("sound"))
    assert errors(judged.findings) == []
    found = reach(judged)
    assert {e.reader.name for e in found.entitled} >= {"finance.reporting", "sales"}
    assert found.declared
    return found


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack.id for attack in ATTACKS])
def test_what_a_domain_writes_against_another_gives_it_nothing(
    attack: Attack, base: Reach, tmp_path: Path
) -> None:
    judged = assessed(attack, tmp_path)
    reached = reach(judged)
    gained, told = reached.beyond(base, attack.agreed), {f.code for f in judged.findings}

    assert bool(errors(judged.findings)) is attack.is_refused, judged.findings
    assert attack.codes <= told, judged.findings
    for path, line in attack.marked if attack.codes else ():
        at = {f.code for f in judged.findings if (f.position.path, f.position.line) == (path, line)}
        assert at & attack.codes, judged.findings
    if not attack.is_refused:
        assert gained == []
    if not attack.is_refused and not attack.asks_victim:
        assert reached.stacks == base.stacks
    # As if only the packs had looked.
    assert gained == [] or bool(by_rules(judged)) is not attack.is_of_history


def test_there_are_plenty_of_attacks_each_with_a_name_of_its_own() -> None:
    names = Counter(attack.id for attack in ATTACKS)

    assert len(ATTACKS) >= PLENTY
    assert max(names.values()) == 1


def test_an_attack_is_written_in_its_own_domain_or_asks_the_victim() -> None:
    own = [attack for attack in ATTACKS if not attack.asks_victim]

    assert all(path.startswith("finance/") for attack in own for path in attack.files)


def test_what_is_given_is_seen(base: Reach, tmp_path: Path) -> None:
    path = "sales/orders/access/finance.ledger.yaml"
    opens = Attack("", "", {path: agreement("orders: {columns: [margin]}")}, frozenset())

    gained = reach(assessed(opens, tmp_path)).beyond(base, frozenset({"order_id"}))

    assert "finance.ledger reads sales.orders.orders" in gained
    assert len(gained) == len(("entitlement", "permission", "database"))
