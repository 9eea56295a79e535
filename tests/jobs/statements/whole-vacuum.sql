VACUUM "out".hourly
