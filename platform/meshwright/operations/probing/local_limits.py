"""How the local AWS says that it cannot be asked something."""

SIGNS = ("not implemented", "does not implement", "NotImplemented", "cannot answer")


def is_lacking(said: str) -> bool:
    """Whether these words say that the local AWS does not do what it was asked for."""
    return any(sign in said for sign in SIGNS)
