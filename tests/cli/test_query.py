"""How an answer of Athena is shown: to people, as CSV, as a document."""

import json
from contextlib import nullcontext
from io import StringIO
from pathlib import Path

import pytest

from meshwright.cli import query
from meshwright.errors import UsageError
from meshwright.querying.answers import Answer
from meshwright.querying.who import Asker

ROOT = Path(__file__).parents[2]
ME = Asker("planning", "arn:aws:iam::1:role/reader", "mesh-dev--planning")
COLUMNS = (("n", "bigint"), ("word", "varchar"))
ROWS = (("1", "a\nb"), ("20", None), (None, 'say "x", y'), ("3", ""))
ANSWER = Answer("one", COLUMNS, ROWS, None, 2048, 1.25)


def test_rows_are_a_table_with_numbers_at_the_right():
    shown = list(query.lines(ANSWER))

    assert shown[:2] == ["   n  word", "----  ----------"]
    assert shown[3] == "  20  null"
    assert "\n" not in shown[2]


def test_a_long_value_is_cut_for_people_alone():
    long = Answer("one", (("t", "varchar"),), (("x" * 100,),), None, 0, 0)

    assert len(list(query.lines(long))[2]) == query.WIDEST
    assert query.as_csv(long) == f"t\n{'x' * 100}\n"


def test_no_rows_still_have_columns_and_a_change_has_none():
    empty = query.lines(Answer("one", COLUMNS, (), None, 0, 0))
    assert next(empty) == "n  word"
    changed = Answer("one", (("rows", "bigint"),), (), 3, 0, 0)
    assert list(query.lines(changed)) == []
    assert query.headline(changed, ME) == "3 rows changed as planning, 0 bytes read in 0.0 s"


def test_csv_tells_null_from_an_empty_text():
    assert query.as_csv(ANSWER) == 'n,word\n1,"a\nb"\n20,\n,"say ""x"", y"\n3,""\n'


def test_the_headline_says_for_whom():
    assert query.headline(ANSWER, ME) == "4 rows as planning, 2,048 bytes read in 1.2 s"


def test_the_document_has_every_value_as_athena_gives_it():
    document = query.document(ANSWER, ME, "dev")

    assert document["rows"][1] == ["20", None]
    assert document["columns"][0] == {"name": "n", "type": "bigint"}
    assert (document["as"], document["workgroup"]) == ("planning", "mesh-dev--planning")


@pytest.fixture
def asked(monkeypatch):
    """What was asked of Athena, which answers from a script."""
    heard = []

    def ask(cloud, asker, sql):
        heard.append((cloud, asker, sql))
        return ANSWER

    monkeypatch.setenv("MESH_ROOT", str(ROOT))
    monkeypatch.setattr("meshwright.querying.answers.ask", ask)
    monkeypatch.setattr("meshwright.cli.running.connected", lambda *_: nullcontext("cloud"))
    return heard


def test_a_question_is_asked_as_whom_it_names(asked, capsys):
    query.query("select 1", who="planning")

    ((cloud, asker, sql),) = asked
    assert (cloud, sql) == ("cloud", "select 1")
    assert asker.workgroup == "mesh-local--planning"
    assert capsys.readouterr().out.splitlines()[-1].startswith("4 rows as planning")


def test_a_question_is_read_from_stdin_in_another_workgroup(asked, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO("select 2"))

    query.query("-", workgroup="primary", csv_=True)

    ((_, asker, sql),) = asked
    assert (asker.name, asker.workgroup, sql) == ("caller", "primary", "select 2")
    assert capsys.readouterr().out == query.as_csv(ANSWER)


def test_an_answer_is_one_document(asked, capsys):
    query.query("select 3", json=True)

    assert json.loads(capsys.readouterr().out)["command"] == "query"
    assert len(asked) == 1


def test_two_forms_exclude_each_other():
    with pytest.raises(UsageError, match="exclude each other"):
        query.query("select 1", csv_=True, json=True)
