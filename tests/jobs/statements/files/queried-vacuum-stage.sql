VACUUM "out".made__next
