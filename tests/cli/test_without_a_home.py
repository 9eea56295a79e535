"""A user id without a home and without an entry in /etc/passwd, as containers have it."""

import pytest

from meshwright import homes


@pytest.fixture
def homeless(monkeypatch):
    def unknown(_uid):
        raise KeyError("getpwuid(): uid not found")

    for name in ("HOME", "XDG_CACHE_HOME", "PULUMI_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(homes.pwd, "getpwuid", unknown)


@pytest.mark.usefixtures("homeless")
@pytest.mark.parametrize("command", [("up",), ("env",), ("preview",), ("drift",), ("destroy", "*")])
def test_what_needs_the_engine_says_what_to_set(mesh, monkeypatch, command):
    monkeypatch.setenv("PATH", "/nowhere")
    ended = mesh(*command, "--json")

    assert ended.code == 1
    assert "HOME" in ended.document["error"]["fix"]


@pytest.mark.usefixtures("homeless")
@pytest.mark.parametrize(
    "command", [("check",), ("plan", "sales"), ("local", "status"), ("--version",)]
)
def test_what_needs_none_works(mesh, command):
    assert mesh(*command).code == 0


@pytest.mark.usefixtures("homeless")
def test_the_doctor_asks_for_no_report(mesh):
    ended = mesh("doctor")

    assert ended.code == 1
    assert "set HOME" in ended.out
    user = next(line for line in ended.out.splitlines() if " user: " in line)
    assert user.startswith("fails")
