DELETE FROM "out".order__next
