-- The file has the hour in UTC, and the day and the month on New York's clock.
select
    origin as station,
    date_parse(time_hour, '%Y-%m-%dT%H:%i:%sZ') as observed_at,
    concat(year, '-', lpad(month, 2, '0')) as observation_month,
    cast(nullif(temp, 'NA') as decimal(5, 2)) as temperature_f,
    cast(nullif(dewp, 'NA') as decimal(5, 2)) as dew_point_f,
    cast(nullif(humid, 'NA') as decimal(5, 2)) as humidity_percent,
    cast(
        row(
            cast(nullif(wind_dir, 'NA') as integer),
            cast(nullif(wind_speed, 'NA') as decimal(7, 2)),
            cast(nullif(wind_gust, 'NA') as decimal(7, 2))
        ) as row(direction_degrees integer, speed_mph decimal(7, 2), gust_mph decimal(7, 2))
    ) as wind,
    cast(nullif(precip, 'NA') as decimal(5, 2)) as precipitation_inches,
    cast(nullif(pressure, 'NA') as decimal(6, 1)) as pressure_mbar,
    cast(nullif(visib, 'NA') as decimal(5, 2)) as visibility_miles
from landing
