"""Who answers for what a stack lacks as a whole."""

from guardrails.rule import Resource, Stack

AWS = "aws:"


def spokesman(stack: Stack) -> Resource | None:
    """One resource of a stack, the same in every host; none where it holds nothing of AWS's."""
    owned = [resource for resource in stack.resources if resource.type.startswith(AWS)]
    return min(owned, key=lambda resource: (resource.type, resource.name), default=None)
