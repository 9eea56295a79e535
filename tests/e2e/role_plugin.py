"""The stand-in provider as the official one works elsewhere: with the credentials of a shell.

Run by the engine as its AWS plugin; the file named beside it says where the account is and whose
session it is.
"""

import json
import sys
from pathlib import Path
from typing import Any

from localaws.provider import process, settings

GIVEN = json.loads(Path(sys.argv[1]).read_text())
SERVICES = ("athena", "glue", "iam", "kms", "lakeformation", "s3", "s3control", "sts")


def main() -> None:
    read = settings.settings

    def as_the_session(config: Any) -> settings.Settings:
        endpoints = json.dumps([dict.fromkeys(("", *SERVICES), GIVEN["endpoint"])])
        return read({**config, **GIVEN["keys"], "endpoints": endpoints})

    settings.settings = as_the_session
    process.main()


if __name__ == "__main__":
    main()
