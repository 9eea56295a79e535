INSERT INTO "out".windowed__next (origin, hour, flights, flight_date) SELECT origin, hour, flights, flight_date FROM (select origin, date_trunc('hour', departed_at) as hour, count(*) as flights, flight_date
    from operations__flights.flights
    where note <> 'it''s; --'  
    group by origin, date_trunc('hour', departed_at), flight_date) q WHERE (q.flight_date BETWEEN date_add('day', -3 * 1, DATE '2026-11-27') AND DATE '9999-12-31' OR q.flight_date IS NULL)
