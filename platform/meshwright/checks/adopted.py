"""What a product takes over is given to it by the environment file, and stays where it is."""

from collections.abc import Iterator

from meshwright.checks import codes
from meshwright.errors import Finding
from meshwright.specs.adopted import Adopted, around
from meshwright.specs.environment import Environment
from meshwright.specs.models import DataProduct, Mesh


def check_adopted(mesh: Mesh, environment: Environment) -> Iterator[Finding]:
    yield from _locations(environment)
    for product in mesh.products.values():
        yield from _formats(product)
        if product.adopted is not None:
            yield from _given(product, product.adopted, environment)
            yield from _outside(product, product.adopted)
            yield from _files(product, product.adopted)


def _locations(environment: Environment) -> Iterator[Finding]:
    listed = environment.spec.adopted.locations
    for inner in listed:
        for outer in (each for each in around(inner) if each in listed):
            at = environment.source.at("adopted", "locations", inner)
            message = f"'{inner}' lies in '{outer}'"
            yield codes.LOCATIONS_MEET.at(at, message, where=f"adopted.locations.{inner}")


def _formats(product: DataProduct) -> Iterator[Finding]:
    known = product.adopted.tables if product.adopted else ()
    for name, table in product.spec.tables.items():
        if not table.is_read_only:
            continue
        where = f"tables.{name}"
        at = product.source.at("tables", name, "format")
        if name not in known:
            message = f"'{name}' is of {table.format}, and the lock does not say how it is read"
            yield codes.ONLY_ADOPTED.at(at, message, subject=product.id, where=where)
        elif table.query is not None:
            message = f"'{name}' has a query, and the mesh makes no files of {table.format}"
            yield codes.ONLY_ADOPTED.at(at, message, subject=product.id, where=where)


def _given(product: DataProduct, adopted: Adopted, environment: Environment) -> Iterator[Finding]:
    owner = environment.spec.adopted.databases.get(adopted.database)
    if owner == product.origin:
        return
    whose = f"to {owner}" if owner else "to nobody"
    message = f"{environment.name} gives the database '{adopted.database}' {whose}"
    fix = (
        f"write `{adopted.database}: {product.origin}` under `adopted.databases` in"
        f" {environment.source.path}, or correct the lock"
    )
    source = product.lock or product.source
    at = source.at("adopted", "database")
    yield codes.NOT_GIVEN.at(at, message, fix=fix, subject=product.id, where="adopted.database")


def _outside(product: DataProduct, adopted: Adopted) -> Iterator[Finding]:
    source = product.lock or product.source
    for name, table in adopted.tables.items():
        if not table.location.startswith(adopted.prefix):
            message = f"'{name}' lies in '{table.location}', which is not in '{adopted.prefix}'"
            where = f"adopted.tables.{name}.location"
            at = source.at("adopted", "tables", name, "location")
            yield codes.OUTSIDE.at(at, message, subject=product.id, where=where)


def _files(product: DataProduct, adopted: Adopted) -> Iterator[Finding]:
    for agreement in product.agreements:
        taken = [name for name in agreement.spec.tables if name in adopted.tables]
        if agreement.spec.files and (adopted.prefix or taken):
            at, of = agreement.source.at("files"), taken or agreement.spec.tables
            message = f"the files of {', '.join(of)} were there before the mesh"
            yield codes.FILES_OF_ADOPTED.at(at, message, subject=product.id, where="files")
