"""The portal beside datacontract-cli's catalog of the same products, as contracts of ODCS."""

import subprocess
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from shutil import copy2

from tools.bench import specs
from tools.bench.measuring import Cost, interleaved, spread
from tools.bench.rows import Row
from tools.bench.setting import Setting
from tools.bench.site import ENVIRONMENT, Site, open_site
from tools.oracle.environment import command

COUNT, ROUNDS = 25, 3
THEIRS = "datacontract-cli's catalog of the same contracts"
MEGABYTE = 1_000_000


def measure(setting: Setting) -> Iterator[Row]:
    """What building both takes and comes to; nothing where their environment cannot be made."""
    try:
        theirs = command()
    except (OSError, subprocess.SubprocessError) as error:
        setting.say(f"not compared with datacontract-cli, which cannot be installed: {error}")
        return
    setting.say(f"building {COUNT} products, and their contracts with datacontract-cli")
    mesh: Mapping[str, str] = specs.files(COUNT, seed=setting.seed)
    with open_site(setting.checkout, setting.folder, mesh) as site:
        portal, contracts, catalog = (site.root / name for name in ("portal", "odcs", "catalog"))
        build = ("catalog", "build", "--env", ENVIRONMENT, "--results", "none", "--out")
        site.mesh(*build, str(portal))
        _copy_contracts(portal, contracts)
        plain = site.root / "plain"
        ours = partial(site.mesh, *build, str(plain), "--no-exports")
        other = partial(_catalogued, site, (*theirs, "catalog"), contracts, catalog)
        made, beside = interleaved([ours, other], ROUNDS)
        what = f"pages of {COUNT} products"
        cpu, against = (spread([cost.cpu for cost in costs]) for costs in (made, beside))
        yield Row(f"building {what}", "s CPU", cpu, against, THEIRS)
        peak, against = (spread([cost.peak for cost in costs]) for costs in (made, beside))
        yield Row(f"peak memory of building {what}", "MB", peak, against, THEIRS)
        whole, against = (spread([size(folder) / MEGABYTE]) for folder in (plain, catalog))
        yield Row(f"size of {what}", "MB", whole, against, THEIRS)


def size(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _catalogued(site: Site, theirs: tuple[str, ...], contracts: Path, catalog: Path) -> Cost:
    return site.run([*theirs, "--files", "*.yaml", "--output", str(catalog)], folder=contracts)


def _copy_contracts(portal: Path, contracts: Path) -> None:
    contracts.mkdir()
    for file in (portal / "exports").glob("*.odcs.yaml"):
        copy2(file, contracts)
