select
    origin as station,
    time_hour as observed_at,
    strftime(timezone('America/New_York', time_hour), '%Y-%m') as observation_month,
    temp as temperature_f,
    dewp as dew_point_f,
    humid as humidity_percent,
    {'direction_degrees': wind_dir, 'speed_mph': wind_speed, 'gust_mph': wind_gust} as wind,
    precip as precipitation_inches,
    pressure as pressure_mbar,
    visib as visibility_miles
from weather
