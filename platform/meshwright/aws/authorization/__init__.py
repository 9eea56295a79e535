"""How AWS decides whether a request is allowed: policies, their conditions, and who asks."""

__all__: list[str] = []
