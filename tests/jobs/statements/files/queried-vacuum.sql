VACUUM "out".made
