"""`mesh new rule` and `mesh new pack`, in checkouts whose rules are their own."""

import json
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pulumi_policy
import pytest

from guardrails.cases import CaseResource
from guardrails.former_ids import FORMER_IDS
from guardrails.rules import ALL_RULES
from meshwright.governance.authoring.sdk_harness import Engine

from checkouts import Checkout, small_checkout_in

RULES = "policies/guardrails/rules"
FILLED = """\
    if props.get("bucket") != "good":
        yield "the bucket must be called good"
"""
CASES = (
    ("props: &right {}", "props: &right {bucket: good}"),
    ("props: {<<: *right} ", "props: {<<: *right, bucket: bad} "),
    ("[what the rule says of it]", "[the bucket must be called good]"),
    ("property: !unknown", "bucket: !unknown"),
    ("it.property", "it.bucket"),
)


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[Checkout]:
    with small_checkout_in(tmp_path) as made:
        yield made


def fill_in(checkout: Checkout, folder: str, module: str) -> None:
    """What an author writes into the files that `mesh new rule` has made."""
    python, cases = (checkout.root / folder / f"{module}.{end}" for end in ("py", "yaml"))
    text = python.read_text()
    start, end = text.index("    del props\n"), text.index("\n\nRULE = ")
    python.write_text(text[:start] + FILLED + text[end:])
    text = cases.read_text()
    for before, after in CASES:
        assert before in text
        text = text.replace(before, after)
    cases.write_text(text)


def codes(checkout: Checkout, *arguments: str) -> dict[str, int]:
    """How many findings of each code `mesh check` has, none of which is an error."""
    checked = checkout.document("check", *arguments)
    assert checked["returncode"] == 0, checked["findings"]
    names = [finding["code"] for finding in checked["findings"]]
    return {name: names.count(name) for name in names}


@pytest.mark.parametrize(
    ("options", "folder", "code"),
    [((), f"{RULES}/s3", "S3-011"), (("--domain", "sales"), "policies/domains/sales", "SALES-001")],
)
def test_a_new_rule_passes_the_check_and_fails_its_test_until_it_is_filled_in(
    whole: Checkout, options: tuple[str, ...], folder: str, code: str
) -> None:
    before = codes(whole)
    made = whole.run("new", "rule", "bucket-is-good", *options)

    assert made.stdout.splitlines() == [
        f"{folder}/bucket_is_good.py",
        f"{folder}/bucket_is_good.yaml",
        f"{folder}/__init__.py",
    ]
    assert codes(whole) == before
    tried = whole.run("policy", "test")
    assert tried.returncode == 1
    assert f"failed: {code}" in tried.stderr
    assert "expected: what the rule says of it" in tried.stdout

    fill_in(whole, folder, "bucket_is_good")

    tried = whole.run("policy", "test", code)
    assert (tried.returncode, tried.stderr) == (0, "1 rule, 4 cases: all as expected\n")
    assert codes(whole) == before
    assert codes(whole, "--drafts")[code] > 0


@pytest.mark.parametrize(
    "options",
    [
        ("--stage", "stack", "--type", "aws:iam/role:Role"),
        ("--stage", "spec"),
        ("--stage", "spec", "--type", "mesh:spec:Domain", "--code", "GOV-077"),
    ],
)
def test_a_new_rule_of_another_stage_lacks_only_what_it_says(
    whole: Checkout, options: tuple[str, ...]
) -> None:
    (whole.root / "domains/sales/governance.yaml").unlink(missing_ok=True)
    assert whole.run("new", "rule", "it-is-good", *options).returncode == 0
    assert whole.run("check", "--drafts").returncode == 0

    tried = whole.document("policy", "test", "it-is-good")

    (rule,) = tried["rules"]
    assert (tried["returncode"], tried["passed"], rule["lacking"]) == (1, False, [])
    failing = {failure["case"] for failure in rule["failures"]}
    assert "what is wrong" in failing
    assert failing <= {"what is wrong", "what nobody knows yet"}


def test_the_first_rule_about_a_service_begins_its_folder(whole: Checkout) -> None:
    made = whole.run("new", "rule", "topic-is-good", "--type", "aws:sns/topic:Topic")

    assert made.stdout.splitlines() == [
        f"{RULES}/sns/topic_is_good.py",
        f"{RULES}/sns/topic_is_good.yaml",
        f"{RULES}/sns/__init__.py",
        f"{RULES}/__init__.py",
    ]
    rules = whole.document("policy", "list")["rules"]
    assert ("SNS-001", "draft") in [(rule["code"], rule["life"]) for rule in rules]


