"""Where the room is."""

BOOKING_PAGE = "/console/booking-page"
AT = BOOKING_PAGE + "/{store_id:int}"
