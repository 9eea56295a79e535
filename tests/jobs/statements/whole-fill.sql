INSERT INTO "out".hourly__next (origin, hour, flights, flight_date) SELECT origin, hour, flights, flight_date FROM (select origin, date_trunc('hour', departed_at) as hour, count(*) as flights, flight_date
    from operations__flights.flights
    where note <> 'it''s; --'  
    group by origin, date_trunc('hour', departed_at), flight_date) q
