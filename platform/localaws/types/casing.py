"""Between a property's camelCase and AWS's PascalCase, guided by the property's shape."""

from collections.abc import Mapping
from typing import Any

from localaws.types.shape import Kind, Property, Shape

NO_NAMES: Mapping[str, str] = {}


def aws_name(name: str, names: Mapping[str, str] = NO_NAMES) -> str:
    """AWS's word for a field; `names` holds those that are not just its PascalCase."""
    return names.get(name) or name[0].upper() + name[1:]


def to_aws(shape: Shape, value: Any, names: Mapping[str, str] = NO_NAMES) -> Any:
    """A value as AWS wants it; fields that are not given are left out."""
    if value is None:
        return None
    if shape.kind is Kind.BLOCK:
        return fields_to_aws(shape.fields, value, names)
    if shape.item is not None and shape.kind is not Kind.MAP:
        return [to_aws(shape.item, item, names) for item in value]
    return value


def fields_to_aws(
    fields: tuple[Property, ...], values: Mapping[str, Any], names: Mapping[str, str] = NO_NAMES
) -> dict[str, Any]:
    return {
        aws_name(field.name, names): to_aws(field.shape, values[field.name], names)
        for field in fields
        if values.get(field.name) is not None
    }


def from_aws(shape: Shape, value: Any, names: Mapping[str, str] = NO_NAMES) -> Any:
    """What AWS answers as a property's value; what the shape does not know is left out."""
    if value is None:
        return None
    if shape.kind is Kind.BLOCK:
        return fields_from_aws(shape.fields, value, names)
    if shape.item is not None and shape.kind is not Kind.MAP:
        return [from_aws(shape.item, item, names) for item in value]
    return value


def fields_from_aws(
    fields: tuple[Property, ...], answer: Mapping[str, Any], names: Mapping[str, str] = NO_NAMES
) -> dict[str, Any]:
    return {
        field.name: from_aws(field.shape, answer[aws_name(field.name, names)], names)
        for field in fields
        if answer.get(aws_name(field.name, names)) is not None
    }
