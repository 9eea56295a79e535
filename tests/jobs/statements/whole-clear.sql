DELETE FROM "out".hourly__next
