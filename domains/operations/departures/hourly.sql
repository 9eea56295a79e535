select
    origin,
    date_trunc('hour', scheduled_departure) as departure_hour,
    flight_month,
    count(*) as scheduled,
    count(departed_at) as departed,
    count(*) - count(departed_at) as cancelled,
    count(case when departure_delay_minutes >= 15 then 1 end) as delayed,
    cast(avg(cast(departure_delay_minutes as double)) as decimal(8, 2)) as average_delay_minutes
from operations__flights.flights
group by origin, date_trunc('hour', scheduled_departure), flight_month
