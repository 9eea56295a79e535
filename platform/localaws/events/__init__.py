"""EventBridge in the local AWS: events go by their bus's rules to state machines and topics."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["bus", "install", "mailbox", "publishing"]