def test_a_second_rule_joins_the_first(whole: Checkout) -> None:
    for name in ("one-is-good", "another-is-good"):
        made = whole.run("new", "rule", name, "--domain", "sales")
        assert made.returncode == 0, made.stderr

    rules = whole.document("policy", "list")["rules"]
    own = [(rule["code"], rule["life"]) for rule in rules if rule["domain"] == "sales"]
    assert own == [("SALES-001", "draft"), ("SALES-002", "draft")]


def test_a_domains_own_rule_is_explained_and_has_a_page(whole: Checkout) -> None:
    whole.run("new", "rule", "bucket-is-good", "--domain", "sales")
    page = "docs/reference/rules/SALES-001-bucket-is-good.md"

    explained = whole.run("explain", "sales-001")
    assert explained.stdout.startswith("SALES-001 (mandatory): Bucket is good\n")
    assert f"page: {page}" in explained.stdout
    assert f"{page} is written" in whole.run("dev", "docs").stdout
    assert "**Life**: a draft" in (whole.root / page).read_text()


def test_a_rule_that_raises_is_named_by_its_test(whole: Checkout) -> None:
    whole.run("new", "rule", "bucket-is-good", "--domain", "sales")
    file = whole.root / "policies/domains/sales/bucket_is_good.py"
    file.write_text(file.read_text().replace("    del props\n", "    print(props['a'] / 0)\n"))

    tried = whole.run("policy", "test", "SALES-001")

    assert tried.returncode == 1
    assert "rule SALES-001 (bucket-is-good) raised KeyError at bucket_is_good.py:" in tried.stdout
    assert "Traceback" not in tried.stdout + tried.stderr


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("s3/s3_versioning.py", "def\n", ":1: error SyntaxError: invalid syntax"),
        ("s3/s3_versioning.py", "RULE = 1 / 0\n", ":1: error ZeroDivisionError: division"),
        ("s3/s3_versioning.py", "\nimport nowhere\n", ":2: error ModuleNotFoundError: No mod"),
        ("__init__.py", "from . import nowhere\n", ":1: error ImportError: cannot import name"),
    ],
)
@pytest.mark.parametrize("command", [("check",), ("policy", "test")])
def test_a_module_of_rules_that_cannot_be_loaded_is_named(
    whole: Checkout, file: str, text: str, said: str, command: tuple[str, ...]
) -> None:
    (whole.root / RULES / file).write_text(text)

    ended = whole.run(*command)

    assert ended.returncode == 5
    assert ended.stderr.startswith(f"error: {RULES}/{file}{said}"), ended.stderr


def test_what_cannot_be_loaded_or_belongs_to_nothing_fails_the_test(whole: Checkout) -> None:
    whole.run("new", "rule", "bucket-is-good", "--domain", "sales")
    folder = whole.root / "policies/domains/sales"
    (folder / "bucket_is_good.py").write_text("RULE = 1 / 0\n")
    (whole.root / RULES / "nobodys.yaml").write_text("[]\n")

    tried = whole.run("policy", "test")

    assert tried.returncode == 1
    assert "policies/domains/sales/bucket_is_good.py:1:1: error POL010 ZeroDivision" in tried.stdout
    assert f"{RULES}/nobodys.yaml: no rule in the table has these cases" in tried.stdout


