"""`scaffolds`: the files that a rule and a pack begin with."""

import subprocess
import sys
from pathlib import Path

import pytest

from guardrails.rule import Stage
from guardrails.rules import ALL_RULES
from guardrails.types import BUCKET, DOMAIN, KEY_ALIAS, PRODUCT
from meshwright.governance.authoring.rule_tables import (
    TableError,
    folder_table,
    own_table,
    with_folder,
    with_rule,
)
from meshwright.governance.authoring.scaffolds import (
    NewRule,
    cases_text,
    module_text,
    next_code,
    pack_texts,
    series_of,
)

ROOT = Path(__file__).parents[2]
RULES = ROOT / "policies/guardrails/rules"
TABLE = (RULES / "s3/__init__.py").read_text()
NEW = NewRule("bucket-is-new", "S3-099", Stage.RESOURCE, BUCKET)
EACH = [
    NEW,
    NewRule("topic-is-new", "SNS-001", Stage.RESOURCE, "aws:sns/topic:Topic"),
    NewRule("alias-is-new", "KMS-099", Stage.RESOURCE, KEY_ALIAS),
    NewRule("bucket-has-friends", "S3-098", Stage.STACK, BUCKET),
    NewRule("product-is-new", "GOV-099", Stage.SPEC, PRODUCT),
    NewRule("domain-is-new", "GOV-098", Stage.SPEC, DOMAIN),
]


@pytest.mark.parametrize("new", EACH, ids=lambda new: new.id)
def test_a_new_rule_is_laid_out_as_the_linters_want_it(new: NewRule) -> None:
    for command in (["check"], ["format"]):
        name = ["--stdin-filename", str(ROOT / f"policies/guardrails/rules/{new.module}.py")]
        check = ["--diff"] if command == ["format"] else []
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, *check, *name, "-"],
            input=module_text(new),
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("new", EACH, ids=lambda new: new.id)
def test_a_new_rules_cases_say_what_to_write(new: NewRule) -> None:
    assert f"mesh policy test {new.code}" in cases_text(new)
    assert all(f"- name: what is {kind}\n" in cases_text(new) for kind in ("right", "wrong"))


@pytest.mark.parametrize(
    ("stage", "kind", "domain", "series"),
    [
        (Stage.SPEC, PRODUCT, None, "GOV"),
        (Stage.RESOURCE, BUCKET, None, "S3"),
        (Stage.STACK, "aws:iam/role:Role", None, "IAM"),
        (Stage.RESOURCE, "aws:lakeformation/permissions:Permissions", None, "LF"),
        (Stage.RESOURCE, "aws:glue/catalogTable:CatalogTable", None, "GLU"),
        (Stage.RESOURCE, "aws:athena/workgroup:Workgroup", None, "ATH"),
        (Stage.RESOURCE, "random:index/randomId:RandomId", None, "RANDOM"),
        (Stage.RESOURCE, "aws-native:s3:Bucket", None, "AWSNATIVE"),
        (Stage.RESOURCE, BUCKET, "people_ops", "PEOPLEOPS"),
    ],
)
def test_a_code_begins_with_what_its_rule_is_about(
    stage: Stage, kind: str, domain: str | None, series: str
) -> None:
    assert series_of(stage, kind, domain) == series


def test_the_next_code_is_behind_the_highest_of_its_series() -> None:
    taken = ["S3-001", "S3-007", "S33-020", "GOV-014"]

    assert next_code("S3", taken) == "S3-009"  # S3-008 is retired
    assert next_code("SNS", taken) == "SNS-001"


def test_a_rule_is_listed_behind_the_last_of_its_series() -> None:
    table = with_rule(TABLE, NEW, ALL_RULES)

    added = set(table.splitlines()) - set(TABLE.splitlines())
    assert added == {"    bucket_is_new,", "    bucket_is_new.RULE,"}
    assert "    s3_access_point_scope.RULE,\n    bucket_is_new.RULE,\n" in table
    imported = table[: table.index(")")].splitlines()
    modules = [line for line in imported if line.startswith("    ")]
    assert modules == sorted(modules)


def test_the_first_rule_of_a_series_is_listed_last() -> None:
    table = with_rule(TABLE, EACH[1], ALL_RULES)

    assert table.endswith("    s3_access_point_scope.RULE,\n    topic_is_new.RULE,\n)\n")


def test_the_first_rule_of_a_folder_makes_its_table_and_joins_it_to_all_others() -> None:
    every = (RULES / "__init__.py").read_text()

    assert folder_table(EACH[1]).endswith("RULES = (\n    topic_is_new.RULE,\n)\n")
    assert "from guardrails.rules.sns import (\n    topic_is_new,\n)\n" in folder_table(EACH[1])
    added = set(with_folder(every, "sns").splitlines()) - set(every.splitlines())
    assert added == {"    sns,", "    *sns.RULES,"}


@pytest.mark.parametrize(
    "table",
    [
        own_table("sales", EACH[1]),
        '"""Ours."""\n\nfrom . import topic_is_new\n\nRULES = (topic_is_new.RULE,)\n',
        "from . import topic_is_new\n\nRULES: tuple[Rule, ...] = (topic_is_new.RULE,)\n",
    ],
)
def test_a_domains_table_takes_a_second_rule(table: str) -> None:
    after = with_rule(table, NEW, ())

    assert "from . import (\n    bucket_is_new,\n    topic_is_new,\n)\n" in after
    assert after.endswith("= (\n    topic_is_new.RULE,\n    bucket_is_new.RULE,\n)\n")


@pytest.mark.parametrize(
    "table", ["", "from . import a\n", "RULES = (a.RULE,)\n", "RULES = made()\n"]
)
def test_a_table_of_another_form_is_not_touched(table: str) -> None:
    with pytest.raises(TableError, match="with one name a line"):
        with_rule(table, NEW, ())


def test_every_pack_starts_in_the_same_way() -> None:
    for name in ("governance", "security"):
        folder = ROOT / "policies" / name
        assert (folder / "__main__.py").read_text() == pack_texts(name)["__main__.py"]
        written = pack_texts(name)["PulumiPolicy.yaml"].splitlines()[1:]
        assert (folder / "PulumiPolicy.yaml").read_text().splitlines()[1:] == written
