"""The booking page: guests who look at a full day, and at a full month."""
