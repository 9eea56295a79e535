select
    coalesce(aircraft.manufacturer, 'unknown') as manufacturer,
    coalesce(aircraft.model, 'unknown') as model,
    count(distinct monthly.tail_number) as aircraft,
    sum(monthly.flights) as flights,
    cast(sum(monthly.air_hours) as decimal(11, 2)) as air_hours
from fleet__utilization.monthly as monthly
left join fleet__aircraft.aircraft as aircraft on aircraft.tail_number = monthly.tail_number
group by coalesce(aircraft.manufacturer, 'unknown'), coalesce(aircraft.model, 'unknown')
