"""Finds the commit that was approved last for an environment, so that a night deploys no other.

An approval is a deployment to ENVIRONMENT-approval that a workflow has recorded and that succeeded.
Who may write to the repository can record one too, so the job that takes the commit first sees
that it was merged.
"""

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

AUTHOR = "github-actions[bot]"
SECONDS = 60


def call(path: str) -> Any:
    headers = {"Accept": "application/vnd.github+json"}
    request = Request(f"{os.environ['GITHUB_API_URL']}{path}", None, headers)
    request.add_unredirected_header("Authorization", f"Bearer {os.environ['GH_TOKEN']}")
    with urlopen(request, timeout=SECONDS) as answer:
        return json.load(answer)


def approved(repository: str, environment: str) -> str:
    """The commit, or nothing where none was approved among the last hundred that asked."""
    query = urlencode({"environment": f"{environment}-approval", "per_page": 100})
    for deployment in call(f"/repos/{repository}/deployments?{query}"):
        statuses = call(f"/repos/{repository}/deployments/{deployment['id']}/statuses")
        if deployment["creator"]["login"] == AUTHOR and any(
            status["state"] == "success" for status in statuses
        ):
            return deployment["sha"]
    return ""


def main() -> None:
    commit = approved(os.environ["GITHUB_REPOSITORY"], os.environ["ENVIRONMENT"])
    print(f"approved last: {commit}" if commit else "nothing was approved yet")
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as output:
        output.write(f"commit={commit}\n")


if __name__ == "__main__":
    main()
