"""`mesh catalog [WORDS…]`: the products that fit words, or one product whole."""

from typing import TYPE_CHECKING, Annotated

import typer

from meshwright.cli import catalog_documents, catalog_hits, catalog_product, options, output
from meshwright.cli.completion import environments, selections
from meshwright.cli.options import AsOf, Json
from meshwright.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from meshwright.catalog.source import Source

SOME = 20
"""Products that a person is shown at first."""

Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[WORDS]...",
        help="What to look for in names, columns, descriptions, owners and tags; or a product.",
        autocompletion=selections,
    ),
]
Deployed = Annotated[
    str | None,
    typer.Option(
        "--env",
        metavar="NAME",
        help="Look among what is deployed there; left out: among the specs of this checkout.",
        autocompletion=environments,
    ),
]
As = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="WHO",
        help="Of one product, how this domain, product or principal reads it; else its own domain.",
        autocompletion=selections,
    ),
]
Limit = Annotated[int, typer.Option(metavar="N", min=1, help="How many products at most.")]


def find(
    words: Words = None,
    env: Deployed = None,
    who: As = None,
    limit: Limit = SOME,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Find a product by words, typing slips forgiven; or show one whole, given its id."""
    asked = tuple(words or ())
    source = _source(env, as_of or options.today())
    one = asked[0] if len(asked) == 1 else ""
    if not source.is_deployed and one in source.mesh.unreadable:
        raise UsageError(f"{one} cannot be read: its files have errors", fix="mesh check")
    if one in source.products:
        _whole(source, one, who, json=json)
    elif who is not None:
        raise UsageError("--as is about one product", fix="name it: mesh catalog sales.orders")
    else:
        _some(source, asked, limit, json=json)


def _source(env: str | None, as_of: "date") -> "Source":
    from meshwright.catalog.source import of_specs
    from meshwright.workspace import find_workspace

    workspace = find_workspace()
    specs = of_specs(workspace, env or options.DEFAULT_ENVIRONMENT, as_of=as_of)
    if env is None:
        return specs
    from dataclasses import replace

    from meshwright.catalog.deployed import deployed_products
    from meshwright.cli.running import connected

    with connected(workspace, specs.environment) as cloud:
        told, unread = deployed_products(cloud)
    return replace(specs, told=told, unread=unread)


def _whole(source: "Source", name: str, who: str | None, *, json: bool) -> None:
    from meshwright.entitlements import asked

    product = source.products[name]
    reader = product.domain
    if who is not None:
        reader = asked.consumer(source.mesh, source.environment, who)
    ways = source.ways(name, reader)
    if json:
        told = catalog_documents.whole(source, product, reader, ways)
        output.emit("catalog", told)
        return
    output.print_text("\n".join(catalog_product.lines(source, product, reader, ways)))


def _some(source: "Source", words: tuple[str, ...], limit: int, *, json: bool) -> None:
    from meshwright.catalog.search import everything, search

    products = source.products.values()
    answer = search(products, words) if words else everything(products)
    if json:
        output.emit("catalog", catalog_documents.found(source, words, answer, limit))
        return
    output.print_text("\n".join(catalog_hits.lines(source, words, answer, limit)))
