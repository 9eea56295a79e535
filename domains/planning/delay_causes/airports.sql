with totals as (
    select origin, sum(scheduled) as scheduled
    from operations__departures.hourly
    group by origin
),
causes as (
    select origin, cause, cast(sum(disrupted) as bigint) as disrupted
    from planning__delay_causes.causes
    group by origin, cause
)
select
    totals.origin,
    totals.scheduled,
    sum(causes.disrupted) as disrupted,
    cast(100e0 * sum(causes.disrupted) / totals.scheduled as decimal(5, 2)) as disrupted_percent,
    map_from_entries(array_agg(row(causes.cause, causes.disrupted) order by causes.cause))
        as disrupted_by_cause
from totals
join causes on causes.origin = totals.origin
group by totals.origin, totals.scheduled
