DELETE FROM "out".words__next
