select
    faa as airport,
    name,
    {'latitude': lat, 'longitude': lon, 'altitude_feet': alt} as location,
    tz as utc_offset_hours,
    dst as daylight_saving,
    tzone as time_zone
from airports
