"""`trials`: what the cases of a rule come to in the hosts that ask it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from guardrails.cases import Kind
from guardrails.props import Props
from guardrails.rule import At, Level, Life, Resource, Rule, Stack
from guardrails.rules import ALL_RULES
from guardrails.types import BUCKET, DOMAIN, PRODUCT
from meshwright.errors import UsageError
from meshwright.governance.authoring.trials import Trial, orphans, tried
from meshwright.governance.domain_rules import DomainRules, all_rules
from meshwright.governance.packs import pack

from meshes import TODAY

SAYS_NO = "the bucket must be called good"


def check(props: Props) -> Iterator[str]:
    if props.get("bucket") != "good":
        yield SAYS_NO


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    for bucket in stack.of(BUCKET):
        if bucket.props.get("bucket") != "good":
            yield bucket, SAYS_NO


def check_spec(props: Props) -> Iterator[At]:
    if props.get("status") == "bad":
        yield At("status", "it is bad")


def check_mesh(mesh: Stack) -> Iterator[tuple[Resource, str | At]]:
    for spec in mesh.of(PRODUCT):
        if spec.props.get("status") == "bad":
            yield spec, "it is bad"


RULE = Rule(
    id="bucket-is-good", code="XX-001", title="Buckets are good", why="Why.", fix="fix it",
    checks={BUCKET: check},
)  # fmt: skip
CASES = """\
- {name: good, props: &good {bucket: good}, problems: []}
- {name: bad, props: {<<: *good, bucket: bad}, problems: [the bucket must be called good]}
- name: unknown
  props: {<<: *good, bucket: !unknown }
  problems: ["could not be evaluated: it.bucket is not known yet"]
- {name: a key, type: "aws:kms/key:Key", props: {}, applies: false, problems: []}
"""
OF_STACKS = """\
- name: good
  resources: [&it {type: "aws:s3/bucket:Bucket", name: it, props: {bucket: good}}]
  problems: []
- name: bad
  resources: [{<<: *it, props: {bucket: bad}}]
  problems: ["it: the bucket must be called good"]
- name: unknown
  resources: [{<<: *it, props: {bucket: !unknown }}]
  problems: ["could not be evaluated: it.bucket is not known yet"]
