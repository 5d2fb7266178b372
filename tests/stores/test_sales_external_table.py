"""Every combination of a voucher, its state, the till's figures and a member's code.

What should come of each is worked out by `expected`, which is slow and plain: whole cents, no
database, one rule after the other.
"""

from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from tests.stores.ordering import DAY, Counter, aud, counter_of
from tests.stores.people import AT

from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import StoreId
from regulars.members.model import Member
from regulars.platform.db import Database
from regulars.sales.exceptions import list_exceptions
from regulars.vouchers.model import UseType
from regulars.vouchers.read import by_code

TOTAL, VALUE, REST = 200_00, 10_00, 4_00

KINDS = ("stored_value", "one_share", "always_amount", "always_share", "wallet", "unknown", "none")
STATES = (
    "fresh", "part_used", "used_up", "ended", "not_yet", "inactive", "below_minimum", "other_store",
)  # fmt: skip
FIGURES: dict[str, dict[str, Any]] = {
    "both": {"discount": "10", "discounted": "190"},
    "discount": {"discount": "10"},
    "discounted": {"discounted": "190"},
    "neither": {},
    "contradictory": {"discount": "10", "discounted": "150"},
    "greedy": {"discount": "25", "discounted": "175"},
    "nothing_off": {"discount": "0", "discounted": "200"},
    "below_zero": {"discount": "-1"},
    "above_total": {"discount": "200.01"},
}
MEMBERS = ("no code", "other member", "unknown member")


@dataclass
class Expected:
    """What comes of one order, in cents. An `error` leaves everything as it was."""

    error: str = ""
    discount: int = 0
    drawn: int = 0
    counted: int = 0
    collects: str = ""
    notices: tuple[str, ...] = ()


def states_of(kind: str) -> tuple[str, ...]:
    if kind in ("unknown", "none"):
        return ("fresh",)
    if kind == "wallet":
        return ("fresh", "part_used", "used_up")
    return STATES if kind == "stored_value" else tuple(s for s in STATES if s != "part_used")


def value_of(kind: str, state: str) -> int:
    """What the voucher would take off the bill."""
    if kind in ("stored_value", "wallet"):
        return {"used_up": 0, "part_used": REST}.get(state, VALUE)
    return VALUE if kind == "always_amount" else TOTAL // 10


def given_by(figures: str, worked_out: int) -> int:
    match figures:
        case "neither":
            return worked_out
        case "greedy":
            return 25_00
        case "nothing_off":
            return 0
        case _:
            return 10_00


def expected(kind: str, state: str, figures: str, member: str) -> Expected:
    if figures in ("below_zero", "above_total"):
        return Expected(error="bad_totals")
    if member == "unknown member":
        return Expected(error="unknown_member")
    if kind == "unknown":
        return Expected(error="unknown_voucher")
    has_voucher = kind != "none"
    problem = "" if state in ("fresh", "part_used") else state
    value = value_of(kind, state) if has_voucher else 0
    given = given_by(figures, 0 if problem else value)
    notices = ["totals_differ"] if figures == "contradictory" else []
    if has_voucher and given:
        wrong = problem or ("too_much" if given > value else "")
        notices += [f"voucher_{wrong}"] if wrong else []
    elif problem and figures == "neither" and kind != "wallet":
        notices += [f"voucher_{problem}"]
    collects = "owner" if kind == "wallet" else ""
    stored = kind in ("stored_value", "wallet")
    return Expected(
        discount=given,
        drawn=min(given, value) if stored else 0,
        counted=1 if has_voucher and given and problem != "used_up" else 0,
        collects="other" if member == "other member" else collects,
        notices=tuple(sorted(notices)),
    )


