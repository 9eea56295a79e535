"""What a change does, as sections of a comment: data that goes first, then what breaks its readers.

What is alike in several environments is told once. Of many products the first are told in full and
the others counted, so that a summary is never cut off.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from meshwright.changes.effects import Effects
from meshwright.changes.products import EnvironmentChange, FieldChange, ProductChange
from meshwright.plan.difference import Fate, Operation, ResourceChange
from meshwright.reports.product_markdown import MORE, product_block
from meshwright.reports.spans import code
from meshwright.visible import plural

MAX_LOSSES = 20
MAX_STACKS = 40
MAX_TYPES = 12
CHANGES = {False: "What changes", True: "What changed"}
BREAKING = "breaking for their readers"
FATES = {
    Fate.NEW: "new",
    Fate.MOVED: "moved",
    Fate.CHANGED: "changed",
    Fate.LEFT: "without a specification",
}
ROOM = 24_000
"""Bytes for products told in full; the other half of a comment is for findings."""
WORDS = {
    Operation.CREATE: "created",
    Operation.UPDATE: "updated",
    Operation.REPLACE: "replaced",
    Operation.DELETE: "deleted",
}


@dataclass(frozen=True, slots=True)
class Block:
    """A text, and the environments in which it is true."""

    text: str
    environments: tuple[str, ...]


def change_sections(effects: Effects, *, happened: bool = False) -> Iterator[str]:
    """What a change does, the most important first."""
    room = _room(effects)
    if effects.code or effects.code_fault:
        yield from _code_section(effects, room)
    if any(not change.is_empty for change in effects.specs):
        title = "What the specifications change" if effects.code else CHANGES[happened]
        yield from products_section(title, effects.specs, room)
    elif effects.specs and not effects.code:
        yield f"Nothing {'changed' if happened else 'changes'} in AWS.\n"


def _code_section(effects: Effects, room: int) -> Iterator[str]:
    title = "What the platform's code changes"
    if effects.code_fault:
        yield f"### {title}\n\nNot told apart: {code(effects.code_fault, 600)}.\n"
    elif all(change.is_empty for change in effects.code):
        yield f"### {title}\n\nNothing in AWS.\n"
    else:
        yield from products_section(title, effects.code, room)


def loss_section(changes: Sequence[EnvironmentChange]) -> Iterator[str]:
    """What holds data and goes, above all else."""
    lines = _merged(
        (change.environment, f"- {_loss(stack.id.subject, lost)}")
        for change in changes
        for stack, lost in change.losses
    )
    if not lines:
        return
    every = tuple(change.environment for change in changes)
    yield "### ⚠️ Data is lost\n"
    yield from (f"{block.text}{_only(block, every)}" for block in lines[:MAX_LOSSES])
    if len(lines) > MAX_LOSSES:
        yield f"- and {len(lines) - MAX_LOSSES:,} more"
    yield ""


def _loss(subject: str, lost: ResourceChange) -> str:
    whose = code(subject) if subject else "the foundation"
    if lost.operation is Operation.DELETE:
        return f"{lost.data} {code(lost.key.name)} of {whose} is deleted"
    why = ", ".join(map(code, lost.forcing))
    return f"{lost.data} {code(lost.key.name)} of {whose} is replaced by an empty one ({why})"


def products_section(title: str, changes: Sequence[EnvironmentChange], room: int) -> Iterator[str]:
    """Products under one heading: those that break their readers, then who reads more, the rest."""
    every = tuple(change.environment for change in changes)
    yield f"### {title}\n"
    yield f"{summary(changes)}\n"
    lines = (*_reader_lines(changes), *_unread_lines(changes))
    yield from (f"{line.text}{_only(line, every)}" for line in lines)
    known = _alike(changes)
    told = _fitting(known, every, room)
    yield from told.values()
    if len(told) < len(known):
        yield f"- and {plural(len(known) - len(told), 'more product')}, counted above"
    yield from [""] if known or lines else []
    yield from _stacks(changes)


def told_in_full(effects: Effects) -> frozenset[str]:
    """The products of which the report says all that the specifications change."""
    known = _alike(effects.specs)
    every = tuple(change.environment for change in effects.specs)
    told = _fitting(known, every, _room(effects))
    cut = {known[n][0].id for n in range(len(known)) if MORE in told.get(n, MORE)}
    return frozenset({product.id for product, _ in known} - cut)


def _room(effects: Effects) -> int:
    return ROOM // 2 if effects.code else ROOM


def _fitting(
    known: Sequence[tuple[ProductChange, tuple[str, ...]]], every: Sequence[str], room: int
) -> Mapping[int, str]:
    """The texts of the products that there is room for, by their place among all."""
    told: dict[int, str] = {}
    for number, (product, places) in enumerate(known):
        text = _placed(product_block(product), _only(Block("", places), every))
        size = len(text.encode()) + 1
        if size <= room:
            room, told[number] = room - size, text
    return told


def _alike(changes: Sequence[EnvironmentChange]) -> list[tuple[ProductChange, tuple[str, ...]]]:
    """Each product once for all environments in which it changes alike, by rank."""
    found: dict[str, list[tuple[ProductChange, list[str]]]] = {}
    for change in changes:
        for product in change.products:
            known = found.setdefault(product.id, [])
            same = next((places for p, places in known if _nameless(p) == _nameless(product)), None)
            if same is None:
                known.append((product, [change.environment]))
            else:
                same.append(change.environment)
    every = [(product, tuple(places)) for known in found.values() for product, places in known]
    return sorted(every, key=lambda told: _rank(told[0]))


def _rank(product: ProductChange) -> tuple[object, ...]:
    protected = any(access.protected for access in product.access)
    gains = any(access.gained or access.opens_rows for access in product.access)
    is_left = product.fate is Fate.LEFT
    return (
        not product.losses,
        not product.breaks,
        not is_left,
        not protected,
        not gains,
        product.id,
    )


def _nameless(product: ProductChange) -> ProductChange:
    """Without names in AWS, which hold the environment's."""
    return replace(product, losses=())


