"""Whatever a user writes, loading it gives findings and never an exception."""

import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from meshwright.checks import check_mesh
from meshwright.specs.load import load_mesh
from meshwright.specs.models import AgreementSpec, DomainSpec, LockSpec, ProductSpec

from .test_load import AGREEMENT, EXAMPLE, FULL, FULL_DOMAIN
from meshes import environment

TODAY = date(2026, 6, 1)
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(
        [
            "",
            "all",
            "orders",
            "decimal(18",
            "2)",
            "struct<a:int",
            "sales.orders",
            "4h",
            "2026-01-01",
        ]
    ),
    st.just([]),
    st.just({}),
    st.just(["orders", "orders"]),
    st.just({"type": "int", "enum": [1]}),
)
KEYS = st.sampled_from(
    ["description", "tables", "columns", "type", "quality", "inputs", "2)", "orders", "Orders", ""]
)
VALUES = st.recursive(
    ODD, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
)
FILES = (
    ("domains/sales/domain.yaml", FULL_DOMAIN, DomainSpec),
    ("domains/sales/orders/product.yaml", FULL, ProductSpec),
    ("domains/sales/orders/access/finance.reporting.yaml", AGREEMENT, AgreementSpec),
    ("domains/sales/orders/product.lock.yaml", "origin: a.b\n", LockSpec),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of everything in a document."""
    children = value.items() if isinstance(value, dict) else ()
    children = enumerate(value) if isinstance(value, list) else children
    return [path, *(place for key, child in children for place in places(child, (*path, key)))]


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, str]:
    """One file of the example with a few of its values replaced, added or taken away."""
    path, text, _ = draw(st.sampled_from(FILES))
    document = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - texts only
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(places(document)))
        document = replaced(document, place, draw(VALUES), draw(KEYS))
    flow = draw(st.sampled_from([None, True]))
    return path, yaml.safe_dump(document, default_flow_style=flow, allow_unicode=True)


def replaced(document: Any, place: tuple[Any, ...], value: Any, key: str) -> Any:
    if not place:
        return {**document, key: value} if isinstance(document, dict) else value
    if isinstance(document, list):
        return [*document[: place[0]], value, *document[place[0] + 1 :]]
    inner = value if len(place) == 1 else replaced(document[place[0]], place[1:], value, key)
    return {**document, place[0]: inner}


def findings_of(files: Mapping[str, str | bytes]) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        for path, content in files.items():
            file = Path(folder) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        loaded = load_mesh(Path(folder))
        checked = check_mesh(loaded.mesh, environment("local"), as_of=TODAY)
    return [str(finding) for finding in (*loaded.findings, *checked)]


@st.composite
def overwritten(draw: st.DrawFn) -> tuple[str, bytes]:
    """One file of the example with a few of its bytes cut out or written over."""
    path = draw(st.sampled_from([path for path, _, _ in FILES]))
    content = bytearray(EXAMPLE.get(path, "origin: a.b\n").encode())
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(content)))
        content[at : at + draw(st.integers(0, 5))] = draw(st.binary(max_size=5))
    return path, bytes(content)


def assert_readable(path: str, content: str | bytes) -> None:
    for line in findings_of({**EXAMPLE, path: content}):
        assert line.isprintable()
        assert "Input should" not in line


SAMPLE = settings(max_examples=1_000, deadline=None)
CAMPAIGN = settings(
    max_examples=50_000, deadline=None, database=None, phases=(Phase.generate, Phase.shrink)
)
SEED = 20261125


@SAMPLE
@given(damaged())
def test_a_damaged_spec_never_raises(file: tuple[str, str]) -> None:
    assert_readable(*file)


@SAMPLE
@given(overwritten())
def test_a_file_cut_or_overwritten_anywhere_never_raises(file: tuple[str, bytes]) -> None:
    assert_readable(*file)


@pytest.mark.long
@seed(SEED)
@CAMPAIGN
@given(damaged())
def test_none_of_many_damaged_specs_raises(file: tuple[str, str]) -> None:
    assert_readable(*file)


@pytest.mark.long
@seed(SEED)
@CAMPAIGN
@given(overwritten())
def test_none_of_many_overwritten_files_raises(file: tuple[str, bytes]) -> None:
    assert_readable(*file)
