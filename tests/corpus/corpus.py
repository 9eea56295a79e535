"""The corpus of bad specs: a sound mesh, its cases, and the files too large or odd to write."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

PRODUCT = "domains/sales/orders/product.yaml"
DOMAIN = """\
owner: team-{0}@acme.example
description: All about {0}.
costCenter: cc-1
classification: internal
"""
SOUND: Mapping[str, str] = {
    "domains/sales/domain.yaml": DOMAIN.format("sales"),
    "domains/finance/domain.yaml": DOMAIN.format("finance"),
    PRODUCT: """\
description: One row per confirmed order.
tables:
  orders:
    columns:
      id: string
      email: {type: string, pii: true}
      amount: decimal(18,2)
""",
    "domains/sales/carts/product.yaml": """\
description: One row per cart.
tables:
  carts:
    columns: {id: string}
""",
    "domains/finance/ledger/product.yaml": """\
description: One row per booking.
tables:
  bookings:
    columns: {id: string}
""",
}
OUTSIDE = "/etc"


@dataclass(frozen=True)
class Case:
    """What is changed in the sound mesh, and all findings that it should give."""

    name: str
    files: Mapping[str, Any]
    expect: tuple[str, ...]


def cases() -> list[Case]:
    table = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text("utf-8"))
    return [
        Case(
            entry["name"],
            entry.get("files") or {PRODUCT: entry["spec"]},
            tuple(map(_full, entry["expect"])),
        )
        for entry in table
    ]


def write_case(case: Case, root: Path) -> None:
    """The sound mesh with the case's change, below a folder."""
    for path, content in {**SOUND, **case.files}.items():
        file = root / path
        if content is None:
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            file.write_bytes(content.encode("utf-8"))
        else:
            GENERATORS[content["generator"]](file)


def _full(expected: str) -> str:
    return expected if expected.startswith("domains/") else f"{PRODUCT}:{expected}"


def _bytes(content: Callable[[], bytes]) -> Callable[[Path], object]:
    return lambda file: file.write_bytes(content())


def _alias_bomb() -> bytes:
    levels = [f"  l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 12)]
    return "\n".join(["description: Orders.", "extensions:", "  l0: &l0 [x]", *levels]).encode()


def _deep_type() -> bytes:
    nested = "array<" * 20 + "int" + ">" * 20
    return f"description: d\ntables: {{orders: {{columns: {{id: {nested}}}}}}}\n".encode()


def _long_comment() -> bytes:
    column = f"{{type: string, description: {'x' * 256}}}"
    return f"description: d\ntables: {{orders: {{columns: {{id: {column}}}}}}}\n".encode()


def _unknown_fields() -> bytes:
    return b"".join(b"field_%d: 1\n" % n for n in range(10_000))


GENERATORS: Mapping[str, Callable[[Path], object]] = {
    "binary": _bytes(lambda: bytes(range(128, 256)) * 8),
    "utf16": _bytes(lambda: "description: Orders.\n".encode("utf-16")),
    "latin1": _bytes(lambda: "-- Aufträge\n".encode("latin-1")),
    "deep_lists": _bytes(lambda: b"extensions: " + b"[" * 200_000),
    "deep_mappings": _bytes(lambda: b"".join(b" " * n + b"a:\n" for n in range(200))),
    "large": _bytes(lambda: b"description: " + b"x" * 10_000_000),
    "large_sql": _bytes(lambda: b"select 1 -- " + b"x" * 300_000),
    "alias_bomb": _bytes(_alias_bomb),
    "deep_type": _bytes(_deep_type),
    "long_comment": _bytes(_long_comment),
    "unknown_fields": _bytes(_unknown_fields),
    "link_out": lambda file: file.symlink_to(OUTSIDE),
    "link_to_nothing": lambda file: file.symlink_to("nothing.sql"),
    "link_inside": lambda file: file.symlink_to("access/notes.md"),
    "link_inside_folder": lambda file: file.symlink_to("orders"),
    "link_to_hidden": lambda file: file.symlink_to(".real/pay"),
    "link_to_sales": lambda file: file.symlink_to("sales"),
    "pipe": os.mkfifo,
}
