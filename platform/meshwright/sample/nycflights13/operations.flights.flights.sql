-- Clocks are read as HHMM: 517 is 05:17, 2400 is midnight. Departures are on New York's clock; an
-- arrival is on the destination's, on the day after where its clock is behind that of the departure.
with planned as (
    select
        *,
        time_hour + to_minutes(minute) as planned_departure,
        timezone('America/New_York', planned_departure) as departure_clock,
        departure_clock + to_minutes(dep_delay) as departed_clock,
        make_date(year, month, day) + to_minutes(sched_arr_time // 100 * 60 + sched_arr_time % 100)
            as planned_arrival,
        date_trunc('day', departed_clock) + to_minutes(arr_time // 100 * 60 + arr_time % 100)
            as arrival
    from flights
)
select
    make_date(year, month, day) as flight_date,
    printf('%04d-%02d', year, month) as flight_month,
    carrier,
    flight as flight_number,
    tailnum as tail_number,
    origin,
    dest as destination,
    planned_departure as scheduled_departure,
    planned_departure + to_minutes(dep_delay) as departed_at,
    case
        when planned_arrival < departure_clock then planned_arrival + interval 1 day
        else planned_arrival
    end as scheduled_arrival,
    case when arrival < departed_clock then arrival + interval 1 day else arrival end as arrived_at,
    dep_delay as departure_delay_minutes,
    arr_delay as arrival_delay_minutes,
    air_time as air_time_minutes,
    distance as distance_miles,
    case
        when dep_time is null then 'cancelled'
        when arr_delay is null then 'incomplete'
        else 'completed'
    end as status
from planned
