"""`mesh dev probes`: how far the local AWS behaves as AWS does, and how far moto alone would."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meshwright.cli import output
from meshwright.cli.options import Json
from meshwright.errors import ExitCode

if TYPE_CHECKING:
    from tools.probes.probe import Outcome

REGION, ACCOUNT = "eu-central-1", "123456789012"
NAMES = {"strict": "strict", "bare": "bare moto"}
SHOWN = 90


def probes(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="WORD", help="Only probes whose name holds one of these."),
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Ask AWS's documented behaviour of the local AWS, and of moto without the strict layer."""
    found = {layer: _outcomes(layer, words or ()) for layer in NAMES}
    pairs = list(zip(found["strict"], found["bare"], strict=True))
    passed = {layer: sum(outcome.passed for outcome in found[layer]) for layer in NAMES}
    if as_json:
        asked = [_document(strict, bare) for strict, bare in pairs]
        output.emit("dev probes", {"probes": len(pairs), "passed": passed, "asked": asked})
    else:
        for strict, bare in pairs:
            for line in _lines(strict, bare):
                output.print_out(line)
        scores = (f"{name} {passed[layer]}/{len(pairs)}" for layer, name in NAMES.items())
        output.print_out(", ".join(scores))
    if passed["strict"] < len(pairs):
        raise typer.Exit(ExitCode.FAILED)


def _outcomes(layer: str, words: Sequence[str]) -> "list[Outcome]":
    """Every outcome on an AWS of its own, which ends with the question."""
    from localaws import server
    from tools.probes.probing import outcomes
    from tools.probes.registry import PROBES

    asked = [p for p in PROBES if not words or any(word in p.id for word in words)]
    output.say(f"asking {len(asked)} probes of {NAMES[layer]}")
    with TemporaryDirectory() as folder:
        aws = server.start(Path(folder), region=REGION, account=ACCOUNT, layer=server.Layer(layer))
        try:
            return list(outcomes(aws, asked))
        finally:
            server.stop(Path(folder))


def _lines(strict: "Outcome", bare: "Outcome") -> list[str]:
    """What a person reads of a probe: nothing where both are right."""
    probe = strict.probe
    if strict.passed and bare.passed:
        return []
    lines = [f"{probe.id}: {probe.says}"]
    for name, outcome in zip(NAMES.values(), (strict, bare), strict=True):
        if not outcome.passed:
            lines.append(f"  {name} gives {_short(outcome.got)}, not {_short(str(probe.expected))}")
    return lines


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"


def _document(strict: "Outcome", bare: "Outcome") -> dict[str, Any]:
    probe = strict.probe
    return {
        "id": probe.id,
        "service": probe.service,
        "page": probe.page,
        "says": probe.says,
        "expected": str(probe.expected),
        "rule": probe.rule,
        "strict": {"passed": strict.passed, "got": strict.got},
        "bare": {"passed": bare.passed, "got": bare.got},
    }
