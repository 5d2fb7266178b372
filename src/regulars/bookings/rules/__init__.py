"""What holds for bookings, whoever asks: statuses, times, tables, the way to the till."""
