"""Who may ask the local AWS: no web page, and nobody without keys that it knows."""
