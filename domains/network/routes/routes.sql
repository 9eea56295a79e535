with served as (
    select origin, destination, carrier, max(distance_miles) as distance_miles, count(*) as flights
    from operations__flights.flights
    group by origin, destination, carrier
)
select
    served.origin,
    served.destination,
    airports.name as destination_name,
    max(served.distance_miles) as distance_miles,
    sum(served.flights) as flights,
    array_agg(
        cast(row(served.carrier, served.flights) as row(carrier varchar, flights bigint))
        order by served.flights desc, served.carrier
    ) as carriers
from served
left join network__airports.airports as airports on airports.airport = served.destination
group by served.origin, served.destination, airports.name
