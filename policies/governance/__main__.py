"""The governance pack, as the engine starts it."""

from pathlib import Path

from pulumi_policy import PolicyPack

from meshwright.governance.packs.pack import governance, load_pack, policies, scopes, silent

folder = Path(__file__).parent
pack = load_pack(folder)
made = policies(pack, scopes(folder), governance(folder)) or silent()
PolicyPack(pack.name, made, description=pack.description)
