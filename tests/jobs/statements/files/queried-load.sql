MERGE INTO "out".made__files f USING (SELECT file, modified FROM "out".made__files WHERE NOT loaded) t ON f.file = t.file AND f.modified = t.modified WHEN MATCHED THEN UPDATE SET loaded = TRUE
