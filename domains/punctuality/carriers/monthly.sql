with months as (
    select
        carrier,
        carrier_name,
        flight_month,
        sum(scheduled) as scheduled,
        sum(cancelled) as cancelled,
        sum(on_time) as on_time,
        100e0 * sum(on_time) / sum(scheduled) as on_time_percent,
        1e0 * sum(arrival_delay_minutes) / nullif(sum(completed), 0) as average_delay
    from punctuality__carriers.daily
    group by carrier, carrier_name, flight_month
)
select
    carrier,
    carrier_name,
    flight_month,
    scheduled,
    cancelled,
    on_time,
    cast(on_time_percent as decimal(5, 2)) as on_time_percent,
    cast(average_delay as decimal(8, 2)) as average_arrival_delay_minutes,
    rank() over (partition by flight_month order by on_time_percent desc) as place
from months
