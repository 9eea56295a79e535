"""What a run would take from the data in tables, and how that is refused or done."""
