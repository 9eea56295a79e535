"""A checkpoint under another stack's name: every URN in it names its stack.

The text is changed and not its values, so that whatever an engine keeps in it follows: resources,
their parents and providers, and operations that were begun.
"""

from meshwright.backend.layout import PROJECT, is_zstd, packed, unpacked
from meshwright.errors import MeshError


def renamed(content: bytes, old: str, new: str) -> bytes:
    """A checkpoint of one stack as that of another, as plain JSON.

    Raises MeshError where it cannot be read here.
    """
    if is_zstd(content):
        raise MeshError(
            f"the state of {old} is compressed in a way that cannot be read here (zstd)",
            fix=f"pulumi stack rename -s organization/{PROJECT}/{old} organization/{PROJECT}/{new}",
        )
    text = unpacked(content)
    for form in ("urn:pulumi:{}::" + PROJECT + "::", '"organization/' + PROJECT + '/{}"'):
        text = text.replace(form.format(old).encode(), form.format(new).encode())
    return text


def past_name(name: str, old: str, new: str) -> str:
    """The name of a file of a stack's history, `<stack>-<time>.…`, for another stack."""
    return f"{new}{name.removeprefix(old)}"


def moved_past(name: str, content: bytes, old: str, new: str) -> bytes:
    """What a file of a stack's history says of the stack under its new name.

    A copy of the state may once be put into force again; what cannot be read here stays as it is.
    """
    if ".checkpoint.json" not in name or is_zstd(content):
        return content
    return packed(name, renamed(content, old, new))
