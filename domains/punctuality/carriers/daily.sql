select
    flights.carrier,
    carriers.name as carrier_name,
    flights.flight_date,
    flights.flight_month,
    count(*) as scheduled,
    count(case when flights.status = 'cancelled' then 1 end) as cancelled,
    count(case when flights.status = 'completed' then 1 end) as completed,
    count(case when flights.arrival_delay_minutes < 15 then 1 end) as on_time,
    sum(flights.arrival_delay_minutes) as arrival_delay_minutes,
    cast(
        100e0 * count(case when flights.arrival_delay_minutes < 15 then 1 end) / count(*)
        as decimal(5, 2)
    ) as on_time_percent
from operations__flights.flights as flights
join network__carriers.carriers as carriers on carriers.carrier = flights.carrier
group by flights.carrier, carriers.name, flights.flight_date, flights.flight_month
