"""docs/reference/commands.md: every command, its arguments and options, out of the typer apps."""

from collections.abc import Iterator
from typing import Any

import typer
import typer.main
from typer._click.core import Context  # pyright: ignore[reportPrivateImportUsage]

PATH = "docs/reference/commands.md"
DEV = "dev"
_HEAD = """# Commands

Every command with its arguments and options, as `--help` tells them too. Generated from the command
line itself. What a command's exit code means: [exit codes](exit-codes.md).
"""


def documents() -> dict[str, str]:
    """The page, by its path."""
    from meshwright.cli.app import app
    from tools.cli.dev import app as dev

    return {PATH: _HEAD + "".join((*_section("mesh", app), *_section(f"mesh {DEV}", dev)))}


def _section(name: str, app: typer.Typer) -> Iterator[str]:
    yield from _command(name, typer.main.get_command(app))


def _command(name: str, command: Any) -> Iterator[str]:
    """A command and those below it. `mesh dev` is no part of the product, and has a section."""
    context = Context(command, info_name=name)
    yield f"\n## {name}\n\n{_words(command.help)}\n"
    usage = command.collect_usage_pieces(context)
    yield f"\n```\n{' '.join((name, *usage))}\n```\n"
    yield from _parameters(command, context)
    for word, inner in getattr(command, "commands", {}).items():
        if (name, word) != ("mesh", DEV):
            yield from _command(f"{name} {word}", inner)


def _words(text: str | None) -> str:
    """A help text with its paragraphs, each in one line."""
    return "\n\n".join(" ".join(part.split()) for part in (text or "").split("\n\n")).strip()


def _parameters(command: Any, context: Context) -> Iterator[str]:
    rows = [_row(parameter, context) for parameter in command.params if not _is_of_typer(parameter)]
    if rows:
        yield "\n| argument or option | default | does |\n| --- | --- | --- |\n"
        yield from rows


def _is_of_typer(parameter: Any) -> bool:
    """Help for shells, which typer adds to every command line."""
    return parameter.name in {"install_completion", "show_completion"}


def _row(parameter: Any, context: Context) -> str:
    star = "*" if parameter.required else ""
    cells = (f"`{_name(parameter, context)}`{star}", _default(parameter), _words(parameter.help))
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"


def _name(parameter: Any, context: Context) -> str:
    if parameter.param_type_name == "argument":
        return parameter.metavar or parameter.get_usage_pieces(context)[0]
    return parameter.get_help_record(context)[0]


def _default(parameter: Any) -> str:
    """What holds where nothing is said; a switch is off."""
    value = parameter.default
    return f"`{value}`" if isinstance(value, str | int) and not isinstance(value, bool) else ""
