"""What dbt itself writes of a project: its manifest and its catalog, in the project's `target`."""

import sys

from dbt.cli.main import dbtRunner  # pyright: ignore[reportMissingImports] - in an environment of its own

folder = sys.argv[1]
places = ["--project-dir", folder, "--profiles-dir", folder]
for command in (["build"], ["docs", "generate"]):
    done = dbtRunner().invoke([*command, *places, "--no-use-colors", "--no-version-check"])
    if not done.success:
        sys.exit(f"dbt {command[0]}: {done.exception or 'see above'}")
