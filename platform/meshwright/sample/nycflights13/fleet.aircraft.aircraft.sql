select
    tailnum as tail_number,
    year as year_built,
    type as aircraft_type,
    manufacturer,
    model,
    engines,
    engine,
    seats,
    speed as cruising_speed_mph
from planes
