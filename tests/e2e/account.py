"""An account of its own for a real environment: a local AWS that its owner has made ready.

Commands run in it as in any account: with a profile, as the session of a role. Only the plugin of
the engine is the stand-in, which works with that session.
"""

import json
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localaws import server
from localaws.clients import local_session
from localaws.install import BINARY, PLUGIN_VERSION
from meshwright.local_instance import LocalAws

from checkouts import SECONDS, Checkout

ACCOUNT, REGION = "111122223333", "eu-central-1"
ROLES = f"arn:aws:iam::{ACCOUNT}:role"
PLANNER, DEPLOYER = f"{ROLES}/mesh-planner", f"{ROLES}/mesh-deployer"
PLUGIN = Path(__file__).with_name("role_plugin.py")
OWNER = "owner"
FILE = f"""\
account: "{ACCOUNT}"
region: {REGION}
backend: s3://acme-mesh-state-dev?endpoint={{host}}&disableSSL=true&s3ForcePathStyle=true&region={REGION}
secretsProvider: awskms://alias/acme-mesh-state?region={REGION}
deployer: {DEPLOYER}
assumeDeployer: false
administrators: [{DEPLOYER}]
auditors: [{PLANNER}]
bootstrap:
  codeHost: github
  repository: acme/data-mesh
  planner: {PLANNER}
  operators: [arn:aws:iam::{ACCOUNT}:user/{OWNER}]
"""


@dataclass(frozen=True)
class Account:
    """A checkout with an environment `dev`, and the account that it names."""

    checkout: Checkout
    aws: LocalAws
    folder: Path

    def client(self, service: str, keys: Mapping[str, str] | None = None) -> Any:
        """A client of the owner's, or of a session."""
        own = keys or self.keys(OWNER)
        return local_session(REGION).client(
            service,
            endpoint_url=self.aws.endpoint,
            aws_access_key_id=own["accessKey"],
            aws_secret_access_key=own["secretKey"],
            aws_session_token=own.get("token"),
        )

    def keys(self, who: str) -> Mapping[str, str]:
        """The keys of the owner, or of a role's session, which is begun once."""
        file = self.folder / f"{who.rpartition('/')[2]}.json"
        if not file.exists():
            self._enter(who, file)
        return json.loads(file.read_text())["keys"]

    def run(self, who: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One `mesh` command with somebody's credentials, to its end."""
        keys, home = self.keys(who), self.folder / who.rpartition("/")[2]
        return subprocess.run(
            self.checkout.command(*arguments),
            cwd=self.checkout.root,
            env={
                **self.checkout.variables,
                "AWS_CONFIG_FILE": str(self._profile(keys, home)),
                "PULUMI_HOME": str(self._engines_home(who, home)),
                "MESH_AS_OF": "2026-06-01",
            },
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    def _enter(self, who: str, file: Path) -> None:
        if who == OWNER:
            iam = local_session(REGION).client("iam", endpoint_url=self.aws.endpoint)
            iam.create_user(UserName=OWNER)
            made = iam.create_access_key(UserName=OWNER)["AccessKey"]
        else:
            self._let_in(who)
            sts = self.client("sts")
            made = sts.assume_role(RoleArn=who, RoleSessionName="ci")["Credentials"]
        keys = {"accessKey": made["AccessKeyId"], "secretKey": made["SecretAccessKey"]}
        if token := made.get("SessionToken"):
            keys["token"] = token
        file.write_text(json.dumps({"endpoint": self.aws.endpoint, "keys": keys}))

    def _let_in(self, role: str) -> None:
        """Has a role trust the owner, in place of the code host, of whose tokens there are none."""
        statement = {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/{OWNER}"},
            "Action": "sts:AssumeRole",
        }
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        name = role.rpartition("/")[2]
        self.client("iam").update_assume_role_policy(RoleName=name, PolicyDocument=document)

    def _profile(self, keys: Mapping[str, str], home: Path) -> Path:
        lines = {
            "endpoint_url": self.aws.endpoint,
            "region": REGION,
            "aws_access_key_id": keys["accessKey"],
            "aws_secret_access_key": keys["secretKey"],
            **({"aws_session_token": keys["token"]} if "token" in keys else {}),
        }
        home.mkdir(exist_ok=True)
        file = home / "config"
        written = "".join(f"{name} = {value}\n" for name, value in lines.items())
        file.write_text(f"[default]\n{written}")
        return file

    def _engines_home(self, who: str, home: Path) -> Path:
        plugin = home / "plugins" / f"resource-aws-v{PLUGIN_VERSION}" / BINARY
        plugin.parent.mkdir(parents=True, exist_ok=True)
        given = self.folder / f"{who.rpartition('/')[2]}.json"
        source = shlex.quote(str(self.checkout.root / "platform"))
        command = shlex.join([sys.executable, "-X", "utf8", str(PLUGIN), str(given)])
        plugin.write_text(f"#!/bin/sh\nexport PYTHONPATH={source}\nexec {command}\n")
        plugin.chmod(0o755)
        return home


@contextmanager
def account_for(checkout: Checkout, folder: Path) -> Iterator[Account]:
    """The account of a checkout's `dev`, empty; it goes with the block."""
    aws = server.start(folder / "aws", region=REGION, account=ACCOUNT)
    file = checkout.root / "platform/environments/dev.yaml"
    file.write_text(FILE.format(host=aws.endpoint.removeprefix("http://")))
    try:
        yield Account(checkout, aws, folder)
    finally:
        server.stop(folder / "aws")
