"""Puts the report of a check under its pull request, as one comment that is edited in place.

It runs with a token that may write comments, after a job that ran the pull request's own code. So
it takes nothing from that job but a text: one file of at most 60,000 bytes, UTF-8. Which pull
request it belongs to is asked of GitHub, by the commit that the event names.
"""

import io
import json
import os
import sys
import zipfile
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

MARKER = "<!-- mesh check: one comment, edited in place -->"
ARTIFACT, FILE = "mesh-report", "report.md"
MAX_REPORT, MAX_ARCHIVE, PAGE = 60_000, 1_000_000, 100
AUTHOR = "github-actions[bot]"
SECONDS = 60


class UnusableError(Exception):
    """What the check has left is no report; the message says why."""


def call(path: str, body: Any = None, method: str = "GET") -> bytes:
    data = None if body is None else json.dumps(body).encode()
    address = path if "://" in path else f"{os.environ['GITHUB_API_URL']}{path}"
    request = Request(address, data, {"Accept": "application/vnd.github+json"}, method=method)
    # Not sent on where GitHub redirects to the place that stores its files.
    request.add_unredirected_header("Authorization", f"Bearer {os.environ['GH_TOKEN']}")
    with urlopen(request, timeout=SECONDS) as answer:
        return answer.read(MAX_ARCHIVE + 1)


def pull_request(repository: str) -> int | None:
    """The open pull request whose head is the commit that was checked, from a fork too."""
    head = f"{os.environ['HEAD_OWNER']}:{os.environ['HEAD_BRANCH']}"
    query = urlencode({"state": "open", "head": head, "per_page": PAGE})
    found = json.loads(call(f"/repos/{repository}/pulls?{query}"))
    numbers = [pull["number"] for pull in found if pull["head"]["sha"] == os.environ["HEAD_SHA"]]
    if len(numbers) > 1:
        sys.exit(f"{numbers} have the same head, so nobody knows whose report this is")
    return numbers[0] if numbers else None


def report(repository: str, run: str) -> str:
    """The text that the check has left; UnusableError where it is not just that."""
    query = urlencode({"name": ARTIFACT, "per_page": PAGE})
    listed = json.loads(call(f"/repos/{repository}/actions/runs/{run}/artifacts?{query}"))
    if len(listed["artifacts"]) != 1:
        raise UnusableError("it left no report")
    archive = listed["artifacts"][0]
    if archive["size_in_bytes"] > MAX_ARCHIVE:
        raise UnusableError("its report is too large")
    return text_of(call(f"/repos/{repository}/actions/artifacts/{archive['id']}/zip"))


def text_of(archive: bytes) -> str:
    """The one text in an archive, of which nothing is unpacked to the disk."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            if opened.namelist() != [FILE]:
                raise UnusableError(f"its artifact holds more or less than {FILE}")
            with opened.open(FILE) as file:
                said = file.read(MAX_REPORT + 1)
        if len(said) > MAX_REPORT:
            raise UnusableError("its report is too large")
        return said.decode()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError) as error:
        raise UnusableError("its report is no text") from error


def comment(repository: str, number: int, body: str) -> None:
    """Edits the comment that this workflow has made before, or makes it."""
    own = own_comment(repository, number)
    if own is None:
        call(f"/repos/{repository}/issues/{number}/comments", {"body": body}, "POST")
    else:
        call(f"/repos/{repository}/issues/comments/{own}", {"body": body}, "PATCH")


def own_comment(repository: str, number: int) -> int | None:
    page = 1
    while True:
        query = urlencode({"per_page": PAGE, "page": page})
        found = json.loads(call(f"/repos/{repository}/issues/{number}/comments?{query}"))
        for said in found:
            # Anybody may write the marker; only a workflow is this author.
            if said["user"]["login"] == AUTHOR and said["body"].startswith(MARKER):
                return said["id"]
        if len(found) < PAGE:
            return None
        page += 1


def main() -> None:
    repository, run = os.environ["GITHUB_REPOSITORY"], os.environ["RUN_ID"]
    number = pull_request(repository)
    if number is None:
        print("no open pull request has this commit as its head: it has moved on, or is closed")
        return
    address = f"{os.environ['GITHUB_SERVER_URL']}/{repository}/actions/runs/{run}"
    try:
        said = report(repository, run)
    except UnusableError as error:
        said = f"❌ **The check has no verdict**: {error}.\n"
    of = f"Of {os.environ['HEAD_SHA']}, by [a job]({address}) that ran the pull request's own code"
    comment(repository, number, f"{MARKER}\n{said}\n<sub>{of} and held no secret.</sub>\n")
    print(f"commented on #{number}")


if __name__ == "__main__":
    main()
