select
    tailnum as tail_number,
    cast(nullif(year, 'NA') as integer) as year_built,
    type as aircraft_type,
    manufacturer,
    model,
    cast(engines as integer) as engines,
    engine,
    cast(seats as integer) as seats,
    cast(nullif(speed, 'NA') as integer) as cruising_speed_mph
from landing
