"""What a proof finds, as values: who has what that is not to be, or has not what is."""

from dataclasses import dataclass
from enum import StrEnum

from meshwright.operations.drift.values import Call


class Kind(StrEnum):
    """How access in the cloud differs from the agreed one; the value is the code."""

    STRANGER = "PRV001"
    """Somebody to whom nothing is planned on a thing has something on it."""
    MISSING = "PRV002"
    """Somebody has nothing of what is planned."""
    WIDER = "PRV003"
    NARROWER = "PRV004"
    EXPIRED = "PRV005"
    """What an agreement gave that has ended is still in force."""
    DEAD_GRANTEE = "PRV006"
    """A role that is gone has rights, and has them again once it is created."""
    OPEN = "PRV007"
    """Everybody whom IAM lets in has something, past all grants."""
    HYBRID = "PRV008"
    """A location lets IAM's permissions stand beside Lake Formation's."""
    REGISTRATION = "PRV009"
    """A location is registered by another role, once more, or not at all."""
    AROUND = "PRV010"
    """Somebody reads a bucket's files without asking Lake Formation."""
    PASSES_ON = "PRV011"
    """Somebody may grant to others what is not to be passed on."""
    KEY = "PRV012"
    """A grant of a key lets somebody use it past its policy."""
    CATALOG_POLICY = "PRV013"
    """The catalog has a policy of its own, which may open it to other accounts."""
    SETTINGS = "PRV014"
    """Lake Formation has other administrators, or lets other engines in."""
    NO_ACCESS_POINT = "PRV015"
    """An access point by which an agreement gives files is not there."""
    OTHER_ACCESS_POINT = "PRV016"
    """An access point of an agreement is not as it is planned."""
    LEFT_ACCESS_POINT = "PRV017"
    """An access point of the mesh is there that no agreement in force needs."""
    ROLE = "PRV020"
    """A role trusts others, may do something else, or is bounded by something else."""
    BUCKET = "PRV021"
    """What keeps a bucket closed is not as planned: its policy, its switches, its encryption."""
    ENCRYPTION = "PRV022"
    """A key's policy, or the encryption of the catalog, is not as planned."""
    ACCESS_POINT = "PRV023"
    """A bucket has an access point that is not planned, and not of the mesh's names."""
    SHARED = "PRV024"
    """A database, table or the catalog is offered to others through AWS RAM."""


@dataclass(frozen=True, order=True, slots=True)
class Difference:
    """One thing in which the cloud differs from what is agreed."""

    kind: Kind
    who: str
    """The principal; empty where it is about a thing alone."""
    thing: str
    said: str
    """What it is, in a sentence."""
    subject: str = ""
    """The product that it concerns; empty where none does."""
    is_ours: bool = False
    """Whether the mesh granted it, or is to grant it: then a repair puts it right unasked."""
    remedies: tuple[Call, ...] = ()
    """What puts it right, in order."""

    def __hash__(self) -> int:
        return hash((self.kind, self.who, self.thing, self.said))


@dataclass(frozen=True, slots=True)
class Proof:
    """What a proof came to."""

    differences: tuple[Difference, ...]
    known: tuple[str, ...]
    """Rights that no grant of the mesh gives and that are as they are to be, each in a sentence."""
    decisions: int
    """How many questions were asked of both sides."""
    principals: int
    tables: int
    notes: tuple[str, ...] = ()
    """What is agreed and not used, each in a sentence; no difference."""
