"""Keeps who approved what was merged: a file for each pull request, on a branch of its own.

It checks nothing out and runs nothing of the repository. A file is written once and never again:
what is said of a pull request later is not what it was merged on.
"""

import base64
import json
import os
import re
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

BRANCH = "mesh-records"
ABOUT = "Who approved what was merged, as the workflow *mesh record* has found it.\n"
AGREEMENT = re.compile(r"(?:.+/)?domains/[^/]+/[^/]+/access/[^/]+\.ya?ml")
DECIDING = ("APPROVED", "CHANGES_REQUESTED", "DISMISSED")
PAGE, TRIES, SECONDS = 100, 5, 60
MISSING, TAKEN = 404, (409, 422)
NEW = "0" * 40


def call(path: str, body: Any = None, method: str = "GET") -> Any:
    data = None if body is None else json.dumps(body).encode()
    headers = {"Accept": "application/vnd.github+json"}
    address = f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}{path}"
    request = Request(address, data, headers, method=method)
    request.add_unredirected_header("Authorization", f"Bearer {os.environ['GH_TOKEN']}")
    with urlopen(request, timeout=SECONDS) as answer:
        return json.load(answer)


def exists(path: str) -> bool:
    try:
        call(path)
    except HTTPError as error:
        if error.code != MISSING:
            raise
        return False
    return True


def paged(path: str, inside: str = "") -> Iterator[Any]:
    """All of a list, or of the list inside of each answer."""
    page = 1
    while True:
        said = call(f"{path}?{urlencode({'per_page': PAGE, 'page': page})}")
        found = said[inside] if inside else said
        yield from found
        if len(found) < PAGE:
            return
        page += 1


def merged(before: str, after: str, branch: str) -> dict[int, list[str]]:
    """The pull requests that a push has merged, each with the commits that it brought."""
    pushed = [after]
    if before != NEW:
        pushed = [one["sha"] for one in paged(f"/compare/{before}...{after}", "commits")]
    found: dict[int, list[str]] = {}
    for commit in pushed:
        for pull in call(f"/commits/{commit}/pulls"):
            if pull["merged_at"] and pull["base"]["ref"] == branch:
                found.setdefault(pull["number"], []).append(commit)
    return found


def login(person: Any) -> str:
    """An account's name; GitHub calls one that was deleted `ghost`."""
    return person["login"] if person else "ghost"


def record(number: int, commits: list[str]) -> dict[str, Any]:
    pull = call(f"/pulls/{number}")
    files = (file["filename"] for file in paged(f"/pulls/{number}/files"))
    return {
        "version": 1,
        "request": number,
        "page": pull["html_url"],
        "author": login(pull["user"]),
        "mergedBy": login(pull["merged_by"]),
        "merged": pull["merged_at"],
        "head": pull["head"]["sha"],
        "commits": commits,
        "agreements": sorted(name for name in files if AGREEMENT.fullmatch(name)),
        "approvals": list(approvals(pull)),
    }


def approvals(pull: Any) -> Iterator[dict[str, str]]:
    """Each person's last word before the merge, where it is an approval."""
    last: dict[str, Any] = {}
    for review in paged(f"/pulls/{pull['number']}/reviews"):
        if review["state"] in DECIDING and review["submitted_at"] <= pull["merged_at"]:
            last[login(review["user"])] = review
    for who, review in last.items():
        if review["state"] == "APPROVED" and who != login(pull["user"]):
            yield {
                "who": who,
                "on": review["submitted_at"],
                "commit": review["commit_id"],
                "page": review["html_url"],
            }


def begin() -> None:
    """Makes the branch, of one commit without parents, where it is not there."""
    if exists(f"/git/ref/heads/{BRANCH}"):
        return
    about = {"path": "README.md", "mode": "100644", "type": "blob", "content": ABOUT}
    tree = call("/git/trees", {"tree": [about]}, "POST")["sha"]
    message = "Begin the record of approvals"
    first = call("/git/commits", {"message": message, "tree": tree, "parents": []}, "POST")["sha"]
    call("/git/refs", {"ref": f"refs/heads/{BRANCH}", "sha": first}, "POST")


def keep(said: dict[str, Any]) -> str:
    """Writes a record, unless there is one; another job may write to the branch at that moment."""
    path = f"/contents/approvals/{said['request']}.json"
    text = json.dumps(said, indent=2, sort_keys=True) + "\n"
    message = f"Record who approved #{said['request']}"
    content = base64.b64encode(text.encode()).decode()
    for left in reversed(range(TRIES)):
        if exists(f"{path}?{urlencode({'ref': BRANCH})}"):
            return "was recorded before"
        try:
            call(path, {"message": message, "content": content, "branch": BRANCH}, "PUT")
        except HTTPError as error:
            if error.code not in TAKEN or not left:
                raise
        else:
            break
    return f"approved by {', '.join(each['who'] for each in said['approvals']) or 'nobody'}"


def main() -> None:
    found = merged(os.environ["BEFORE"], os.environ["GITHUB_SHA"], os.environ["BASE"])
    if not found:
        print("no pull request was merged by this push")
        return
    begin()
    for number, commits in sorted(found.items()):
        print(f"#{number}: {keep(record(number, commits))}")


if __name__ == "__main__":
    main()
