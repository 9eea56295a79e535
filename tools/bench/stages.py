"""The stages of `mesh check` on one mesh, beside bare libyaml and pydantic on the same files.

Run as `python -m tools.bench.stages ROOT ENVIRONMENT ROUNDS [change]`, in a process of its own;
prints the CPU seconds of each stage in each round as JSON, or of reading both sides of a change.
"""

import gc
import json
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from meshwright.changes.base_commit import differing_tree
from meshwright.checks import check_mesh
from meshwright.errors import MeshError
from meshwright.governance import evaluate
from meshwright.plan import plan
from meshwright.specs.load import load_environment, load_mesh
from meshwright.specs.models import AgreementSpec, DomainSpec, ProductSpec
from meshwright.specs.read import remembering
from meshwright.specs.yaml import read_yaml
from meshwright.workspace import Workspace

AS_OF = date(2026, 6, 1)
SPECS: Mapping[str, type[BaseModel]] = {"domain.yaml": DomainSpec, "product.yaml": ProductSpec}

Figures = dict[str, list[float]]


def measured(root: Path, environment: str, rounds: int) -> Figures:
    """The CPU seconds of every stage, each round running all of them."""
    place = load_environment(root, environment)
    texts, documents = _documents(root / "domains")
    figures: Figures = {}

    def timed(stage: str, work: Callable[[], Any]) -> Any:
        began = time.process_time()
        result = work()
        figures.setdefault(stage, []).append(time.process_time() - began)
        return result

    for _ in range(rounds):
        # The floor is the least: it does without the search for garbage too.
        gc.disable()
        timed("compose", lambda: [compose(text) for text in texts])
        timed("validate", lambda: [model.model_validate(value) for model, value in documents])
        gc.enable()
        mesh = timed("load", lambda: load_mesh(root)).mesh
        timed("check", lambda mesh=mesh: check_mesh(mesh, place, as_of=AS_OF))
        planned = timed("plan", lambda mesh=mesh: plan(mesh, place, as_of=AS_OF))
        timed("rules", lambda p=planned, mesh=mesh: evaluate(p, mesh, place))
        del mesh, planned
    return figures


def change(root: Path, rounds: int) -> Figures:
    """The CPU seconds of reading the specs of a checkout and of its last commit, and no more.

    Git's are among them, and what it takes to give the memory back: each round is a process.
    """
    return {"reading": [_cost(partial(_read_both, root)) for _ in range(rounds)]}


def _read_both(root: Path) -> None:
    with remembering():
        load_mesh(root)
        with differing_tree(Workspace(root), "HEAD") as base:
            load_mesh(base.workspace.root, unchanged=base.unchanged)


def _cost(work: Callable[[], None]) -> float:
    """The CPU seconds of some work in a process of its own, from its beginning to its end."""
    forked = multiprocessing.get_context("fork").Process(target=work)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    forked.start()
    forked.join()
    if forked.exitcode:
        raise MeshError("reading failed, so what it takes is not known")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def compose(text: str) -> Any:
    """The nodes of a document: the least that reading it with its positions can cost."""
    return yaml.compose(text, Loader=yaml.CLoader)  # pyright: ignore[reportUnknownMemberType] - untyped


def _documents(domains: Path) -> tuple[list[str], list[tuple[type[BaseModel], Any]]]:
    """The texts of a mesh's files, and the values they hold with the models they are of."""
    texts: list[str] = []
    documents: list[tuple[type[BaseModel], Any]] = []
    for path in sorted(domains.rglob("*.yaml")):
        content = path.read_bytes()
        texts.append(content.decode())
        value = read_yaml(content, path.name).value
        documents.append((SPECS.get(path.name, AgreementSpec), value))
    return texts, documents


if __name__ == "__main__":
    place, times = Path(sys.argv[1]), int(sys.argv[3])
    found = change(place, times) if sys.argv[4:] else measured(place, sys.argv[2], times)
    json.dump(found, sys.stdout)
