"""Links where owners matter: found wherever they lie, and nothing is read through one."""

from pathlib import Path

import pytest

from meshwright.errors import UsageError
from meshwright.specs.links import link_findings
from meshwright.specs.load import environment_names, load_environment
from meshwright.specs.local import local_in_files
from meshwright.specs.organisation import load_floor, pack_folders

from .conftest import Tree

FLOOR = 'governanceTeam: "@a/b"\n'
FILES = {
    "policies/security/pack.yaml": "name: security\ndescription: x\nrules: []\n",
    "platform/environments/dev.yaml": "x: 1\n",
    ".github/workflows/check.yaml": "on: push\n",
    "mesh": "#!/bin/sh\n",
    "elsewhere/floor.yaml": FLOOR,
    "elsewhere/pack.yaml": "name: x\ndescription: x\nrules: []\n",
    "elsewhere/waivers.yaml": "waivers: []\n",
}


def linked(root: Path, link: str, target: str) -> Path:
    (root / link).parent.mkdir(parents=True, exist_ok=True)
    (root / link).unlink(missing_ok=True)
    (root / link).symlink_to(root / target)
    return root


@pytest.mark.parametrize(
    "link",
    [
        "policies/floor.yaml",
        "policies/guardrails/rules/s3/rule.py",
        "policies/domains/sales",
        "platform/environments/prod.yaml",
        ".github/workflows/up.yaml",
        ".github/CODEOWNERS",
        ".gitlab",
        ".ci/run",
        "mesh",
    ],
)
def test_a_link_is_found_where_owners_matter(tree: Tree, link: str) -> None:
    root = linked(tree(FILES), link, "elsewhere/floor.yaml")

    (finding,) = link_findings(root)

    assert (finding.code, finding.position.path) == ("SPEC080", link)


def test_a_link_on_the_way_is_found_and_not_followed(tree: Tree) -> None:
    root = tree({f"real/{name}": text for name, text in FILES.items()})
    (root / "platform").symlink_to("real/platform")
    (root / "policies").symlink_to("/etc")

    assert [(f.code, f.position.path) for f in link_findings(root)] == [
        ("SPEC031", "policies"),
        ("SPEC080", "platform"),
    ]
    with pytest.raises(UsageError, match="platform:1:1: error SPEC080 it is a symbolic link"):
        environment_names(root)


def test_without_links_nothing_is_said(tree: Tree) -> None:
    assert list(link_findings(tree(FILES))) == []


def test_an_environment_that_is_a_link_is_refused_and_not_passed_over(tree: Tree) -> None:
    root = linked(tree(FILES), "platform/environments/prod.yaml", "elsewhere/floor.yaml")

    with pytest.raises(UsageError, match=r"prod\.yaml:1:1: error SPEC080"):
        load_environment(root, "dev")


def test_a_floor_that_is_a_link_says_nothing(tree: Tree) -> None:
    floor = load_floor(linked(tree(FILES), "policies/floor.yaml", "elsewhere/floor.yaml"))

    assert floor is not None
    assert floor.spec is None
    assert [f.code for f in floor.findings] == ["SPEC080"]


def test_a_pack_that_is_a_link_is_none(tree: Tree) -> None:
    root = linked(tree(FILES), "policies/extra/pack.yaml", "elsewhere/pack.yaml")
    (root / "policies/more").symlink_to(root / "elsewhere")

    assert pack_folders(root) == ("policies/security",)


@pytest.mark.parametrize("link", ["domains/hr/pay/waivers.yaml", "domains/hr/pay", "domains/hr"])
def test_the_engine_is_told_of_no_waiver_that_is_read_through_a_link(tree: Tree, link: str) -> None:
    waivers = (
        "waivers: [{rule: S3-006, finding: storage, reason: It is needed for a while,"
        " ticket: T-1, granted: 2026-01-01, expires: 2026-02-01}]\n"
    )
    real = {"domains/hr/pay": "", "domains/hr": "pay/"}.get(link)
    root = tree({f"elsewhere/{real or ''}waivers.yaml": waivers})
    target = "elsewhere/waivers.yaml" if real is None else "elsewhere"
    linked(root, link, target)

    assert (root / "domains/hr/pay/waivers.yaml").read_text() == waivers
    assert local_in_files(root)("hr.pay").waivers is None
