"""What a SELECT means: domain ids, product ids and globs become ids of specs or stacks.

It knows names only; whether a stack is up to date is the records' business.
"""

from collections.abc import Collection, Iterable, Sequence
from fnmatch import fnmatchcase

from meshwright.errors import UsageError
from meshwright.ids import FOUNDATION, covers, domain_of, identity_of, stack_name
from meshwright.plan.declaration import Plan, StackPlan
from meshwright.specs.models import DataProduct, Mesh
from meshwright.wording import did_you_mean, shown

GLOB = frozenset("*?[")


def matches(word: str, identities: Collection[str], environment: str) -> frozenset[str]:
    """The ids that one word of a SELECT names; a domain's id names its products too.

    Raises UsageError, with the nearest names, where it names none.
    """
    if word == "*":
        return frozenset(identities)
    found = frozenset(i for i in identities if _names(word, i))
    if not found and (inner := identity_of(word, environment)) is not None:
        # A stack's own name is as good as the id of what it holds.
        found = frozenset(i for i in identities if i == inner or _names(inner, i))
    if not found:
        raise _unknown(word, identities)
    return found


def _names(word: str, identity: str) -> bool:
    if not identity or not word:
        return False
    if GLOB & set(word):
        return fnmatchcase(identity, word)
    return covers(word, identity)


def _unknown(word: str, identities: Collection[str]) -> UsageError:
    verb = "matches" if GLOB & set(word) else "is called"
    hint = did_you_mean(word, [i for i in identities if i])
    return UsageError(
        f"no domain or product {verb} {shown(word)}{hint}",
        fix="name a domain (sales), a product (sales.orders) or a glob ('sales.*')",
    )


def named(words: Sequence[str], plan: Plan, mesh: Mesh) -> frozenset[str]:
    """The ids that a SELECT names; nothing said means everything.

    Ids that could not be read are known, though no stack is planned.
    """
    planned = {stack.subject for stack in plan.stacks.values()}
    known = planned | set(mesh.unreadable) | {FOUNDATION}
    if not words:
        return frozenset(known)
    return _union(matches(word, known, plan.environment) for word in words)


def select(words: Sequence[str], plan: Plan, mesh: Mesh) -> frozenset[str]:
    """The ids that a deployment covers: those named, and what they rest on."""
    return with_bases(named(words, plan, mesh), plan, mesh)


def with_bases(identities: Collection[str], plan: Plan, mesh: Mesh) -> frozenset[str]:
    """Ids, and those of what they rest on and grant to."""
    return frozenset(identities) | _union(_needed(each, mesh, plan) for each in identities)


def selected_stacks(plan: Plan, identities: Collection[str]) -> dict[str, StackPlan]:
    """The planned stacks of ids."""
    return {name: s for name, s in plan.stacks.items() if s.subject in identities}


def orphans(existing: frozenset[str], plan: Plan, mesh: Mesh) -> tuple[str, ...]:
    """Ids of this environment's stacks that no spec stands for, readable or not."""
    found = (identity_of(stack, plan.environment) for stack in existing - plan.stacks.keys())
    return tuple(sorted(i for i in found if i and not mesh.is_unreadable(i)))


def _needed(identity: str, mesh: Mesh, plan: Plan) -> frozenset[str]:
    product = mesh.products.get(identity)
    readers = grantees(product, plan, mesh) if product else frozenset[str]()
    return frozenset({FOUNDATION, domain_of(identity)}) | _home(product) | readers


def _home(product: DataProduct | None) -> frozenset[str]:
    """The domain a product's names are of: its key and its way to the files lie there."""
    return frozenset({domain_of(product.origin)}) if product else frozenset()


def grantees(product: DataProduct, plan: Plan, mesh: Mesh) -> frozenset[str]:
    """The domains whose roles a product grants to: roles lie in domain stacks, and must exist."""
    active = (a.consumer for a in product.agreements if a.is_active(plan.as_of))
    return frozenset(d for c in active if (d := domain_of(c)) in mesh.domains)


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*sets)


def select_existing(
    words: Sequence[str], existing: Collection[str], known: Collection[str], environment: str
) -> frozenset[str]:
    """The stacks that a destruction covers: only such as the backend holds, orphans among them.

    A domain brings its products. Raises UsageError where nothing is named, where a name is neither
    a spec's nor a stack's, and where the foundation would go while others rest on it.
    """
    if not words:
        raise UsageError("destroy needs a SELECT", fix="name a product or a domain, or '*' for all")
    present = {i for s in existing if (i := identity_of(s, environment)) is not None}
    named = named_among(words, present | set(known) | {FOUNDATION}, environment)
    _refuse_bare_foundation(named, present)
    return frozenset(stack_name(i, environment) for i in named & present)


def named_among(
    words: Sequence[str], identities: Collection[str], environment: str
) -> frozenset[str]:
    """The ids that words name where stacks are what is asked about.

    The environment's own name is then the foundation's stack, and not all that it holds.
    """
    return _union(
        frozenset({FOUNDATION}) if word == environment else matches(word, identities, environment)
        for word in words
    )


def _refuse_bare_foundation(chosen: Collection[str], present: Collection[str]) -> None:
    above = sorted(i for i in present if i and i not in chosen)
    if FOUNDATION not in chosen or not above:
        return
    raise UsageError(
        f"the foundation carries {len(above)} more stacks, such as {above[0]}",
        fix="destroy them too: mesh destroy '*'",
    )