"""
OF_SPECS = """\
- {name: good, props: {id: sales.orders, status: good}, problems: []}
- {name: bad, props: {id: sales.orders, status: bad}, problems: ["status: it is bad"]}
- {name: a domain, type: "mesh:spec:Domain", props: {id: sales}, applies: false, problems: []}
"""
OF_MESHES = """\
- {name: good, specs: [{id: sales.orders, status: good}], problems: []}
- {name: bad, specs: [{id: sales.orders, status: bad}], problems: ["sales.orders: it is bad"]}
"""


def run(folder: Path, cases: str | None = CASES, **changes: Any) -> Trial:
    rule = replace(RULE, home=folder, **changes)
    if cases is not None:
        (folder / "bucket_is_good.yaml").write_text(cases)
    return tried(rule, "", as_of=TODAY)


def check_owner(props: Props) -> Iterator[str]:
    if "mesh:owner" not in props.get("tags", {}):
        yield "tags must hold mesh:owner"


def test_the_cases_that_the_documentation_shows_are_enough(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs/how-to/write-a-rule.md").read_text()
    shown = page.partition("```yaml\n")[2].partition("```")[0]

    result = run(tmp_path, shown, checks={BUCKET: check_owner})

    assert (result.cases, result.passed) == (4, True), result


@pytest.mark.parametrize("rule", ALL_RULES, ids=str)
def test_every_rule_comes_to_the_verdicts_of_its_cases_and_has_all_it_needs(rule: Rule) -> None:
    result = tried(rule, "", as_of=TODAY)

    assert result.cases
    assert (result.fault, result.lacking, result.failures) == ("", (), ())


OF_EACH_STAGE = {
    "resource": (CASES, {}),
    "stack": (OF_STACKS, {"checks": {}, "check_stack": check_stack}),
    "spec": (OF_SPECS, {"checks": {PRODUCT: check_spec}}),
    "mesh": (OF_MESHES, {"checks": {}, "check_mesh": check_mesh}),
}


@pytest.mark.parametrize("stage", OF_EACH_STAGE)
def test_a_rule_of_any_stage_passes_its_cases(tmp_path: Path, stage: str) -> None:
    cases, changes = OF_EACH_STAGE[stage]

    result = run(tmp_path, cases, **changes)

    assert result.passed, result
    assert result.cases == cases.count("- {name") + cases.count("- name")


@pytest.mark.parametrize("stage", ["resource", "stack"])
def test_a_verdict_is_no_matter_of_how_the_engine_shows_it(
    tmp_path: Path, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack, "text", lambda *_: "it is bad, in other words")
    cases, changes = OF_EACH_STAGE[stage]

    assert run(tmp_path, cases, **changes).passed


def test_where_no_rule_can_be_asked_the_verdict_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unplaced(*_: object) -> object:
        raise UsageError("nobody knows where this is", fix="say where")

    monkeypatch.setattr(pack, "stack_of", unplaced)

    failures = run(tmp_path).failures

    assert all("nobody knows where this is" in told for f in failures for told in f.got)
    assert len(failures) == 3


@pytest.mark.parametrize("stage", OF_EACH_STAGE)
def test_a_case_with_another_verdict_fails_and_both_are_told(tmp_path: Path, stage: str) -> None:
    cases, changes = OF_EACH_STAGE[stage]
    wrong = cases.replace("bucket: bad", "bucket: good").replace("status: bad", "status: good")

    (failure,) = run(tmp_path, wrong, **changes).failures

    assert failure.case == "bad"
    assert len(failure.expected) == 1
    assert failure.got == ()


@pytest.mark.parametrize(
    "way", [{"level": Level.ADVISORY}, {"life": Life.DRAFT}, {"life": Life.DEPRECATED}]
)
@pytest.mark.parametrize("stage", OF_EACH_STAGE)
def test_neither_level_nor_life_changes_what_a_rule_says(
    tmp_path: Path, stage: str, way: dict[str, Any]
) -> None:
    cases, changes = OF_EACH_STAGE[stage]

    assert run(tmp_path, cases, **changes, **way).passed


def test_a_rule_that_raises_fails_and_is_named_even_where_its_case_expects_it(
    tmp_path: Path,
) -> None:
    def raising(props: Props) -> Iterator[str]:
        raise KeyError(props["bucket"])

    said = "rule XX-001 (bucket-is-good) raised KeyError"
    expecting = CASES.replace("the bucket must be called good", said)

    failures = run(tmp_path, expecting, checks={BUCKET: raising}).failures

    assert [failure.case for failure in failures] == ["good", "bad"]
    assert all(failure.got[0].startswith(said) for failure in failures)


@pytest.mark.parametrize(
    ("without", "kind"),
    [
        ("good", Kind.PASS),
        ("bad", Kind.FAIL),
        ("unknown", Kind.UNKNOWN),
        ("a key", Kind.NOT_APPLICABLE),
    ],
)
def test_a_rule_without_a_case_of_a_kind_lacks_it(tmp_path: Path, without: str, kind: Kind) -> None:
    kept = [c for c in CASES.replace("\n  ", "\t").splitlines() if f"name: {without}" not in c]
    text = "\n".join(kept).replace("\t", "\n  ").replace("<<: *good, ", "").replace("&good ", "")

    result = run(tmp_path, text)

    assert result.lacking == (kind,)
    assert not result.passed


def test_a_rule_without_a_file_lacks_every_kind(tmp_path: Path) -> None:
    result = run(tmp_path, None)

    assert (result.cases, set(result.lacking)) == (0, set(Kind))


def test_what_a_rule_cannot_show_it_need_not_have(tmp_path: Path) -> None:
    both = run(tmp_path, None, checks=dict.fromkeys((PRODUCT, DOMAIN), check_spec))
    whole = run(tmp_path, None, checks={}, check_stack=check_stack)

    assert both.lacking == (Kind.PASS, Kind.FAIL)
    assert whole.lacking == (Kind.PASS, Kind.FAIL, Kind.UNKNOWN)


@pytest.mark.parametrize(
    ("change", "expected", "got"),
    [
        ((", applies: false", ""), "applies: true", "the rule is not asked"),
        (("problems: []}\n- {name: bad", "applies: false, problems: []}\n- {name: bad"),
         "applies: false", "the rule is asked"),
    ],
)  # fmt: skip
def test_a_case_that_is_wrong_about_whether_its_rule_is_asked_fails(
    tmp_path: Path, change: tuple[str, str], expected: str, got: str
) -> None:
    (failure,) = run(tmp_path, CASES.replace(*change)).failures

    assert (failure.expected, failure.got) == ((expected,), (got,))


def test_a_value_that_no_host_can_be_told_fails_its_case(tmp_path: Path) -> None:
    (failure,) = run(tmp_path, CASES.replace("bucket: bad}", "bucket: 2026-01-01}")).failures

    assert failure.case == "bad"
    assert failure.got[0].startswith("the case cannot be asked: ")


def test_cases_that_cannot_be_read_are_a_fault_of_the_rule(tmp_path: Path) -> None:
    result = run(tmp_path, CASES.replace("problems: []", "problem: []"))

    assert result.fault == "bucket_is_good.yaml: case 1 has an unknown key 'problem'"
    assert not result.passed


def test_a_domains_own_rules_come_last_with_their_domain() -> None:
    own = DomainRules({"sales": (RULE,)})

    assert all_rules(own)[-1] == (RULE, "sales")
    assert len(all_rules(own)) == len(ALL_RULES) + 1


def test_cases_without_a_rule_are_found(tmp_path: Path) -> None:
    folder = tmp_path / "policies/domains/sales"
    folder.mkdir(parents=True)
    for name in ("bucket_is_good.yaml", "forgotten.yaml"):
        (folder / name).write_text(CASES)
    own = DomainRules({"sales": (replace(RULE, home=folder),)})

    assert list(orphans(own, tmp_path)) == ["policies/domains/sales/forgotten.yaml"]
