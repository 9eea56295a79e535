UPDATE "out".made__files SET loaded = TRUE WHERE NOT loaded
