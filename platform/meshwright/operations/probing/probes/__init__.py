"""Each probe, or group of probes about one thing, is a module; `table` lists them."""

__all__: list[str] = []
