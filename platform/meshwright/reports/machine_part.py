"""The part of a comment that programs read: JSON in an HTML comment that no text can end."""

import json
from typing import Any

from meshwright.changes.effects import Effects
from meshwright.changes.products import EnvironmentChange
from meshwright.plan.difference import Operation
from meshwright.reports.model import Report
from meshwright.visible import seen_json

VERSION = 1
MAX_PRODUCTS = 100
START = "<!-- meshwright-report "


def machine_part(report: Report, effects: Effects) -> str:
    """What a program needs of the report, without any text of a specification's author."""
    document: dict[str, Any] = {
        "version": VERSION,
        "command": report.command,
        "base": report.base.ref if report.base else None,
        "blocked": report.blocks,
        "new": sum(finding.is_new is True for finding in report.findings),
        "errors": sum(finding.blocks for finding in report.findings),
        "environments": [environment_part(change) for change in effects.specs],
        "code": [environment_part(change) for change in effects.code],
    }
    return f"{START}{harmless(document)} -->"


def environment_part(change: EnvironmentChange) -> dict[str, Any]:
    """What a program needs of one environment."""
    shown = change.products[:MAX_PRODUCTS]
    return {
        "environment": change.environment,
        "stacks": len(change.stacks),
        "resources": {operation.value: change.count(operation) for operation in Operation},
        "losses": len(change.losses),
        "products": {p.id: {"fate": p.fate.value, "breaks": p.breaks} for p in shown},
        "more": len(change.products) - len(shown),
    }


def harmless(document: dict[str, Any]) -> str:
    """JSON of one line in which no comment ends and no tag begins."""
    text = seen_json(json.dumps(document, separators=(",", ":"), ensure_ascii=False))
    for character in "<>-":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
