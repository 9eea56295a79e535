VACUUM "out".windowed__next
