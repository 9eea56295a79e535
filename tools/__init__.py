"""For people who work on the platform itself; the product never imports it."""
