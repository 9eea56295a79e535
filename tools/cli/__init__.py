"""`mesh dev`: the commands for people who work on the platform."""
