"""Rules for the resources of a data mesh, and the evaluator that asks them."""
