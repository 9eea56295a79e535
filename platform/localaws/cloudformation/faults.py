"""Refusals of CloudFormation, in its words."""

from localaws.strict.call import Fault


class RefusedError(Exception):
    """A call that CloudFormation refuses."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def invalid(message: str) -> RefusedError:
    return RefusedError(Fault("ValidationError", message))


def lacking(what: str) -> RefusedError:
    """What AWS has and the local one does not: no SDK tries this again."""
    return RefusedError(Fault("NotImplemented", f"not implemented by the local AWS: {what}"))
