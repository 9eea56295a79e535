"""What of a person's shell and home reaches whom: each variable of the table alone, and all."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import botocore
import botocore.configprovider
import pytest

from localaws.clients import local_session
from meshwright.surroundings import inherited, table
from meshwright.surroundings.inherited import (
    for_git,
    for_installing,
    for_python,
    inside,
    shut_out,
    shut_out_for_good,
    to_unset,
    without_proxy,
)

JUNK = "http://outside.example:9/%zz"
NAMES = sorted({name for reader in table.READERS for name in reader.names})
PLAIN = {"PATH": "/bin", "HOME": "/home/x", "LANG": "C", "MESH_AS_OF": "2026-01-01", "GOPROXY": "g"}


@pytest.mark.parametrize("name", NAMES)
def test_no_variable_of_the_table_comes_inside_with_what_a_person_gave_it(name):
    reached = inside(PLAIN | {name: JUNK})

    assert reached.get(name) != JUNK
    assert reached.items() >= PLAIN.items()


def test_all_of_them_at_once_leave_the_same_as_none():
    assert inside(PLAIN | dict.fromkeys(NAMES, JUNK)) == inside(PLAIN)


@pytest.mark.parametrize(
    "name",
    ["AWS_ENDPOINT_URL_GLUE", "AWS_NEW_THING", "PULUMI_NEW_THING", "GRPC_NEW", "PYTHON_NEW"],
)
def test_what_a_later_version_may_read_stays_outside_too(name):
    assert name not in inside({name: JUNK})


def read_by_botocore():
    """Every variable that the installed botocore names in its source."""
    folder = Path(botocore.__file__).parent
    text = "".join(f.read_text() for f in folder.glob("*.py"))
    quoted = set(re.findall(r"['\"]((?:AWS|BOTO|BOTOCORE)_[A-Z0-9_]+)['\"]", text))
    mapped = [v[1] for v in botocore.configprovider.BOTOCORE_DEFAUT_SESSION_VARIABLES.values()]
    listed = [name if isinstance(name, list) else [name] for name in mapped if name]
    return quoted | {name for names in listed for name in names}


def test_the_table_names_all_that_the_installed_botocore_reads():
    found = read_by_botocore()

    assert len(found) > 40
    assert sorted(found - set(table.AWS.names)) == []


def test_each_name_of_the_table_is_its_readers():
    assert [r.name for r in table.READERS if not all(map(r.reads, r.names))] == []
    assert [r.name for r in table.READERS if not r.page.startswith("https://")] == []


def test_a_block_hears_nothing_and_gives_back_all(monkeypatch):
    for name in NAMES:
        monkeypatch.setenv(name, JUNK)
    before = dict(os.environ)

    with shut_out() as outside:
        during = dict(os.environ)

    assert outside == before == dict(os.environ)
    assert JUNK not in during.values()
    assert during["AWS_CONFIG_FILE"] == os.devnull


def test_a_process_of_its_own_hears_only_what_is_meant_for_it(monkeypatch):
    kept = dict(os.environ)
    monkeypatch.setenv("AWS_PROFILE", JUNK)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    try:
        shut_out_for_good(["AWS_ENDPOINT_URL", "AWS_REGION"])

        assert os.environ["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"
        assert "AWS_PROFILE" not in os.environ
    finally:
        inherited._replace_variables(kept)


@pytest.mark.parametrize(
    ("given", "excepted"),
    [
        ({}, "127.0.0.1,localhost,::1"),
        ({"no_proxy": "acme.example"}, "acme.example,127.0.0.1,localhost,::1"),
        ({"NO_PROXY": " acme.example , localhost"}, "acme.example,localhost,127.0.0.1,::1"),
        ({"no_grpc_proxy": "a,b"}, "a,b,127.0.0.1,localhost,::1"),
    ],
)
def test_the_loopback_is_excepted_beside_what_is_excepted_already(given, excepted):
    assert set(without_proxy(given).values()) == {excepted}


def test_each_variable_keeps_its_own_exceptions():
    found = without_proxy({"no_proxy": "a", "NO_PROXY": "*"})

    assert found["no_proxy"] == "a,127.0.0.1,localhost,::1"
    assert found["NO_PROXY"] == "*"
    assert "127.0.0.1" in found["no_grpc_proxy"].split(",")


@pytest.mark.parametrize("name", [*table.PIP.names, *table.UV.names, *table.PYTHON.names])
def test_a_package_client_hears_how_packages_are_reached_and_nothing_else(name):
    needed = table.PIP.is_needed(name) or table.UV.is_needed(name)

    assert (for_installing({name: JUNK}).get(name) == JUNK) == needed


@pytest.mark.parametrize(
    ("name", "is_heard"),
    [
        *[(name, True) for name in ("PIP_INDEX_URL", "UV_INDEX_ACME_PASSWORD", "HTTPS_PROXY")],
        *[(name, True) for name in ("UV_DEFAULT_INDEX", "PIP_CERT", "SSL_CERT_FILE", "UV_OFFLINE")],
        *[(name, False) for name in ("PIP_TARGET", "PIP_USER", "PIP_PREFIX", "UV_PYTHON")],
        *[(name, False) for name in ("PIP_CONSTRAINT", "UV_EXCLUDE_NEWER", "PYTHONHOME")],
    ],
)
def test_an_index_is_reached_as_a_person_reaches_it(name, is_heard):
    assert (name in for_installing({name: JUNK})) == is_heard


@pytest.mark.parametrize("name", table.GIT.names)
def test_git_hears_its_configuration_and_never_of_another_repository(name):
    assert (name in for_git({name: "x"})) == table.GIT.is_needed(name)


def test_a_shell_lets_go_of_what_the_engine_would_read():
    shell = {"AWS_PROFILE": "x", "PULUMI_STACK": "y", "PULUMI_HOME": "z", "NO_PROXY": "", "A": "b"}

    assert to_unset(shell, {"PULUMI_HOME": "ours"}) == ["AWS_PROFILE", "PULUMI_STACK"]


def said_by_python(variables):
    said = "import json, os, site, sys; print(json.dumps([sys.path[0], sys.flags.utf8_mode]))"
    command = [sys.executable, "-P", "-c", said]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("name", ["PYTHONHOME", "PYTHONWARNINGS", "PYTHONINSPECT", "PYTHONVERBOSE"])
def test_what_breaks_a_python_breaks_none_of_ours(name):
    broken = {"PATH": os.environ["PATH"], name: "/nowhere"}

    code, out, err = said_by_python(for_python(broken))

    assert (code, err) == (0, "")
    assert json.loads(out)[1] == 1


def polluted_home(home, profile):
    """A home whose files for AWS do not parse, or have other models of its services."""
    (home / ".aws/models/sts/2011-06-15").mkdir(parents=True)
    (home / ".aws/models/sts/2011-06-15/service-2.json").write_text("{}")
    (home / ".aws/config").write_text(profile)
    (home / ".aws/credentials").write_text("no section\n")
    (home / ".boto").write_text("[Boto]\nno = [\n")


@pytest.mark.parametrize(
    "profile", ["this does not parse\n", "[default]\nendpoint_url = https://outside.example\n", ""]
)
def test_a_session_for_the_local_aws_reads_nothing_of_a_home(tmp_path, profile):
    polluted_home(tmp_path, profile)
    program = (
        "from meshwright.surroundings.inherited import shut_out\n"
        "from localaws.clients import local_session\n"
        "with shut_out():\n"
        "    client = local_session('eu-central-1').client('sts', endpoint_url='http://127.0.0.1:1')\n"
        "    print(client.meta.endpoint_url, client.meta.region_name, client._request_signer"
        "._credentials.access_key)\n"
    )
    variables = os.environ | dict.fromkeys(table.AWS.names, "nowhere") | {"HOME": str(tmp_path)}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)

    assert (done.stderr, done.stdout) == ("", "http://127.0.0.1:1 eu-central-1 test\n")


@pytest.mark.parametrize("name", [*table.AWS.names, *table.PROXIES.names])
def test_no_variable_alone_changes_a_session_in_a_block(monkeypatch, name):
    monkeypatch.setenv(name, "nowhere")

    with shut_out():
        client = local_session("eu-central-1").client("s3", endpoint_url="http://127.0.0.1:1")
        proxies = client._endpoint.http_session._proxy_config.proxy_url_for("http://127.0.0.1:1")

    assert client.meta.endpoint_url == "http://127.0.0.1:1"
    assert proxies is None
