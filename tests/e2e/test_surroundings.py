"""A mesh comes up wherever its checkout lies, and whatever the shell and the home hold."""

import os
import shlex
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from meshwright.homes import cache_folder
from meshwright.surroundings import table

from checkouts import Checkout, keep_one_product, put, small_checkout_in

pytestmark = pytest.mark.e2e

NOWHERE = "http://127.0.0.1:9"
"""Nothing listens there: whoever tries this proxy or endpoint fails at once."""
ODD = "acme-mesh_feature%2Forders #1? it's [a] $HOME"


def shell_of_a_person(home: Path) -> dict[str, str]:
    """Every variable of the table set to something that leads astray, and such files in a home."""
    put(home / ".aws/config", "this does not parse\n")
    put(home / ".aws/credentials", "[corp]\naws_access_key_id = x\n")
    put(home / ".boto", "no section\n")
    put(home / ".pulumi/credentials.json", "{")
    # The tests' own Python is started without the launcher, which would free it of these.
    readers = [reader for reader in table.READERS if reader is not table.PYTHON]
    astray = {name: NOWHERE for reader in readers for name in reader.names}
    cache = cache_folder().parent
    return astray | {"HOME": str(home), "XDG_CACHE_HOME": str(cache), "PYTHONWARNINGS": "default"}


class Person:
    """Somebody with a full shell, in a checkout with an odd path."""

    def __init__(self, checkout: Checkout, astray: dict[str, str]) -> None:
        self.checkout = checkout
        self.variables = checkout.variables | astray

    def runs(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.checkout.root,
            env=self.variables,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )


@pytest.fixture(scope="module")
def person(tmp_path_factory):
    folder = tmp_path_factory.mktemp("person")
    with small_checkout_in(folder / ODD) as checkout:
        keep_one_product(checkout)
        somebody = Person(checkout, shell_of_a_person(folder / "home"))
        done = somebody.runs(checkout.command("up"))
        assert done.returncode == 0, done.stdout + done.stderr
        yield somebody


@pytest.mark.parametrize(
    "command", [("drift",), ("doctor",), ("up",), ("check",), ("local", "status")]
)
def test_a_full_shell_and_an_odd_path_break_no_command(person, command):
    done = person.runs(person.checkout.command(*command))

    assert done.returncode == 0, done.stdout + done.stderr
    assert NOWHERE not in done.stdout + done.stderr


def test_plain_pulumi_works_in_that_shell_once_it_is_prepared(person):
    mesh = shlex.join(person.checkout.command("env"))
    preview = f'eval "$({mesh})"; pulumi preview -s local.sales.orders --non-interactive'
    done = person.runs(["sh", "-c", preview])

    assert done.returncode == 0, done.stdout + done.stderr


PLACES = st.text(
    st.characters(exclude_characters="/:\0", exclude_categories=["C", "Zl", "Zp"]),
    min_size=1,
    max_size=40,
).filter(lambda name: name not in (".", "..") and len(os.fsencode(name)) < 200)


def comes_up_in(folder: Path) -> None:
    with small_checkout_in(folder) as checkout:
        keep_one_product(checkout)
        done = checkout.run("up")
        assert done.returncode == 0, done.stdout + done.stderr
        assert checkout.run("up").returncode == 0


@pytest.mark.long
@given(name=PLACES)
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@seed(11)
def test_a_mesh_comes_up_in_any_folder(tmp_path_factory, name):
    comes_up_in(tmp_path_factory.mktemp("place") / name)


@pytest.mark.parametrize("name", ["-%", "ü ø 名 'x'\"y\""])
def test_a_mesh_comes_up_in_some_folders(tmp_path, name):
    comes_up_in(tmp_path / name)
