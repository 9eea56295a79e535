"""Keeps one issue of the agreements that nobody uses: a note to both of their sides.

It has a token that may write issues and no way into the cloud: what it says was asked by a job
before, and comes as a list of texts. Texts of specs stand in a block of code, where nothing in them
calls anybody or is a link.
"""

import json
import os
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

AUTHOR = "github-actions[bot]"
MOST, PAGE, SECONDS = 60_000, 100, 60


def call(path: str, body: Any = None, method: str = "GET") -> Any:
    data = None if body is None else json.dumps(body).encode()
    headers = {
        "Accept": "application/vnd.github+json",
        "Authorization": f"Bearer {os.environ['GH_TOKEN']}",
    }
    address = f"{os.environ['GITHUB_API_URL']}{path}"
    with urlopen(Request(address, data, headers, method=method), timeout=SECONDS) as answer:
        return json.loads(answer.read())


def own_issue(repository: str, title: str) -> Any:
    """The open issue that this job has made before; None where there is none."""
    page = 1
    while True:
        query = urlencode({"state": "open", "creator": AUTHOR, "per_page": PAGE, "page": page})
        found = call(f"/repos/{repository}/issues?{query}")
        for issue in found:
            if issue["title"] == title and issue["user"]["login"] == AUTHOR:
                return issue
        if len(found) < PAGE:
            return None
        page += 1


def body_of(notes: list[str], address: str) -> str:
    listed = "\n".join(note.replace("`", "'") for note in notes)[:MOST]
    return (
        "Who gave each of these agreements and who has it are named behind it. Do both sides still"
        " want it? `mesh access revoke` takes one out, `mesh access used` tells of all.\n\n"
        f"```text\n{listed}\n```\n\n<sub>As of [this night]({address}); this issue is edited in"
        " place, and closed once all are used.</sub>\n"
    )


def main() -> None:
    repository, environment = os.environ["GITHUB_REPOSITORY"], os.environ["ENVIRONMENT"]
    title = f"Agreements that nobody uses in {environment}"
    notes: list[str] = json.loads(os.environ["NOTES"])
    own = own_issue(repository, title)
    server, run = os.environ["GITHUB_SERVER_URL"], os.environ["GITHUB_RUN_ID"]
    body = body_of(notes, f"{server}/{repository}/actions/runs/{run}")
    if notes and own is None:
        call(f"/repos/{repository}/issues", {"title": title, "body": body}, "POST")
    elif notes:
        call(f"/repos/{repository}/issues/{own['number']}", {"body": body}, "PATCH")
    elif own is not None:
        call(f"/repos/{repository}/issues/{own['number']}", {"state": "closed"}, "PATCH")
    print(f"{len(notes)} unused in {environment}")


if __name__ == "__main__":
    main()
