"""Prints exports of an AWS session that the job's identity token is good for.

The token is exchanged once: it may be short-lived, and the engine asks for credentials anew for
each stack.
"""

import os
import re
import shlex
import sys
from urllib.parse import urlencode
from urllib.request import Request, urlopen

NAMES = {
    "AccessKeyId": "AWS_ACCESS_KEY_ID",
    "SecretAccessKey": "AWS_SECRET_ACCESS_KEY",
    "SessionToken": "AWS_SESSION_TOKEN",
}
SECONDS = 60


def exports(role: str, region: str) -> str:
    """AWS's own answer (STS API, AssumeRoleWithWebIdentity) as lines for a shell."""
    domain = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    address = os.environ.get("AWS_ENDPOINT_URL_STS", f"https://sts.{region}.{domain}/")
    asked = {
        "Action": "AssumeRoleWithWebIdentity",
        "Version": "2011-06-15",
        "RoleArn": role,
        "RoleSessionName": f"mesh-{os.environ['CI_JOB_ID']}",
        "WebIdentityToken": os.environ["MESH_ID_TOKEN"],
    }
    with urlopen(Request(address, urlencode(asked).encode()), timeout=SECONDS) as answer:
        said = answer.read().decode()
    found = {name: re.search(f"<{name}>([^<]+)</{name}>", said) for name in NAMES}
    pairs = {NAMES[name]: match[1] for name, match in found.items() if match}
    if len(pairs) < len(NAMES):
        raise SystemExit("AWS answered without credentials")
    pairs["AWS_REGION"] = region
    return "\n".join(f"export {name}={shlex.quote(value)}" for name, value in pairs.items())


if __name__ == "__main__":
    print(exports(*sys.argv[1:3]))
