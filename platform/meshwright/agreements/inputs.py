"""The consumer's side of an agreement: its spec names the producer under `inputs`."""

from dataclasses import dataclass
from pathlib import Path

from meshwright.agreements.verdict import Judge
from meshwright.errors import Finding, MeshError
from meshwright.specs.as_edited import with_product
from meshwright.specs.models import DataProduct, Mesh
from meshwright.specs.yaml_edits import with_first_item, with_item, with_line

FIELD = "inputs"


@dataclass(frozen=True, slots=True)
class NewInput:
    """What becomes of the consumer's spec."""

    path: str = ""
    """Of the spec; empty where the consumer is no product."""
    text: str = ""
    """What it holds then; empty where it stays as it is."""
    by_hand: str = ""
    """Why the consumer's owner has to name the input, where that is so."""
    fix: str = ""
    warnings: tuple[Finding, ...] = ()


def new_input(judge: Judge, agreed: Mesh, producer: str, consumer: str) -> NewInput:
    """The consumer's spec with the producer among its inputs, in a mesh in which they agree.

    What the check would refuse of it is left to the consumer: a reason to read under a lower
    classification, such as `declassification`, is for its owner to give.
    """
    product = agreed.products.get(consumer)
    if product is None or producer in product.spec.inputs:
        return NewInput()
    path = product.source.path
    try:
        text = _with_input(_read(judge.workspace.root / path), product, producer)
    except MeshError as error:
        return NewInput(path, by_hand=str(error))
    edited = with_product(agreed, consumer, text.encode())
    if not isinstance(edited, Mesh):
        return NewInput(path, by_hand="it is not written line by line")
    verdict = judge.of_change(edited, agreed)
    if verdict.errors:
        first = verdict.errors[0]
        return NewInput(path, by_hand=f"{first.code} {first.message}", fix=first.fix)
    return NewInput(path, text, warnings=verdict.warnings)


def _read(file: Path) -> str:
    # Byte for byte: no end of a line is made another.
    return file.read_bytes().decode()


def _with_input(text: str, product: DataProduct, producer: str) -> str:
    source, inputs = product.source, product.spec.inputs
    if inputs:
        listed = [(source.at_value(FIELD, n), name) for n, name in enumerate(inputs)]
        return with_item(text, listed, producer)
    if source.holds(FIELD):
        return with_first_item(text, source.at_value(FIELD), producer)
    return with_line(text, f"{FIELD}: [{producer}]", source.at("tables"))
