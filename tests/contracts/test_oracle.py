"""Whatever datacontract-cli sees otherwise than we do stands in a file, with the reason."""

from tools.oracle.comparison import VERSION, Answer, recorded, shared

PAIRS = {pair.case: pair for pair in shared()}


def test_every_pair_that_it_can_tell_of_was_asked() -> None:
    found = recorded()
    others = {c: said for g in found["disagreements"] for c, said in g["cases"].items()}
    theirs = {**others, **found["agreed"]}
    answers = {case: Answer(pair, theirs[case]) for case, pair in PAIRS.items()}

    assert found["oracle"] == VERSION
    assert {*others, *found["agreed"]} == {*PAIRS}
    assert {case for case, answer in answers.items() if answer.agrees} == {*found["agreed"]}
    assert len(found["agreed"]) > len(others)


def test_every_disagreement_has_a_reason_of_its_own() -> None:
    reasons = [group["reason"] for group in recorded()["disagreements"]]

    assert all(len(reason) > 40 for reason in reasons)
    assert len(set(reasons)) == len(reasons)
