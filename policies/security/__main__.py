"""The security pack, as the engine starts it."""

from pathlib import Path

from pulumi_policy import PolicyPack

from meshwright.policy.pack import load_pack, policies, scopes

folder = Path(__file__).parent
pack = load_pack(folder)
PolicyPack(pack.name, policies(pack, scopes(folder)), description=pack.description)
