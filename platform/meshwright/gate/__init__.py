"""The offline gate: specs, checks, plan and rules of an environment, assessed at once."""
