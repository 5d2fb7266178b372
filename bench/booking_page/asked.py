"""What guests ask of a booking page before they choose."""

from collections.abc import Iterator
from itertools import cycle

from bench.booking_page.month import Month
from bench.client import get

PARTIES = (2, 4, 6)


class PageRequests:
    """Guests who look at one day, or at one month, each for another party."""

    def __init__(self, month: Month) -> None:
        self._month = month

    def page_times(self) -> Iterator[bytes]:
        """What the page offers of a day, without the page."""
        path = f"/bench/times/{self._month.slug}/{self._month.day}"
        return cycle([get(f"{path}/{party}") for party in PARTIES])

    def page_day(self) -> Iterator[bytes]:
        """The times of a day."""
        return self._each(f"day={self._month.day}")

    def page_month(self) -> Iterator[bytes]:
        """The days of a month that have a table."""
        return self._each(f"month={self._month.month:%Y-%m}")

    def _each(self, asked: str) -> Iterator[bytes]:
        path = f"/book/{self._month.slug}"
        return cycle([get(f"{path}?party={party}&{asked}") for party in PARTIES])
