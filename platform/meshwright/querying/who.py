"""Who asks a question: the caller, or whom it stands in for, and the workgroup that is theirs."""

import re
from dataclasses import dataclass

from meshwright.errors import UsageError
from meshwright.plan import names
from meshwright.plan.machine import own_workgroup
from meshwright.specs.environment import Environment
from meshwright.specs.models import DataProduct, Mesh
from meshwright.wording import did_you_mean, shown

CALLER = "caller"
ROLE = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:role/\S+")
DATABASE = re.compile(r"\b([a-z0-9_]+?)__[a-z0-9_]+\s*\"?\.")


@dataclass(frozen=True, slots=True)
class Asker:
    """Whose question it is."""

    name: str
    role: str | None
    """The ARN of the role that is assumed; None for the caller itself."""
    workgroup: str


def asker(
    mesh: Mesh, environment: Environment, name: str | None, sql: str, *, workgroup: str = ""
) -> Asker:
    """Who is meant by a domain, product or principal; the caller where nobody is named.

    `workgroup` is one that is asked for by its name. Raises UsageError where there is nobody of
    that name, or no workgroup in which it may ask.
    """
    if name is None:
        return Asker(CALLER, None, workgroup or _nearest(mesh, environment, sql))
    if name in mesh.products:
        return _product(mesh.products[name], environment, workgroup)
    if name in mesh.domains:
        place = environment.place_of(name)
        role = names.reader_role_arn(name, place)
        return Asker(name, role, workgroup or names.workgroup(name, place))
    arn = name if ROLE.fullmatch(name) else environment.spec.principals.get(name)
    if arn is None:
        known = (*mesh.domains, *mesh.products, *environment.spec.principals)
        message = f"nobody is called {shown(name)}{did_you_mean(name, known)}"
        fix = "name a domain for its people, a product, or a principal of the environment file"
        raise UsageError(message, fix=fix)
    if not ROLE.fullmatch(arn):
        message = f"{shown(name)} is no role, and nobody else can be stood in for"
        raise UsageError(message, fix="ask with its own credentials, without --as")
    return Asker(name, arn, workgroup or _nearest(mesh, environment, sql))


def _product(product: DataProduct, environment: Environment, workgroup: str) -> Asker:
    """A product asks in its own workgroup alone: its role may query in no other."""
    domain = product.domain.id
    place = environment.place_of(domain)
    own = workgroup or own_workgroup(product, place)
    if own is None:
        message = (
            f"{product.id} has no rows of its own to make, and so no workgroup of Athena in which"
            " its role may ask"
        )
        fix = (
            f"ask as the people of its domain, --as {domain}; `mesh access what {product.id} --how`"
            " shows how its jobs read"
        )
        raise UsageError(message, fix=fix)
    return Asker(product.id, names.runtime_role_arn(product.origin, place), own)


def _nearest(mesh: Mesh, environment: Environment, sql: str) -> str:
    """The workgroup of the domain whose table a question names first; else of any domain."""
    named = [found for found in DATABASE.findall(sql.lower()) if found in mesh.domains]
    domain = next(iter((*named, *sorted(mesh.domains))), None)
    if domain is None:
        raise UsageError("the mesh has no domain, and so no workgroup", fix="give --workgroup")
    return names.workgroup(domain, environment.place_of(domain))
