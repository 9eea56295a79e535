"""Checkov, in an environment of its own."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from own_environment import SECONDS, folder_of

NOWHERE = "http://127.0.0.1:9"
"""A proxy that nobody answers at: checkov must not ask the network for anything."""


def checkov() -> Path:
    """The Python that runs checkov."""
    return folder_of("checkov") / "python"


def scan(python: Path, plan: Path, checks: Sequence[str]) -> str:
    """What checkov says of a Terraform plan about these checks, as JSON."""
    home = plan.parent
    command = [str(python), "-m", "checkov.main", "--file", str(plan), "--output", "json"]
    options = ["--framework", "terraform_plan", "--check", ",".join(checks), "--soft-fail"]
    quiet = ["--skip-download", "--compact", "--download-external-modules", "false"]
    done = subprocess.run(
        [*command, *options, *quiet],
        cwd=home,
        env=offline(home),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode:
        raise AssertionError(f"checkov failed: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def offline(home: Path) -> Mapping[str, str]:
    """Neither settings of whoever runs this, nor a network."""
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), NOWHERE)
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LOG_LEVEL": "ERROR", **proxies}
