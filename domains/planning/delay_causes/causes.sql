-- A disrupted departure is put down to the weather where the station of its airport saw, in the hour
-- of the schedule, less than 3 miles, a tenth of an inch of rain or gusts of 40 miles an hour; else to
-- congestion where 40 percent of that hour's departures were disrupted; else to the flight itself.
with disrupted as (
    select
        origin,
        flight_month,
        date_trunc('hour', scheduled_departure) as departure_hour,
        status,
        coalesce(departure_delay_minutes, 0) as delay_minutes
    from operations__flights.flights
    where status = 'cancelled' or departure_delay_minutes >= 15
),
explained as (
    select
        disrupted.origin,
        disrupted.flight_month,
        disrupted.status,
        disrupted.delay_minutes,
        case
            when
                weather.visibility_miles < 3
                or weather.precipitation_inches >= 0.1
                or weather.wind.gust_mph >= 40
                then 'weather'
            when hours.delayed + hours.cancelled >= 0.4 * hours.scheduled then 'congestion'
            else 'single_flight'
        end as cause
    from disrupted
    join operations__departures.hourly as hours
        on hours.origin = disrupted.origin and hours.departure_hour = disrupted.departure_hour
    left join weather__observations.hourly as weather
        on weather.station = disrupted.origin and weather.observed_at = disrupted.departure_hour
)
select
    origin,
    flight_month,
    cause,
    count(*) as disrupted,
    count(case when status = 'cancelled' then 1 end) as cancelled,
    sum(delay_minutes) as delay_minutes
from explained
group by origin, flight_month, cause