def test_a_new_pack_passes_the_check_and_is_started_as_the_engine_does(
    whole: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = codes(whole)
    made = whole.document("new", "pack", "privacy")

    assert made["files"] == [
        f"policies/privacy/{name}" for name in ("PulumiPolicy.yaml", "pack.yaml", "__main__.py")
    ]
    assert codes(whole) == {**before, "POL012": 1}
    assert started(whole, monkeypatch, "privacy").analyze(bucket()) == []

    pick(whole, "security", "privacy", "S3-001")

    assert codes(whole) == before
    told = started(whole, monkeypatch, "privacy").analyze(open_block())
    assert "S3-001" in told[0].message


def started(checkout: Checkout, monkeypatch: pytest.MonkeyPatch, name: str) -> Engine:
    """A pack's own program, run as the engine runs it, and asked as the engine asks."""
    served: dict[str, Any] = {}

    def serve(pack: str, policies: list[Any], **_options: Any) -> None:
        assert policies, "the SDK takes no pack without a policy"
        served[pack] = policies

    monkeypatch.setattr(pulumi_policy, "PolicyPack", serve)
    monkeypatch.setenv("MESH_ROOT", str(checkout.root))
    runpy.run_path(str(checkout.root / "policies" / name / "__main__.py"), run_name="__main__")
    return Engine(served[name], "local.sales.orders")


def bucket() -> CaseResource:
    return CaseResource("aws:s3/bucket:Bucket", "data", {"bucket": "x"})


def open_block() -> CaseResource:
    kind = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
    return CaseResource(kind, "data", {"bucket": "x"})


def pick(checkout: Checkout, giver: str, taker: str, code: str) -> None:
    """Moves a rule from one pack to another."""
    gives, takes = (checkout.root / f"policies/{name}/pack.yaml" for name in (giver, taker))
    gives.write_text(gives.read_text().replace(f"  - {code}\n", ""))
    takes.write_text(takes.read_text().replace("rules: []", f"rules: [{code}]"))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("rule", "Bucket"), "'Bucket' is not a valid name"),
        (("rule", "bucket_is"), "'bucket_is' is not a valid name"),
        (("rule", "../up"), "'../up' is not a valid name"),
        (("rule", "class"), "'class' is not a valid name"),
        (("rule", "s3-versioning"), "rule s3-versioning already exists"),
        (("rule", "a", "--stage", "mesh"), "there is no stage 'mesh'"),
        (("rule", "a", "--type", "bucket"), "'bucket' is not a resource type"),
        (("rule", "a", "--type", "mesh:spec:Product"), "is not about mesh:spec:Product"),
        (("rule", "a", "--stage", "spec", "--type", "aws:s3/bucket:Bucket"), "is not about aws"),
        (("rule", "a", "--code", "S3-001"), "another rule has the code S3-001"),
        (("rule", "a", "--code", "s3"), "'s3' is not a rule code"),
        (("rule", "a", "--domain", "saless"), "there is no domain 'saless'"),
        (("rule", "a", "--domain", "../sales"), "there is no domain '../sales'"),
        (("rule", "a"), "there is no policies/guardrails/rules/__init__.py"),
        (("pack", "Privacy"), "'Privacy' is not a valid name"),
        (("pack", "guardrails"), "policies/guardrails holds rules"),
        (("pack", "domains"), "policies/domains holds rules"),
    ],
)
def test_what_cannot_be_made_is_refused_and_leaves_nothing(
    tmp_path: Path, mesh: Any, arguments: tuple[str, ...], says: str
) -> None:
    before = sorted(tmp_path.rglob("*"))
    ended = mesh("new", *arguments)

    assert ended.code == 2, ended.err
    assert says in ended.err
    assert sorted(tmp_path.rglob("*")) == before


def test_a_pack_is_made_once(mesh: Any) -> None:
    assert mesh("new", "pack", "privacy").code == 0

    again = mesh("new", "pack", "privacy")
    assert again.code == 2
    assert "policies/privacy/PulumiPolicy.yaml already exists" in again.err


def test_all_rules_pass_their_cases(mesh: Any) -> None:
    ended = mesh("policy", "test", "--json")

    assert ended.code == 0
    document = json.loads(ended.out)
    assert document["command"] == "policy test"
    assert all(rule["passed"] and rule["cases"] for rule in document["rules"])


def test_only_the_rules_that_are_named_are_asked(mesh: Any) -> None:
    lines = mesh("policy", "test", "s3-001", "s3-versioning", "S3-001").out.splitlines()

    assert [line.split()[:2] for line in lines] == [["S3-001", "ok"], ["S3-004", "ok"]]


@pytest.mark.parametrize("former", ["bucket-is-versioned", "tables-are-checked"])
def test_a_rule_is_asked_by_an_id_that_it_had_before(mesh: Any, former: str) -> None:
    ended = mesh("policy", "test", former)

    today = FORMER_IDS[former]
    assert ended.code == 0
    assert f"{former} is called {today} now" in ended.err
    (code,) = [rule.code for rule in ALL_RULES if rule.id == today]
    assert [line.split()[:2] for line in ended.out.splitlines()] == [[code, "ok"]]


def test_a_rule_that_is_not_there_is_refused(mesh: Any) -> None:
    ended = mesh("policy", "test", "S3-01")

    assert ended.code == 2
    assert "no rule has the code or the id 'S3-01', did you mean 'S3-0" in ended.err


def test_a_retired_rule_is_refused_with_what_took_its_place(mesh: Any) -> None:
    ended = mesh("policy", "test", "LIN-001")

    assert ended.code == 2
    assert "LIN-001 is no rule any more, but the checks CHK001" in ended.err
