from guardrails import actions as listed
from tools.docs import actions


def test_the_list_of_actions_is_what_the_pinned_data_says() -> None:
    ((path, text),) = actions.documents().items()

    assert path == "policies/guardrails/actions.txt"
    assert listed.FILE.read_text(encoding="utf-8") == text


def test_each_line_has_a_service_a_level_and_names() -> None:
    lines = listed.FILE.read_text(encoding="utf-8").splitlines()

    for line in lines:
        if not line.startswith("#"):
            _, group, *names = line.split(" ")
            assert group.removesuffix(listed.NO_RESOURCES) in set(listed.AccessLevel)
            assert names == sorted(names)
            assert names
