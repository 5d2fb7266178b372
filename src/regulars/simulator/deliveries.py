"""Sending webhooks and callbacks, signed, again until they are taken."""

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx

from regulars.simulator.cloud import Cloud
from regulars.simulator.events import release_held_back
from regulars.simulator.log import Judgement
from regulars.simulator.model import Delivery

FINISHED_KEPT = 200


class Deliverer:
    """Delivers by itself when the switch says automatic, else on `deliver_waiting`."""

    def __init__(
        self,
        cloud: Cloud,
        client: Callable[[], httpx.AsyncClient],
        *,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._cloud = cloud
        self._client = client
        self._sleep = sleep
        self._under_way: dict[int, asyncio.Task[None]] = {}
        cloud.wake_deliveries = self.wake

    def wake(self) -> None:
        """Carry what waits in the background, if deliveries are automatic."""
        if not self._automatic:
            return
        for delivery in self._waiting():
            if delivery.id not in self._under_way:
                task = asyncio.get_running_loop().create_task(self._carry(delivery))
                self._under_way[delivery.id] = task

    @property
    def _automatic(self) -> bool:
        return self._cloud.switches.webhook_delivery == "automatic"

    async def stop(self) -> None:
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def deliver_waiting(self) -> list[Delivery]:
        """Attempt everything that waits, due or not, and what those attempts set off.

        Each delivery is attempted once; what failed waits for the next time.
        """
        release_held_back(self._cloud)
        attempted: dict[int, Delivery] = {}
        while fresh := [each for each in self._waiting() if each.id not in attempted]:
            for delivery in fresh:
                attempted[delivery.id] = delivery
                await self._attempt(delivery)
        self._forget_finished()
        return list(attempted.values())

    async def _carry(self, delivery: Delivery) -> None:
        """Attempt one delivery until it is taken or given up."""
        try:
            while delivery.state == "waiting" and self._automatic:
                wait = (delivery.due_at - self._cloud.now()).total_seconds()
                if wait > 0:
                    await self._sleep(wait)
                if delivery.state == "waiting":
                    await self._attempt(delivery)
            self._forget_finished()
        finally:
            del self._under_way[delivery.id]

    def _waiting(self) -> list[Delivery]:
        return [each for each in self._cloud.state.deliveries if each.state == "waiting"]

    async def _attempt(self, delivery: Delivery) -> None:
        started_at = self._cloud.now()
        headers = self._headers(delivery)
        delivery.attempts += 1
        answer: httpx.Response | None = None
        try:
            async with asyncio.timeout(self._cloud.switches.webhook_timeout_seconds):
                answer = await self._client().request(
                    delivery.method,
                    delivery.address,
                    content=delivery.body.encode(),
                    headers=headers,
                )
            delivery.last_answer = str(answer.status_code)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            delivery.last_answer = f"{type(error).__name__}: {error}"
        self._note_outcome(delivery, taken=answer is not None and answer.is_success)
        self._cloud.log.record(
            direction="out",
            kind="callback" if delivery.topic == "callback" else "webhook",
            method=delivery.method,
            url=delivery.address,
            started_at=started_at,
            ended_at=self._cloud.now(),
            request_headers=headers,
            request_body=delivery.body.encode(),
            status=answer.status_code if answer is not None else None,
            response_headers=answer.headers if answer is not None else {},
            response_body=answer.content if answer is not None else b"",
            fault="webhook_wrong_signature" if delivery.wrong_signature else None,
            judgements=[judged(delivery, answer)],
        )
        self._cloud.save()

    def _headers(self, delivery: Delivery) -> dict[str, str]:
        headers = {"Content-Type": "application/json; charset=utf-8", **delivery.headers}
        addon = self._cloud.state.addons.get(delivery.client_id or "")
        if addon is not None:
            by_token = self._cloud.switches.webhook_signature_key == "signature_token"
            key = addon.signature_token if by_token else addon.client_secret
            if delivery.wrong_signature:
                key = f"not {key}"
            encoding = self._cloud.switches.webhook_signature_encoding
            headers["X-Kounta-Signature"] = signature(key, delivery.body.encode(), encoding)
        return headers

    def _note_outcome(self, delivery: Delivery, *, taken: bool) -> None:
        waits = self._cloud.switches.webhook_retry_seconds
        if taken:
            delivery.state = "delivered"
        elif delivery.attempts > len(waits):
            delivery.state = "given_up"
        else:
            wait = timedelta(seconds=waits[delivery.attempts - 1])
            delivery.due_at = self._cloud.now() + wait

    def _forget_finished(self) -> None:
        queue = self._cloud.state.deliveries
        done = [each for each in queue if each.state not in ("waiting", "held_back")]
        for each in done[:-FINISHED_KEPT]:
            queue.remove(each)


def signature(key: str, body: bytes, encoding: str) -> str:
    """HMAC-SHA256 of the raw body."""
    digest = hmac.digest(key.encode(), body, hashlib.sha256)
    return base64.b64encode(digest).decode() if encoding == "base64" else digest.hex()


def judged(delivery: Delivery, answer: httpx.Response | None) -> Judgement:
    attempt = f"attempt {delivery.attempts}"
    if answer is None:
        return Judgement("wrong", f"No answer ({attempt}): {delivery.last_answer}.")
    if not answer.is_success:
        return Judgement("wrong", f"Answered {answer.status_code} ({attempt}), not a 2xx.")
    return Judgement("ok", f"Taken with {answer.status_code} ({attempt}).")
