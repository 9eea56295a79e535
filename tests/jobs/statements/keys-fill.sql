INSERT INTO "out".order__next (k) SELECT k FROM (select order as k from src.keys) q
