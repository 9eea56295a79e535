DELETE FROM "out".made__files WHERE NOT loaded
