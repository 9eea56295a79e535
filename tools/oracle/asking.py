"""Asks datacontract-cli, in whose environment this runs: contracts on stdin, verdicts on stdout.

It knows neither the platform nor the other files here.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from datacontract.data_contract import DataContract  # pyright: ignore[reportMissingImports, reportUnknownVariableType] - in an environment of its own


def verdict(folder: Path, before: Any, after: Any) -> str:
    """breaking, compatible, or nothing where no change was seen."""
    sides: list[Any] = []
    for name, contract in (("before", before), ("after", after)):
        file = folder / f"{name}.odcs.yaml"
        file.write_text(json.dumps(contract), "utf-8")
        sides.append(DataContract(data_contract_file=str(file)))
    found: Any = sides[0].breaking(sides[1])
    if found.is_breaking:
        return "breaking"
    return "compatible" if found.entries else "nothing"


def main() -> None:
    with TemporaryDirectory() as folder:
        asked: dict[str, Any] = json.load(sys.stdin)
        answers = {case: verdict(Path(folder), *both) for case, both in asked.items()}
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
