DELETE FROM "out".windowed__next
