"""The `aws:*` types that the local provider serves: data, and four functions over AWS."""
