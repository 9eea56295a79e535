"""The stand-in for the official AWS plugin: a Pulumi provider for the local AWS alone."""
