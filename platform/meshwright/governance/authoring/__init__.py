"""For people who write rules: scaffolds, trials, simulation."""
