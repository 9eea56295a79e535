"""What each exit code means to whoever calls `mesh`: docs/reference/exit-codes.md."""

from collections.abc import Mapping

from meshwright.errors import ExitCode

MEANINGS: Mapping[ExitCode, tuple[str, str]] = {
    ExitCode.DONE: ("done; warnings are allowed", "nothing"),
    ExitCode.FAILED: (
        "failed: a stack, a disk or a machine did not do what was asked",
        "read the last lines on stderr; the same command goes on where it stopped",
    ),
    ExitCode.USAGE: (
        "the command line or an environment file is wrong, and nothing was begun",
        "correct what the message names",
    ),
    ExitCode.FINDINGS: (
        "a finding of level error in `domains/`, `policies/` or what is deployed, or a refusal by a"
        " pack",
        "correct the line that the finding names; `mesh explain CODE` tells why",
    ),
    ExitCode.CHANGES: (
        "changes where none were expected, such as drift",
        "see [how to find drift](../how-to/drift.md)",
    ),
    ExitCode.CANCELLED: (
        "cancelled: stopped cleanly, since it was asked to",
        "run it again when you like",
    ),
    ExitCode.FAULT: ("a fault in meshwright itself", "report it, with the log that it names"),
}
_HEAD = """# Exit codes

The same for every command, with and without `--json`. Generated from the table of codes in
`platform/meshwright/cli/exit_codes.py`; the numbers are promised and do not change.

| code | means | what to do |
| --- | --- | --- |
"""


def page() -> str:
    rows = (f"| {int(code)} | {meant} | {fix} |\n" for code, (meant, fix) in MEANINGS.items())
    return _HEAD + "".join(rows)
