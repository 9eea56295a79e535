"""Pages and schemas that code writes."""
