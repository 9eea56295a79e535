DELETE FROM "out".made__next
