"""What AWS does, as questions to a local AWS: each with AWS's own page and the right answer."""
