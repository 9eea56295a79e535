VACUUM "out".windowed
