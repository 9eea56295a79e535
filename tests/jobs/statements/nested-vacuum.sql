VACUUM "out".words
