"""`mesh new wanted`, and what `mesh check` says of such a file."""

import pytest


def test_a_new_request_passes_the_check_as_it_is(mesh, checkout):
    made, checked = mesh("new", "wanted", "returns", "--for", "finance"), mesh("check")

    assert (made.code, checked.code) == (0, 0)
    assert made.out == "wanted/returns.yaml\n"
    text = (checkout / "wanted/returns.yaml").read_text()
    assert text.startswith("# yaml-language-server: $schema=../schema/wanted.schema.json\n")
    assert "askedBy: finance\n" in text


def test_it_is_a_document(mesh):
    document = mesh("new", "wanted", "returns", "--for", "sales.orders", "--json").document

    assert document == {"version": 2, "command": "new wanted", "files": ["wanted/returns.yaml"]}


@pytest.mark.parametrize("words", [("Returns", "sales"), ("../up", "sales"), ("returns", "s*")])
def test_a_name_that_cannot_be_is_refused(mesh, checkout, words):
    name, asker = words
    ended = mesh("new", "wanted", name, "--for", asker)

    assert ended.code == 2
    assert "is not a valid id" in ended.err
    assert not (checkout / "wanted").exists()


def test_an_old_request_is_not_written_over(mesh):
    mesh("new", "wanted", "returns", "--for", "sales")
    again = mesh("new", "wanted", "returns", "--for", "finance")

    assert again.code == 2
    assert "wanted/returns.yaml already exists" in again.err


def test_who_asks_has_to_exist(mesh):
    mesh("new", "wanted", "returns", "--for", "salesss")
    checked = mesh("check", "wanted")

    assert checked.code != 0
    assert "wanted/returns.yaml:4:1: error CHK184 there is no domain 'salesss'" in checked.out
