"""The portal: a catalog as one folder of static pages, for any web server or none."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["content", "folder", "pages", "publishing", "renewing", "serving"]
