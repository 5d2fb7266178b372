"""Telling the application what became of its checkouts: signed, and again until it has heard."""

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx

from regulars.simulator.testpay.desk import Desk
from regulars.simulator.testpay.model import Notice

SIGNATURE = "Testpay-Signature"
WAITS = (2.0, 10.0, 60.0, 600.0)
"""Seconds before each further attempt."""
TIMEOUT = 10.0


class Notifier:
    """Sends by itself where `automatic`, else on `deliver`."""

    def __init__(
        self,
        desk: Desk,
        client: Callable[[], httpx.AsyncClient],
        *,
        sleep: Callable[[float], Awaitable[None]],
        automatic: Callable[[], bool],
    ) -> None:
        self._desk = desk
        self._client = client
        self._sleep = sleep
        self._automatic = automatic
        self._under_way: dict[int, asyncio.Task[None]] = {}
        desk.wake = self.wake

    def wake(self) -> None:
        """Carry what waits in the background, each notice at its own pace."""
        if not self._automatic():
            return
        for notice in self._desk.books.notices:
            if notice.state == "waiting" and id(notice) not in self._under_way:
                task = asyncio.get_running_loop().create_task(self._carry(notice))
                self._under_way[id(notice)] = task

    async def deliver(self) -> int:
        """Attempt all that waits, due or not, or was held back; how many there were."""
        waiting = [one for one in self._desk.books.notices if one.state in ("waiting", "held_back")]
        for notice in waiting:
            await self._attempt(notice)
        return len(waiting)

    async def stop(self) -> None:
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _carry(self, notice: Notice) -> None:
        """Attempt one notice until it is heard or given up."""
        try:
            while notice.state == "waiting":
                pause = (notice.due_at - self._desk.clock()).total_seconds()
                if pause > 0:
                    await self._sleep(pause)
                await self._attempt(notice)
        finally:
            del self._under_way[id(notice)]

    async def _attempt(self, notice: Notice) -> None:
        notice.attempts += 1
        notice.state = "delivered" if await self._is_heard(notice) else "waiting"
        if notice.state == "waiting" and notice.attempts > len(WAITS):
            notice.state = "given_up"
        elif notice.state == "waiting":
            notice.due_at = self._desk.clock() + timedelta(seconds=WAITS[notice.attempts - 1])
        self._desk.save()

    async def _is_heard(self, notice: Notice) -> bool:
        body = notice.body.encode()
        secret = f"not {self._desk.secret}" if notice.wrong_signature else self._desk.secret
        moment = int(self._desk.clock().timestamp())
        headers = {
            "Content-Type": "application/json",
            SIGNATURE: signature(secret, moment, body),
        }
        try:
            answer = await self._client().post(
                notice.address, content=body, headers=headers, timeout=TIMEOUT
            )
        except (httpx.HTTPError, httpx.InvalidURL):
            return False
        return answer.is_success


def signature(secret: str, moment: int, body: bytes) -> str:
    """`t=1767000000,v1=…`: HMAC-SHA256 over the moment, a dot and the body."""
    signed = f"{moment}.".encode() + body
    return f"t={moment},v1={hmac.digest(secret.encode(), signed, hashlib.sha256).hex()}"
