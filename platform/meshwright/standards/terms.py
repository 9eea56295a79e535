"""Terms of a product, which contracts say in three places.

Source: ODCS v3.1.0, `description`, `price`. A licence has no field there: it is the custom property
`license`.
"""

from collections.abc import Mapping
from typing import Any, cast

from pydantic import BaseModel, ValidationError

from meshwright.specs.models import Price, Terms

Fields = dict[str, Any]
LICENSE = "license"
DESCRIBED = ("usage", "limitations")
PRICE = {"amount": "priceAmount", "currency": "priceCurrency", "unit": "priceUnit"}


def text_of(said: Any) -> str | None:
    """A text as a spec takes it."""
    text = said.strip()[:2048] if isinstance(said, str) else ""
    return text or None


def described(terms: Terms) -> Fields:
    """What the description says beside the purpose."""
    said = {name: getattr(terms, name) for name in DESCRIBED}
    return {name: text for name, text in said.items() if text}


def priced(price: Price | None) -> Fields:
    """A price in the standard's words; empty where there is none."""
    if price is None:
        return {}
    said = {"amount": price.number, "currency": price.currency, "unit": price.unit}
    return {PRICE[name]: value for name, value in said.items() if value is not None}


def terms_of(said: Mapping[str, Any]) -> Fields:
    """What a spec can say of a contract's terms."""
    description = _mapping(said.get("description"))
    texts = {name: text_of(description.get(name)) for name in DESCRIBED}
    found: Fields = {name: text for name, text in texts.items() if text}
    listed = said.get("customProperties")
    entries = cast("list[Any]", listed) if isinstance(listed, list) else []
    licenses = (_mapping(each) for each in entries if is_license(each))
    if license_ := next(licenses, None):
        found["license"] = license_["value"]
    if price := _price(_mapping(said.get("price"))):
        found["price"] = price
    return found


def is_license(entry: Any) -> bool:
    """Whether a custom property says a licence as a spec can."""
    said = _mapping(entry)
    is_one = set(said) == {"property", "value"} and said["property"] == LICENSE
    return is_one and _fits(Terms, {"license": said["value"]})


def _price(said: Fields) -> Fields | None:
    found = {ours: said[name] for ours, name in PRICE.items() if name in said}
    return found if _fits(Price, found) else None


def _fits(model: type[BaseModel], fields: Fields) -> bool:
    try:
        model.model_validate(fields)
    except ValidationError:
        return False
    return True


def _mapping(said: Any) -> Fields:
    return cast("Fields", said) if isinstance(said, dict) else {}
