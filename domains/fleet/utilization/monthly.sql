select
    tail_number,
    flight_month,
    count(*) as flights,
    cast(coalesce(sum(air_time_minutes), 0) / 60e0 as decimal(9, 2)) as air_hours,
    sum(distance_miles) as miles
from operations__flights.flights
where departed_at is not null and tail_number is not null
group by tail_number, flight_month
