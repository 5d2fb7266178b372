"""Reports: what the days of a merchant's stores came to."""
