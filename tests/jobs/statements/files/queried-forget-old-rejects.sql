DELETE FROM "out".made__rejects WHERE run < CAST(date_add('day', -30, DATE '2026-11-27') AS varchar)
