"""Faults to inject: what goes wrong at a real till, on demand."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Literal, get_args

from msgspec import Struct

FaultKind = Literal[
    "slow_answer",
    "server_error",
    "answer_lost",
    "request_lost",
    "rate_limited",
    "unauthorized",
    "empty_body",
    "expire_tokens",
    "huge_order_id",
    "order_refused",
    "order_unheard",
    "webhook_duplicate",
    "webhook_reordered",
    "webhook_lost",
    "webhook_wrong_signature",
    "order_deleted_before_redeem",
    "discount_already_present",
    "loyalty_timeout",
]
KINDS: tuple[FaultKind, ...] = get_args(FaultKind)

MEANINGS: Mapping[FaultKind, str] = {
    "slow_answer": "The API waits `seconds` before it answers.",
    "server_error": "The API answers 500 and does nothing.",
    "answer_lost": "The API does what was asked, then the connection breaks without an answer.",
    "request_lost": "The connection breaks before the API does anything.",
    "rate_limited": "The API answers 429; the limit resets after `seconds`.",
    "unauthorized": "The API answers 401 as for an expired token.",
    "empty_body": "The API does what was asked and answers 200 without a body.",
    "expire_tokens": "All access tokens expire now. Acts at once.",
    "huge_order_id": "The next order gets an id beyond 53 bits.",
    "order_refused": "A new order is refused with 400 and a sentence; nothing is created.",
    "order_unheard": "Of the next new order nothing is told: neither webhook nor callback comes.",
    "webhook_duplicate": "A webhook is delivered twice.",
    "webhook_reordered": "A webhook is delivered after the one that follows it.",
    "webhook_lost": "A webhook is never delivered.",
    "webhook_wrong_signature": "A webhook carries a signature made with another key.",
    "order_deleted_before_redeem": "The order is deleted at the till just before the redeem call.",
    "discount_already_present": "Staff give 10 % off the sale just before the redeem call.",
    "loyalty_timeout": "The till calls the add-on, gives up waiting and drops the answer.",
}


class Fault(Struct, kw_only=True):
    id: int
    kind: FaultKind
    times: int | None = 1
    path: str | None = None
    method: str | None = None
    seconds: float = 2


class Faults:
    """The faults that wait for their moment."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []
        self._last_id = 0

    def add(
        self,
        kind: FaultKind,
        *,
        times: int | None = 1,
        path: str | None = None,
        method: str | None = None,
        seconds: float = 2,
    ) -> Fault:
        self._last_id += 1
        fault = Fault(
            id=self._last_id, kind=kind, times=times, path=path, method=method, seconds=seconds
        )
        self.waiting.append(fault)
        return fault

    def remove(self, fault_id: int) -> bool:
        before = len(self.waiting)
        self.waiting = [fault for fault in self.waiting if fault.id != fault_id]
        return len(self.waiting) < before

    def clear(self) -> None:
        self.waiting.clear()

    def strike(
        self, *kinds: FaultKind, path: str = "", method: str = "", named_only: bool = False
    ) -> Fault | None:
        """The first waiting fault of `kinds` that fits, used up once.

        With `named_only` a fault must name a path to strike.
        """
        waiting = [each for each in self.waiting if each.path is not None or not named_only]
        fault = next((each for each in waiting if fits(each, kinds, path, method)), None)
        if fault and fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self.waiting.remove(fault)
        return fault


def fits(fault: Fault, kinds: tuple[FaultKind, ...], path: str, method: str) -> bool:
    return (
        fault.kind in kinds
        and (fault.path is None or fnmatchcase(path, fault.path))
        and (fault.method is None or fault.method.upper() == method)
    )
