INSERT INTO "out".words__next (k, word, at, place, tags) SELECT k, word, at, place, tags FROM (select k, word, at, place, tags from src.words) q