async def a_voucher(
    counter: Counter, kind: str, state: str, owner: Member | None, elsewhere: StoreId
) -> str | None:
    """The code of a voucher of the kind, brought into the state."""
    if kind in ("unknown", "none"):
        return "NOBODY-S" if kind == "unknown" else None
    if kind == "wallet":
        assert owner is not None
        left = value_of(kind, state)
        if left:
            await counter.top_up(owner, str(left // 100))
        return owner.code
    by_state: dict[str, dict[str, Any]] = {
        "ended": {"ends_at": AT},
        "not_yet": {"starts_at": AT + DAY},
        "inactive": {"active": False},
        "below_minimum": {"minimum": aud("200.01")},
        "other_store": {"stores": (elsewhere,)},
    }
    terms = by_state.get(state, {})
    if state == "used_up" and kind.startswith("always"):
        terms = {"limit_total": 1}
    once = UseType.MULTI_USE if kind.startswith("always") else UseType.ONE_TIME_USE
    amount = "10" if kind in ("stored_value", "always_amount") else None
    voucher = await counter.voucher(amount=amount, share=1000, use=once, **terms)
    if state in ("used_up", "part_used"):
        before = {"used_up": "10", "part_used": "6"}[state]
        await counter.order(voucher=voucher, total="100", discount=before)
    return voucher.code


@dataclass
class World:
    """All that an order can change, in cents and points."""

    left: int
    used: int
    points: dict[str, int]
    progress: dict[str, int]
    wallets: dict[str, int]

    def after(self, paid: int, want: Expected, *, wallet: str) -> "World":
        """The world once the order that `want` is about has been taken."""
        if want.error:
            return self
        points, progress, wallets = dict(self.points), dict(self.progress), dict(self.wallets)
        if wallet:
            wallets[wallet] -= want.drawn
        if want.collects:
            points[want.collects] += paid // 100
            times, progress[want.collects] = divmod(progress[want.collects] + paid, 50_00)
            wallets[want.collects] += times * 5_00
        left = wallets[wallet] if wallet else self.left - want.drawn
        return World(left, self.used + want.counted, points, progress, wallets)


async def look(counter: Counter, code: str | None, people: dict[str, Member]) -> World:
    voucher = await by_code(counter.db, counter.club.merchant, code) if code else None
    wallets = {name: await counter.wallet(member) for name, member in people.items()}
    return World(
        left=voucher.left.minor if voucher and voucher.left else 0,
        used=voucher.used if voucher else 0,
        points={name: await counter.points(member) for name, member in people.items()},
        progress={name: wallet.progress.minor for name, wallet in wallets.items()},
        wallets={name: wallet.left.minor for name, wallet in wallets.items()},
    )


@pytest.mark.parametrize("kind", KINDS)
async def test_every_order_does_what_the_plain_model_says(db: Database, kind: str) -> None:
    counter = await counter_of(db)
    elsewhere = (await counter.other_store()).club.store
    people = {"other": await counter.enrol("Other")}
    codes = {
        "no code": None,
        "other member": people["other"].code.lower(),
        "unknown member": "ABCD-2345",
    }
    wanted: dict[str, list[str]] = {}
    for state, figures, member in product(states_of(kind), FIGURES, MEMBERS):
        case = f"{kind}, {state}, {figures}, {member}"
        if kind == "wallet":
            people["owner"] = await counter.enrol("Owner")
        code = await a_voucher(counter, kind, state, people.get("owner"), elsewhere)
        want = expected(kind, state, figures, member)
        before = await look(counter, code, people)
        said = ""
        try:
            await counter.order(case, voucher=code, member=codes[member], **FIGURES[figures])
        except RegularsError as refusal:
            said = refusal.code
        wallet = "owner" if kind == "wallet" else ""
        assert said == want.error, case
        assert await look(counter, code, people) == before.after(
            TOTAL - want.discount, want, wallet=wallet
        ), case
        wanted |= {case: list(want.notices)} if want.notices else {}
    assert await notices(counter) == wanted
    assert await counter.discrepancies() == []


async def notices(counter: Counter) -> dict[str, list[str]]:
    """What is listed of each order."""
    found: dict[str, list[str]] = {}
    for one in await list_exceptions(counter.db, counter.club.merchant, limit=1000):
        found.setdefault(one.order, []).append(one.code)
    return {order: sorted(codes) for order, codes in found.items()}
