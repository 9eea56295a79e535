"""What a code host runs for a mesh: workflows for GitHub and GitLab, written from templates.

It reads environment files and nothing else; the hosts' own words are in `templates/`, and what
their jobs run beside `mesh` in `scripts/`.
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["generated", "github", "gitlab", "pipeline"]
