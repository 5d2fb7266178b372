"""What hosts ask of the diary, and parties that sit down."""

from collections.abc import Iterator
from itertools import count

from bench.diary.evening import Evening
from bench.venue import Facts
from regulars.faces.console import cookies, csrf

WRITES_EVERY = 10
"""Where hosts are at work, one request in so many changes something."""


class DiaryRequests:
    """The requests of one run against one evening."""

    def __init__(self, facts: Facts, evening: Evening) -> None:
        self._evening = evening
        self._path = f"/console/diary/{facts.store}"
        self._parties = count()

    def diary(self) -> Iterator[bytes]:
        """The whole day, while nothing happens: what open pages ask for again and again."""
        request = self._day()
        while True:
            yield request

    def diary_busy(self) -> Iterator[bytes]:
        """The whole day, while one request in ten changes it."""
        request = self._day()
        for number in count(1):
            yield request if number % WRITES_EVERY else self._note(number)

    def diary_page(self) -> Iterator[bytes]:
        """The page itself, as it is opened."""
        request = self._get(f"{self._path}?day={self._evening.day}")
        while True:
            yield request

    def seating(self) -> Iterator[bytes]:
        """A party walks in, sits down, has its order on the till, and leaves again."""
        return self._posts("seatings")

    def till_alone(self) -> Iterator[bytes]:
        """What the till is asked for a seating, without a booking."""
        return self._posts("orders")

    def _posts(self, what: str) -> Iterator[bytes]:
        tables = self._evening.tables
        for number in self._parties:
            table = tables[number % len(tables)]
            yield self._request("POST", f"/bench/{what}/{table}", b"")

    def _day(self) -> bytes:
        """The day as an open page asks for it, without one that it knows already."""
        path = f"{self._path}/day.json?day={self._evening.day}"
        return self._request("GET", path, b"", more="HX-Request: true\r\n")

    def _get(self, path: str) -> bytes:
        return self._request("GET", path, b"")

    def _note(self, number: int) -> bytes:
        body = f"note=Seating+{number}&day={self._evening.day}".encode()
        return self._request("POST", f"{self._path}/note?day={self._evening.day}", body)

    def _request(self, method: str, path: str, body: bytes, *, more: str = "") -> bytes:
        head = (
            f"{method} {path} HTTP/1.1\r\n"
            "Host: 127.0.0.1\r\n"
            f"Cookie: {cookies.SESSION}={self._evening.session}\r\n"
            f"{csrf.HEADER}: {self._evening.csrf_token}\r\n"
            f"{more}"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body
