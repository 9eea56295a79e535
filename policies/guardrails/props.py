"""A resource's properties as a rule reads them: JSON values, and an error for what is unknown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any, Final


class Unknown(Enum):
    """The type of `UNKNOWN` and `SECRET`; each is worth what a reader is told of it."""

    VALUE = "is not known yet"
    SECRET = "is a secret, and so not read"  # noqa: S105 - what is said of one


UNKNOWN: Final = Unknown.VALUE
"""Stands for a value that only AWS can decide."""
SECRET: Final = Unknown.SECRET
"""Stands for a value that is encrypted where its host reads it."""


class UnknownValueError(Exception):
    """A rule read a value that is not known; rules never catch it, the evaluator does."""

    def __init__(self, path: str, what: Unknown = UNKNOWN) -> None:
        super().__init__(path)
        self.path = path
        self.what = what


@dataclass(frozen=True, slots=True)
class Reader:
    """A principal that the environment lets read across domains, through LF-tags."""

    principal: str
    classifications: tuple[str, ...]
    pii: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a resource stands, as far as a rule may know it: its environment and its stack."""

    environment: str
    account: str
    region: str
    partition: str = "aws"
    domain: str | None = None
    """The domain of the stack; none for the foundation."""
    product: str | None = None
    """The product of the stack, without its domain; none for a foundation or a domain."""
    readers: tuple[Reader, ...] = ()
    trusted: tuple[str, ...] = ()
    """The principals that the environment file lets assume roles of the stack's domain."""
    services: tuple[str, ...] = ()
    """The services of AWS's that it lets run the domain's jobs."""
    landing: tuple[str, ...] = ()
    """The principals that it lets land files for the stack's product."""
    adopted_locations: tuple[tuple[str, str, str], ...] = ()
    """What was there before the mesh: bucket, folder or "" for all of it, and the product's id."""
    adopted_databases: tuple[tuple[str, str], ...] = ()
    """Databases that were there before the mesh, each with the id of the product that took it."""
    trail: tuple[str, str] | None = None
    """The folder of a trail that there was before the mesh, with its bucket, and the ARN of the
    role that reads it."""
    keeps_data: bool = True
    """Whether what holds data is precious here; in `local` nothing is."""
    manages_account: bool = True
    """Whether the foundation holds the settings that are one for the whole account."""


class Props(Mapping[str, Any]):
    """A read-only mapping in the provider's camelCase.

    Lists are tuples, mappings are `Props` again, and a null is no value. A list with an unknown
    element is unknown as a whole, since what it does not hold cannot be said either.
    """

    __slots__ = ("_path", "_values", "is_protected", "parameters", "scope")

    def __init__(
        self,
        values: Mapping[str, Any],
        scope: Scope,
        path: str = "",
        parameters: Mapping[str, Any] = MappingProxyType({}),
        *,
        is_protected: bool = False,
    ) -> None:
        self._values = {name: value for name, value in values.items() if value is not None}
        self._path = path
        self.scope = scope
        self.parameters = parameters
        """Those of the rule that is being asked; of the outermost mapping alone."""
        self.is_protected = is_protected
        """Whether the engine refuses to delete the resource; of the outermost mapping alone."""

    def asked_with(self, parameters: Mapping[str, Any]) -> "Props":
        """These values, asked about by a rule with parameters."""
        if not parameters:
            return self
        protected = self.is_protected
        return Props(self._values, self.scope, self._path, parameters, is_protected=protected)

    def known(self, name: str) -> Any:
        """A value where one is there and known, else None.

        For what is both input and output, such as a bucket's policy: where nobody writes it, a
        preview shows it as unknown until AWS has said what it made of it.
        """
        try:
            return self.get(name)
        except UnknownValueError:
            return None

    def __getitem__(self, name: str) -> Any:
        return self._read(self._values[name], f"{self._path}.{name}" if self._path else name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def _read(self, value: Any, path: str) -> Any:
        # Most are texts, and asking whether something is a mapping is slow.
        if isinstance(value, str):
            return value
        if isinstance(value, Unknown):
            raise UnknownValueError(path, value)
        if isinstance(value, Mapping):
            return Props(value, self.scope, path)  # pyright: ignore[reportUnknownArgumentType] - JSON
        if isinstance(value, list | tuple):
            return tuple(self._read(item, f"{path}[{i}]") for i, item in enumerate(value))  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - JSON
        return value
