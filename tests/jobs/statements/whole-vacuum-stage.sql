VACUUM "out".hourly__next
