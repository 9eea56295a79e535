"""What a person's shell and home hold for others, and what of it our processes inherit.

The standard library only: the set-up of .venv reads it too.
"""
