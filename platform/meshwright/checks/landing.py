"""Who lands files and where alarms are told: the environment file names what the mesh has."""

from collections.abc import Iterator

from meshwright.checks import codes
from meshwright.errors import Finding
from meshwright.specs.environment import Environment
from meshwright.specs.models import DataProduct, Mesh
from meshwright.wording import did_you_mean


def check_landing(mesh: Mesh, environment: Environment) -> Iterator[Finding]:
    for id_ in environment.spec.landing:
        yield from _named(mesh, environment, id_)
    if not environment.is_local:
        for product in mesh.products.values():
            yield from _nobody(product, environment)


def check_slack(mesh: Mesh, environment: Environment) -> Iterator[Finding]:
    slack = environment.spec.slack
    for domain in slack.channels if slack else ():
        if domain not in mesh.domains and not mesh.is_unreadable(domain):
            message = f"there is no domain '{domain}'{did_you_mean(domain, mesh.domains)}"
            at = environment.source.at("slack", "channels", domain)
            where = f"slack.channels.{domain}"
            yield codes.NO_SUCH_CHANNEL.at(at, message, subject=environment.name, where=where)
    if slack is not None and environment.is_local:
        message = "alarms are not told in Slack here"
        at = environment.source.at("slack")
        yield codes.NO_SLACK_HERE.at(at, message, subject=environment.name, where="slack")


def _named(mesh: Mesh, environment: Environment, id_: str) -> Iterator[Finding]:
    if mesh.is_unreadable(id_):
        return
    product = mesh.products.get(id_)
    if product is not None and _takes_files(product):
        return
    lacks = f"no table of {id_} has a `source`"
    unknown = f"there is no product '{id_}'{did_you_mean(id_, mesh.products)}"
    at = environment.source.at("landing", id_)
    message = lacks if product else unknown
    where = f"landing.{id_}"
    yield codes.LANDS_NOWHERE.at(at, message, subject=environment.name, where=where)


def _nobody(product: DataProduct, environment: Environment) -> Iterator[Finding]:
    if _takes_files(product) and not environment.spec.landing.get(product.id):
        message = f"nobody may land files for {product.id} in {environment.name}"
        # At the product, so that several environments that lack it make one note.
        at = product.source.at("tables")
        yield codes.NOBODY_LANDS.at(at, message, subject=product.id, where="tables")


def _takes_files(product: DataProduct) -> bool:
    return any(table.source is not None for table in product.refreshed_tables.values())
