"""What the offline commands load: nothing that runs stacks, no local AWS, few packages.

Packages that requirements-check.lock does not name are refused where they would be imported, as in
the small environment that the launcher makes for these commands.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import packages_distributions
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from meshwright.local_instance import LocalAws, write_record

ROOT = Path(__file__).parents[2]
FOREIGN = ("meshwright.runner", "localaws", "tools")
LARGE = (
    *("pulumi", "pulumi_aws", "pulumi_policy", "boto3", "botocore", "moto", "duckdb", "pyarrow"),
    # Only for products with a query, of which the sample mesh has none.
    "sqlglot",
)
# The interpreter's own list, printed where a command ends, however it ends.
PROGRAM = """
import json, sys

class Refusing:
    names = frozenset(json.loads(sys.argv[1]))

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Refusing())
from meshwright.cli.app import run
code = run(sys.argv[2:])
print(json.dumps([code, sorted(sys.modules)]))
"""
COMMANDS = (
    "check",
    "check --drafts --format sarif --output {out} --format junit --output {out}2",
    "plan",
    "plan * --json",
    "plan --deployer",
    "lineage sales.orders",
    "lineage --format svg",
    "export odcs sales.orders",
    "catalog margni",
    "catalog sales.orders --json",
    "plan --against local",
    "new domain fresh",
    "new product sales.fresh",
    "new rule fresh-rule",
    "explain SPEC012",
    "policy list",
    "policy simulate",
    "policy owners",
    "ci init github",
    "--help",
    "up --help",
    "--version",
)


def lacking() -> list[str]:
    """The modules of the packages that are installed here and not in the small environment."""
    lock = (ROOT / "requirements-check.lock").read_text()
    small = {line.partition("==")[0] for line in lock.splitlines() if "==" in line}
    assert "pydantic" in small
    known = packages_distributions().items()
    return [m for m, names in known if not {n.lower().replace("_", "-") for n in names} & small]


def loaded(root: Path, *arguments: str, refused: Sequence[str] = ()) -> tuple[int, frozenset[str]]:
    """The exit code of a command in a checkout, and the modules that it has loaded."""
    done = ran(root, *arguments, refused=refused)
    code, modules = json.loads(done.stdout.splitlines()[-1])
    return code, frozenset(modules)


def ran(
    root: Path, *arguments: str, refused: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, which prints what it has loaded on its last line."""
    variables = {"MESH_ROOT": str(root), "MESH_AS_OF": "2026-06-01", "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        [sys.executable, "-I", "-c", PROGRAM, json.dumps(refused), *arguments],
        cwd=root,
        env=variables,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )


def heavy(modules: frozenset[str]) -> set[str]:
    names = (*FOREIGN, *LARGE)
    return {m for m in modules if any(m == name or m.startswith(f"{name}.") for name in names)}


@pytest.mark.parametrize("command", COMMANDS)
def test_an_offline_command_loads_nothing_that_deploys(checkout, tmp_path, command: str) -> None:
    shutil.copytree(ROOT / "policies", checkout / "policies")
    shutil.copy(ROOT / "platform/environments/dev.yaml", checkout / "platform/environments")
    arguments = command.format(out=tmp_path / "report").split()
    code, modules = loaded(checkout, *arguments, refused=lacking())

    assert code == 0
    assert not heavy(modules)


def test_a_command_that_needs_more_says_what_to_install(checkout) -> None:
    done = ran(checkout, "policy", "test", "S3-001", refused=lacking())

    assert json.loads(done.stdout)[0] == 1
    assert "error: this command needs packages that are not installed" in done.stderr
    assert "fix: pip install 'meshwright[local]'" in done.stderr


def test_nor_does_a_check_of_a_change(checkout) -> None:
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@b.example")
        subprocess.run(["git", "-C", checkout, *who, *arguments], check=True, capture_output=True)

    git("init")
    git("add", ".")
    git("commit", "-m", "base")
    spec = checkout / "domains/sales/orders/product.yaml"
    spec.write_text(spec.read_text() + "# changed\n")
    code, modules = loaded(checkout, "check", "--changed-since", "HEAD", refused=lacking())
    affected, others = loaded(checkout, "affected", "--changed-since", "HEAD", refused=lacking())

    place = (ROOT / "platform/environments/dev.yaml").read_text().partition("assume:")[0]
    (checkout / "platform/environments/dev.yaml").write_text(place)
    objects = ["fleet", "manifests", "--env", "dev", "--image", "i", "--flux", "GitRepository/mesh"]
    written, more = loaded(checkout, *objects, refused=lacking())

    assert code == affected == written == 0
    assert "meshwright.contracts.losses" in modules
    assert "meshwright.fleet.affected" in others
    assert not heavy(modules | others | more)


@contextmanager
def answering(folder: Path) -> Iterator[LocalAws]:
    """A record in a folder, and something that answers as that local AWS does."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"instance": "one"}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    aws = LocalAws(f"http://127.0.0.1:{server.server_port}", "eu-central-1", "0" * 12, 1, "one")
    folder.mkdir(parents=True)
    write_record(folder, aws)
    try:
        yield aws
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_nor_where_the_local_aws_runs_and_has_a_state(checkout, mesh) -> None:
    local = checkout / ".mesh/local"
    with answering(local) as aws:
        stacks = local / "state/.pulumi/stacks/mesh"
        stacks.mkdir(parents=True)
        (stacks / "local.sales.gone.json").write_text("{}")
        code, modules = loaded(checkout, "check", refused=lacking())
        found = mesh("check", "--json").document["orphans"]
        write_record(local, replace(aws, instance="another"))
        after_a_restart = mesh("check", "--json").document["orphans"]

    assert code == 0
    assert not heavy(modules)
    assert found == ["local.sales.gone"]
    assert after_a_restart == []


def test_what_deploys_is_seen_where_it_is_loaded(checkout) -> None:
    _, modules = loaded(checkout, "local", "stop")

    assert "localaws.server" in heavy(modules)
