DELETE FROM "out".made__rejects WHERE run NOT IN (SELECT run FROM "out".made__files WHERE loaded)
