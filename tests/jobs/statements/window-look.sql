SELECT '{"rows":' || CAST(count(*) AS varchar) || '}' AS look FROM "out".windowed
