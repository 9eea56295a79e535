"""`mesh fleet manifests`: the mesh's stacks as objects of the Pulumi Kubernetes Operator."""

from typing import TYPE_CHECKING, Annotated

import typer

from meshwright.cli import options, output
from meshwright.cli.options import AsOf, ChangedSince, Json
from meshwright.errors import UsageError

if TYPE_CHECKING:
    from meshwright.fleet.manifests import Flux, Git

app = typer.Typer(help="The mesh on engines that run elsewhere.", no_args_is_help=True)
FLUX_KINDS = ("GitRepository", "Bucket", "OCIRepository")


@app.callback()
def _group() -> None:
    """Keeps `manifests` a command of its own."""


@app.command("manifests")
def manifests(
    env: Annotated[
        str, typer.Option("--env", metavar="NAME", help="The environment, by the name of its file.")
    ],
    image: Annotated[
        str, typer.Option(metavar="IMAGE", help="The image in which the engine runs.")
    ],
    repo: Annotated[
        str | None, typer.Option(metavar="URL", help="This repository, as the operator fetches it.")
    ] = None,
    branch: Annotated[
        str | None, typer.Option(metavar="NAME", help="Follow a branch of it.")
    ] = None,
    commit: Annotated[
        str | None, typer.Option(metavar="SHA", help="Or stay at a commit, and run once a day.")
    ] = None,
    flux: Annotated[
        str | None,
        typer.Option(metavar="OBJECT", help="Or take what an object of Flux's has fetched."),
    ] = None,
    service_account: Annotated[
        str, typer.Option(metavar="NAME", help="The account as which the engine runs.")
    ] = "meshwright",
    namespace: Annotated[
        str, typer.Option(metavar="NAME", help="Where the objects live; else where they are put.")
    ] = "",
    changed_since: ChangedSince = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Write one Stack object for each stack, each after those that it rests on."""
    from meshwright.fleet.manifests import Cluster, object_name
    from meshwright.fleet.manifests import manifests as written
    from meshwright.fleet.since import change_of
    from meshwright.gate.assessment import planned
    from meshwright.workspace import find_workspace

    source = source_of(repo, branch, commit, flux)
    workspace = find_workspace()
    head = planned(workspace, env, as_of=as_of or options.today())
    if head.environment.spec.backend is None:
        raise UsageError(
            f"environment {env} has no backend that a cluster could reach",
            fix="name one with `backend: s3://BUCKET` in its file",
        )
    cluster = Cluster(source, image, service_account, namespace)
    found = [*written(head, cluster)]
    if changed_since is not None:
        change = change_of(workspace, changed_since, head).change
        names = {object_name(stack.id) for stack in change.stacks if stack.declared}
        found = [each for each in found if each["metadata"]["name"] in names]
    if json:
        output.emit("fleet manifests", {"environment": env, "manifests": found})
        return
    import yaml

    output.write_out(yaml.safe_dump_all(found, sort_keys=False, width=100))


def source_of(
    repo: str | None, branch: str | None, commit: str | None, flux: str | None
) -> "Git | Flux":
    """Where the operator gets this checkout from. Raises UsageError unless exactly one is named."""
    from meshwright.fleet.manifests import Flux, Git

    if flux is not None and not (repo or branch or commit):
        kind, _, name = flux.partition("/")
        if kind not in FLUX_KINDS or not name:
            raise UsageError(
                f"'{flux}' names no source of Flux's",
                fix=f"write {' or '.join(f'{kind}/NAME' for kind in FLUX_KINDS)}",
            )
        return Flux(kind, name)
    if repo and not flux and bool(branch) != bool(commit):
        return Git(repo, branch or "", commit or "")
    raise UsageError(
        "it has to be said where the operator gets this repository from",
        fix="give --repo with --branch or --commit, or else --flux",
    )
