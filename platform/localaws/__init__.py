"""The embedded AWS: a server on the loopback, as strict as AWS, and a provider for it."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["clients", "install", "provider", "reset", "server", "signing", "trail"]
