select
    flights.carrier,
    flights.origin,
    flights.destination,
    flights.flight_month,
    count(*) as flights,
    coalesce(sum(aircraft.seats), 0) as seats,
    cast(100e0 * count(aircraft.tail_number) / count(*) as decimal(5, 2)) as known_percent
from operations__flights.flights as flights
left join fleet__aircraft.aircraft as aircraft on aircraft.tail_number = flights.tail_number
where flights.departed_at is not null
group by flights.carrier, flights.origin, flights.destination, flights.flight_month
