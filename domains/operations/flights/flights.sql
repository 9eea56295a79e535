-- Clocks are read as HHMM: 517 is 05:17, 2400 is midnight. Departures are on New York's clock; an
-- arrival is on the destination's, on the day after where its clock is behind that of the departure.
with typed as (
    select
        *,
        cast(concat(year, '-', lpad(month, 2, '0'), '-', lpad(day, 2, '0')) as date) as flight_date,
        cast(sched_dep_time as integer) as planned_departure_clock,
        cast(sched_arr_time as integer) as planned_arrival_clock,
        cast(nullif(arr_time, 'NA') as integer) as arrival_clock,
        cast(nullif(dep_delay, 'NA') as integer) as departure_delay,
        date_parse(time_hour, '%Y-%m-%dT%H:%i:%sZ') as planned_hour
    from landing
),
clocks as (
    select
        *,
        date_add('minute', cast(minute as integer), planned_hour) as planned_departure,
        date_add(
            'minute',
            planned_departure_clock / 100 * 60 + planned_departure_clock % 100,
            cast(flight_date as timestamp)
        ) as departure_clock,
        date_add(
            'minute',
            planned_arrival_clock / 100 * 60 + planned_arrival_clock % 100,
            cast(flight_date as timestamp)
        ) as planned_arrival
    from typed
),
arrivals as (
    select
        *,
        date_add('minute', departure_delay, departure_clock) as departed_clock,
        date_add(
            'minute',
            arrival_clock / 100 * 60 + arrival_clock % 100,
            date_trunc('day', date_add('minute', departure_delay, departure_clock))
        ) as arrival
    from clocks
)
select
    flight_date,
    concat(year, '-', lpad(month, 2, '0')) as flight_month,
    carrier,
    cast(flight as integer) as flight_number,
    nullif(tailnum, 'NA') as tail_number,
    origin,
    dest as destination,
    planned_departure as scheduled_departure,
    date_add('minute', departure_delay, planned_departure) as departed_at,
    case
        when planned_arrival < departure_clock then date_add('day', 1, planned_arrival)
        else planned_arrival
    end as scheduled_arrival,
    case when arrival < departed_clock then date_add('day', 1, arrival) else arrival end as arrived_at,
    departure_delay as departure_delay_minutes,
    cast(nullif(arr_delay, 'NA') as integer) as arrival_delay_minutes,
    cast(nullif(air_time, 'NA') as integer) as air_time_minutes,
    cast(distance as integer) as distance_miles,
    case
        when dep_time = 'NA' then 'cancelled'
        when arr_delay = 'NA' then 'incomplete'
        else 'completed'
    end as status
from arrivals
