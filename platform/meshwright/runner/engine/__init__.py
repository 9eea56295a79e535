"""The engine's process: how it is got, started, heard and ended."""
