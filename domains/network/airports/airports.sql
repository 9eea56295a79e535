select
    faa as airport,
    name,
    cast(
        row(cast(lat as decimal(10, 7)), cast(lon as decimal(10, 7)), cast(alt as integer))
        as row(latitude decimal(10, 7), longitude decimal(10, 7), altitude_feet integer)
    ) as location,
    cast(tz as decimal(4, 2)) as utc_offset_hours,
    dst as daylight_saving,
    nullif(tzone, 'NA') as time_zone
from landing
