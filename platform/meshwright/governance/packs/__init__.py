"""Rules as policy packs of the engine."""
