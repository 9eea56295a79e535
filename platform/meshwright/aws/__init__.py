"""What is true of AWS: identities, tables of types, limits. Values, and no calls."""
