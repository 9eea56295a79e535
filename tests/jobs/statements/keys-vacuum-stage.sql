VACUUM "out".order__next
