"""The launcher sets up all that a command may import: the small environment only where it suffices.

What a command may import follows from the sources: from the module of its function, through every
import in it and in what it imports. Of the modules of other commands only what they import at once
counts, since their functions are not called.
"""

import ast
import re
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main

from cli.test_loaded_modules import lacking
from meshwright.cli.app import app

ROOT = Path(__file__).parents[2]
SOURCES = (ROOT / "platform", ROOT / "policies")
BY_AN_OPTION: Mapping[tuple[str, ...], str] = {("bootstrap",): "--apply"}
"""Commands that need more with one option alone."""


def commands(of: Any = None, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each command's words, and the module of its function."""
    of = typer.main.get_command(app) if of is None else of
    for name, command in getattr(of, "commands", {}).items():
        yield from commands(command, (*words, name))
    if not hasattr(of, "commands"):
        yield words, of.callback.__module__


COMMANDS = dict(commands())
HEAVY = frozenset(lacking())


def source(module: str) -> Path | None:
    """The file of a module of ours; None for one of somebody else's."""
    for folder in SOURCES:
        place = folder.joinpath(*module.split("."))
        for file in (place / "__init__.py", place.with_suffix(".py")):
            if file.exists():
                return file
    return None


@cache
def imported(module: str, *, at_once: bool) -> frozenset[str]:
    """The modules that one imports: when it is loaded, or in any of its functions too."""
    file = source(module)
    assert file is not None
    return frozenset(_imported(ast.parse(file.read_text()).body, at_once=at_once))


def _imported(body: list[ast.stmt], *, at_once: bool) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if at_once and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module is not None, "imports name the whole module"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if source(full) else node.module
        inner = [each for each in ast.iter_child_nodes(node) if isinstance(each, ast.stmt)]
        inner += [s for h in getattr(node, "handlers", ()) for s in h.body]
        inner += [s for c in getattr(node, "cases", ()) for s in c.body]
        yield from _imported(inner, at_once=at_once)


def reached(module: str) -> frozenset[str]:
    """The packages outside of the small environment that a command of this module may import."""
    seen, waiting, found = {module}, [module], set[str]()
    while waiting:
        here = waiting.pop()
        is_another_command = here != module and here in COMMANDS.values()
        for each in imported(here, at_once=is_another_command) - seen:
            if source(each) is not None:
                seen.add(each)
                waiting.append(each)
            elif each.partition(".")[0] in HEAVY:
                found.add(each.partition(".")[0])
    return frozenset(found)


def needed_by(*words: str) -> str:
    """What the launcher says that a command line needs."""
    text = (ROOT / "mesh").read_text()
    function = re.search(r"^needed_by\(\) \{.*?^\}", text, re.MULTILINE | re.DOTALL)
    assert function is not None
    script = f'{function[0]}\nneeded_by "$@"'
    done = subprocess.run(
        ["/bin/sh", "-c", script, "mesh", *words], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


LIGHT = [words for words in COMMANDS if needed_by(*words, "x") == "check"]


def test_the_sources_tell_what_a_command_may_import() -> None:
    assert "boto3" in reached(COMMANDS["up",])
    assert "pulumi" in reached(COMMANDS["policy", "test"])
    assert reached(COMMANDS["check",]) == frozenset()
    assert len(COMMANDS) > 40
    assert ("check",) in LIGHT


@pytest.mark.parametrize("words", LIGHT, ids=" ".join)
def test_where_the_small_environment_is_set_up_a_command_imports_nothing_else(
    words: tuple[str, ...],
) -> None:
    if words in BY_AN_OPTION:
        assert reached(COMMANDS[words])
        assert needed_by(*words, "--env", "dev", BY_AN_OPTION[words]) == "run"
    else:
        assert reached(COMMANDS[words]) == frozenset()
    assert needed_by(*words) == "check"


@pytest.mark.parametrize("words", [w for w in COMMANDS if w not in LIGHT], ids=" ".join)
def test_everything_else_has_all_of_it_but_for_its_help(words: tuple[str, ...]) -> None:
    assert needed_by(*words) == "run"
    assert needed_by(*words, "--help") == "check"
