"""Rules over the states of stacks that are deployed."""
