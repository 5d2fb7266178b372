"""Tills by the dozen: each asks over a connection of its own, and again when it is answered."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import cast

MOST_REFUSED = 0.01
"""More refusals than this part of all would leave no figure that means anything."""
END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length: "

Fine = Callable[[bytes], bool]
"""Whether an answer's body is what was hoped for."""


class NotAnswered(Exception):
    """The hub answered otherwise than it should have, so that no figure would mean anything."""


@dataclass
class Round:
    """What was measured in one go. Times in seconds, of refused requests as well."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


class Till(asyncio.Protocol):
    """One connection that is kept open. Reads just enough of HTTP/1.1 to know an answer's end."""

    def __init__(self) -> None:
        self._heard = bytearray()
        self._answer: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._heard += data
        head = self._heard.find(END_OF_HEAD)
        if head < 0 or self._answer is None:
            return
        whole = head + len(END_OF_HEAD) + self._length(head)
        if len(self._heard) >= whole:
            answer, self._answer = self._answer, None
            answer.set_result(bytes(self._heard[:whole]))
            self._heard.clear()

    def _length(self, head: int) -> int:
        """The length of the body; an answer that has none may say nothing of it."""
        found = self._heard.lower().find(LENGTH, 0, head)
        if found < 0:
            return 0
        at = found + len(LENGTH)
        return int(self._heard[at : self._heard.index(b"\r\n", at)])

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError("the hub hung up"))

    async def ask(self, request: bytes) -> bytes:
        """The whole answer, head and body."""
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        self._transport.close()


async def drive(
    port: int, requests: Iterator[bytes], fine: Fine, *, clients: int, seconds: float
) -> Round:
    """Have `clients` ask `requests`, whoever is free the next one, for `seconds`."""
    loop = asyncio.get_running_loop()
    tills = [(await loop.create_connection(Till, "127.0.0.1", port))[1] for _ in range(clients)]
    done = Round()
    began = perf_counter()
    try:
        await asyncio.gather(
            *(keep_asking(till, requests, fine, began + seconds, done) for till in tills)
        )
    finally:
        for till in tills:
            till.close()
    done.seconds = perf_counter() - began
    if len(done.refused) > len(done.times) * MOST_REFUSED:
        raise NotAnswered(f"{len(done.refused)} requests were refused: {done.refused[0]}")
    return done


async def keep_asking(
    till: Till, requests: Iterator[bytes], fine: Fine, until: float, done: Round
) -> None:
    while (began := perf_counter()) < until:
        request = next(requests, None)
        if request is None:
            raise NotAnswered("There were not enough orders for so fast a hub.")
        answer = await till.ask(request)
        done.times.append(perf_counter() - began)
        head, _, body = answer.partition(END_OF_HEAD)
        if not head.startswith(b"HTTP/1.1 20") or not fine(body):
            done.refused.append(body.decode(errors="replace"))


def get(path: str, *, method: str = "GET") -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n".encode()