def _placed(text: str, where: str) -> str:
    first, line, rest = text.partition("\n")
    return f"{first}{where}{line}{rest}"


def _only(block: Block, every: Sequence[str]) -> str:
    if set(block.environments) == set(every):
        return ""
    return f" (only in {', '.join(map(code, block.environments))})"


def _merged(said: Iterable[tuple[str, str]]) -> list[Block]:
    """Texts once each, in the order in which they first come, with where each is true."""
    found: dict[str, list[str]] = {}
    for environment, text in said:
        places = found.setdefault(text, [])
        if environment not in places:
            places.append(environment)
    return [Block(text, tuple(places)) for text, places in found.items()]


def summary(changes: Sequence[EnvironmentChange]) -> str:
    """How many products change and how, over all environments, in one line."""
    products: dict[str, list[ProductChange]] = {}
    for change in changes:
        for product in change.products:
            products.setdefault(product.id, []).append(product)
    counts = _counts(products.values())
    said = [f"{count:,} {word}" for word, count in counts.items() if count]
    return f"Products: {', '.join(said)}." if said else "No product changes."


def _counts(products: Iterable[Sequence[ProductChange]]) -> Mapping[str, int]:
    counts = dict.fromkeys((*FATES.values(), BREAKING), 0)
    for same in products:
        counts[FATES[same[0].fate]] += 1
        counts[BREAKING] += any(product.breaks for product in same)
    return counts


def _reader_lines(changes: Sequence[EnvironmentChange]) -> list[Block]:
    """Who reads all of the mesh, where that changes."""
    return _merged((c.environment, f"- {_reader(reader)}") for c in changes for reader in c.readers)


def _unread_lines(changes: Sequence[EnvironmentChange]) -> list[Block]:
    """What nothing can be told of."""
    return _merged(
        (change.environment, f"- {code(which)} cannot be read, so that nothing is told of it")
        for change in changes
        for which in change.unread[:MAX_LOSSES]
    )


def _reader(reader: FieldChange) -> str:
    who = f"{code(reader.name)} in all domains"
    if not reader.before:
        return f"{who} newly reads {code(reader.after)} columns"
    if not reader.after:
        return f"{who} no longer reads {code(reader.before)} columns"
    return f"{who} reads {code(reader.after)} columns (before: {code(reader.before)})"


def _stacks(changes: Sequence[EnvironmentChange]) -> Iterator[str]:
    """Counts of stacks and resources, folded."""
    touched = [change for change in changes if change.stacks]
    if not touched:
        return
    count = sum(len(change.stacks) for change in touched)
    yield f"<details><summary>{plural(count, 'stack')} affected</summary>\n"
    yield f"| environment | stacks | {' | '.join(WORDS.values())} |\n|{' --- |' * 6}"
    for change in touched:
        numbers = (len(change.stacks), *(change.count(operation) for operation in WORDS))
        yield f"| {code(change.environment)} | {' | '.join(f'{n:,}' for n in numbers)} |"
    yield ""
    yield from _resources(touched)
    names = [str(stack.id) for change in touched for stack in change.stacks]
    more = len(names) - MAX_STACKS
    yield ", ".join(map(code, names[:MAX_STACKS])) + (f" and {more:,} more" if more > 0 else "")
    yield "\n</details>\n"


def _resources(changes: Sequence[EnvironmentChange]) -> Iterator[str]:
    """What changes most often, by type: what a change of the platform does is seen here."""
    counted: Counter[tuple[str, Operation, tuple[str, ...]]] = Counter()
    for each in (c for change in changes for stack in change.stacks for c in stack.changes):
        told = each.properties if each.operation is Operation.UPDATE else each.forcing
        counted[each.key.type.rpartition(":")[2], each.operation, told] += 1
    for (kind, operation, properties), count in counted.most_common(MAX_TYPES):
        which = f" ({', '.join(map(code, properties[:MAX_TYPES]))})" if properties else ""
        yield f"- {count:,} {code(kind)} {WORDS[operation]}{which}"
    if len(counted) > MAX_TYPES:
        yield f"- and {plural(len(counted) - MAX_TYPES, 'more kind')} of changes"
    yield ""
