"""Prints the commit from which an environment was last deployed, as GitLab has recorded it.

A deployment that failed counts: it was agreed to, and the night goes on with it. Where there is
none it says so on stderr and prints nothing.
"""

import json
import os
import sys
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

SECONDS = 60
BEGUN = ("success", "failed")


def deployed(environment: str) -> str:
    project = quote(os.environ["CI_PROJECT_PATH"], safe="")
    order = {"order_by": "created_at", "sort": "desc", "per_page": 100}
    query = urlencode({"environment": environment, **order})
    address = f"{os.environ['CI_API_V4_URL']}/projects/{project}/deployments?{query}"
    request = Request(address, None, {"JOB-TOKEN": os.environ["CI_JOB_TOKEN"]})
    with urlopen(request, timeout=SECONDS) as answer:
        found = json.load(answer)
    begun = (one["sha"] for one in found if one["status"] in BEGUN)
    return next(begun, "")


if __name__ == "__main__":
    commit = deployed(sys.argv[1])
    if not commit:
        sys.stderr.write(f"{sys.argv[1]} was never deployed\n")
    sys.stdout.write(commit)
