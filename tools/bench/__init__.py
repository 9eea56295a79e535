"""Measures the platform against the least that the same work can cost; changes nothing of it."""
