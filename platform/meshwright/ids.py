"""Identities: how domains, products and stacks are named, taken apart and put together.

An id is a path of words: `sales` is a domain, `sales.orders` a product of it, and the empty id is
the foundation, on which all rest. A stack is named by its environment and the id of what it holds.
Nothing else cuts or joins an id: a test holds that.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType, Self

DomainId = NewType("DomainId", str)
"""Such as `sales`; empty for the foundation."""
ProductId = NewType("ProductId", str)
"""Such as `sales.orders`."""

FOUNDATION = ""
"""The id of what belongs to no domain."""
LOCAL = "local"
"""The environment whose AWS is a process of this machine."""
DOMAINS_FOLDER = "domains"
_DOT = "."
_WORDS_OF_PRODUCT = 2


def product_id(domain: str, name: str) -> ProductId:
    """The id of a domain's product, by the product's own name."""
    return ProductId(f"{domain}{_DOT}{name}")


def joined(words: Iterable[str | None]) -> str:
    """The id or the stack's name that words make; what is missing at the end is left out."""
    return _DOT.join(filter(None, words))


def words(identity: str) -> tuple[str, ...]:
    """The words of an id, also of a table's or column's, which its product's id stands before."""
    return tuple(identity.split(_DOT))


def parts(identity: str) -> tuple[DomainId, str]:
    """The domain and the product's own name; each empty where the id does not say it."""
    domain, _, name = identity.partition(_DOT)
    return DomainId(domain), name


def domain_of(identity: str) -> DomainId:
    """The domain that an id lies in: a domain's is its own, the foundation's is empty."""
    return parts(identity)[0]


def name_of(identity: str) -> str:
    """What a product is called inside its domain; empty for all else."""
    return parts(identity)[1]


def is_product(identity: str) -> bool:
    """Whether an id names a product, rather than a domain, a principal or the foundation."""
    return bool(name_of(identity))


def covers(base: str, identity: str) -> bool:
    """Whether an id is the other or what rests on it: a domain's products, or all."""
    return base in (FOUNDATION, identity) or identity.startswith(f"{base}{_DOT}")


def product_in(identity: str) -> str:
    """The product's id that a table's or column's begins with; a shorter one is itself."""
    return joined(words(identity)[:_WORDS_OF_PRODUCT])


def folder_of(identity: str) -> str:
    """The folder of a domain's or product's specs, from the mesh's root."""
    return "/".join((DOMAINS_FOLDER, *identity.split(_DOT)))


def at_path(path: str) -> str | None:
    """The id whose folder a file lies in, empty where it lies in none; None outside of domains/."""
    first, *inside = path.split("/")
    return joined(inside[:-1][:2]) if first == DOMAINS_FOLDER else None


class StackKind(StrEnum):
    """What a stack holds, from what all rest on to what rests on both others."""

    FOUNDATION = "foundation"
    DOMAIN = "domain"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class StackId:
    """What names a stack: its environment, and the id of what it holds there."""

    environment: str
    subject: str = FOUNDATION
    """A domain or product id; empty for the foundation."""

    @classmethod
    def parse(cls, name: str) -> Self:
        """The identity of a stack that is called so, as the engine knows it."""
        environment, _, subject = name.partition(_DOT)
        return cls(environment, subject)

    def __str__(self) -> str:
        return joined((self.environment, self.subject))

    @property
    def domain(self) -> DomainId:
        return domain_of(self.subject)

    @property
    def product(self) -> str:
        """The product's own name; empty for all but a product's stack."""
        return name_of(self.subject)

    @property
    def wave(self) -> int:
        """0 for the foundation, 1 for a domain, 2 for a product: it rests on those before it."""
        return len(self.parents)

    @property
    def kind(self) -> StackKind:
        if self.product:
            return StackKind.PRODUCT
        return StackKind.DOMAIN if self.subject else StackKind.FOUNDATION

    @property
    def parents(self) -> tuple[Self, ...]:
        """The stacks that it rests on, the foundation first."""
        steps = self.subject.split(_DOT) if self.subject else []
        above = (joined(steps[:end]) for end in range(len(steps)))
        return tuple(type(self)(self.environment, subject) for subject in above)


def stack_name(identity: str, environment: str) -> str:
    """The name of the stack of a domain, a product or (for the empty id) the foundation."""
    return str(StackId(environment, identity))


def identity_of(stack: str, environment: str) -> str | None:
    """The id of what a stack holds; None where the stack belongs to another environment."""
    found = StackId.parse(stack)
    return found.subject if found.environment == environment else None


def subject_of(stack: str) -> str:
    """The id of what a stack holds, by its name."""
    return StackId.parse(stack).subject
