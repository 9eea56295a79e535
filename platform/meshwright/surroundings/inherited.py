"""What the processes that we start inherit of a person's shell and home.

Proxies, profiles, access tokens, paths of packages: none of it is meant for the local AWS, nor for
the engine that works on it, and some of it breaks them. `inside` is what they inherit, `shut_out`
is the same for this process while a block runs. What reaches out on purpose (fetching the engine,
the packages or the data set) gets the person's own variables, without those that would put what is
fetched somewhere else.
"""

import os
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager

from meshwright.surroundings.table import GIT, OF_A_SHELL, PIP, PROXIES, PYTHON, READERS, UV

LOOPBACK = ("127.0.0.1", "localhost", "::1")
NO_FILE = {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "BOTO_CONFIG": os.devnull,
}
"""What keeps AWS's clients from a home's files, and from a cloud machine's own credentials."""
CALM_PYTHON = {"PYTHONNOUSERSITE": "1", "PYTHONUTF8": "1"}
"""Text is UTF-8 whatever the locale; packages are those of .venv."""
OF_GRPC = "no_grpc_proxy"
EXCEPTIONS = ("no_proxy", "NO_PROXY", OF_GRPC)


def inside(inherited: Mapping[str, str]) -> dict[str, str]:
    """What the local AWS, and what works on it, inherit of a person's variables."""
    kept = {n: v for n, v in inherited.items() if not any(r.reads(n) for r in READERS)}
    return kept | NO_FILE | CALM_PYTHON | without_proxy({})


def for_python(inherited: Mapping[str, str]) -> dict[str, str]:
    """A person's variables for a Python of ours: none that would change how it runs."""
    return {n: v for n, v in inherited.items() if not PYTHON.reads(n)} | CALM_PYTHON


def for_installing(inherited: Mapping[str, str]) -> dict[str, str]:
    """A person's variables for pip or uv: how packages are reached, not where they are put."""
    clients = (PIP, UV)
    kept = for_python(inherited)
    return {n: v for n, v in kept.items() if all(c.is_needed(n) or not c.reads(n) for c in clients)}


def for_git(inherited: Mapping[str, str]) -> dict[str, str]:
    """A person's variables for git: a hook's GIT_DIR would speak of another repository."""
    return {n: v for n, v in inherited.items() if GIT.is_needed(n) or not GIT.reads(n)}


def without_proxy(inherited: Mapping[str, str]) -> dict[str, str]:
    """The variables that except the loopback from every proxy, beside what is excepted already.

    gRPC heeds its own variable before the others, and programs differ in which case they read.
    """
    given = {name: inherited.get(name, "").strip() for name in EXCEPTIONS}
    other = next(filter(None, given.values()), "")
    return {name: _with_loopback(name, value or other) for name, value in given.items()}


def _with_loopback(name: str, excepted: str) -> str:
    # A star is everything only where it stands alone, and means nothing to gRPC.
    if excepted == "*" and name != OF_GRPC:
        return excepted
    parts = [part.strip() for part in excepted.split(",") if part.strip()]
    return ",".join([*parts, *(place for place in LOOPBACK if place not in parts)])


def to_unset(inherited: Mapping[str, str], exported: Mapping[str, str]) -> list[str]:
    """What a shell has to let go of before plain `pulumi` works on the local AWS in it."""
    found = {name for name in inherited if any(r.reads(name) for r in OF_A_SHELL)}
    return sorted(found - {*exported, *PROXIES.names})


@contextmanager
def shut_out() -> Generator[dict[str, str]]:
    """While the block runs, this process and what it starts hear nothing of a shell and a home.

    Gives the variables of before, for what in the block is meant to reach out.
    """
    before = dict(os.environ)
    _replace_variables(inside(before))
    try:
        yield before
    finally:
        _replace_variables(before)


def shut_out_for_good(heard: Iterable[str]) -> None:
    """Shuts the outside out until this process ends, but for some variables that it needs."""
    meant = {name: os.environ[name] for name in heard if name in os.environ}
    _replace_variables(inside(os.environ) | meant)


def _replace_variables(wanted: Mapping[str, str]) -> None:
    for name in [name for name in os.environ if name not in wanted]:
        del os.environ[name]
    os.environ.update(wanted)
