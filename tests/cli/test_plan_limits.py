"""`mesh plan --limits`: every limit of AWS, and how much of it is taken."""

from pathlib import Path

from .conftest import Mesh


def test_each_limit_is_shown_once_with_its_page(mesh: Mesh) -> None:
    ended = mesh("plan", "--limits")

    assert ended.code == 0
    said = ended.out.splitlines()
    assert len([line for line in said if line.startswith("buckets ")]) == 1
    assert any(line.startswith("roles ") and "of     1,000" in line for line in said)
    assert any(line.startswith("inline policy ") and " reader of " in line for line in said)
    assert any(line.startswith("LF-tag ") and "of the foundation" in line for line in said)
    assert all(line.startswith("  https://docs.aws.amazon.com/") for line in said[1::2])
    shares = [float(line.split("%")[0].split()[-1]) for line in said[::2]]
    assert shares == sorted(shares, reverse=True)
    assert "AWS's pages were read on 20" in ended.err


def test_a_raised_quota_is_said(mesh: Mesh, checkout: Path) -> None:
    local = checkout / "platform/environments/local.yaml"
    local.write_text(f"{local.read_text()}\nquotas: {{roles: 5000}}\n")

    assert "(raised)" in mesh("plan", "--limits").out
    limits = {e["limit"]: e for e in mesh("plan", "--limits", "--json").document["limits"]}
    assert (limits["roles"]["most"], limits["roles"]["raised"]) == (5000, True)
    assert (limits["buckets"]["raised"], limits["buckets"]["of"]) == (False, None)
    assert limits["trust policy"]["unit"] == "characters"
