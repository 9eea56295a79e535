"""Text to frozen models with positions: the only reader of `domains/`."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = [
    "agreement_file",
    "as_edited",
    "codes",
    "domain_folder",
    "environment",
    "environments",
    "field_ids",
    "files",
    "filling",
    "governance",
    "identity",
    "inside",
    "life",
    "links",
    "load",
    "local",
    "lock_file",
    "models",
    "organisation",
    "product_folder",
    "read",
    "scalars",
    "schema",
    "source",
    "types",
    "waivers",
    "yaml",
    "yaml_edits",
]
