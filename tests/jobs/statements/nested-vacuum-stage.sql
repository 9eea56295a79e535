VACUUM "out".words__next
