"""Two years of two stores: parties that came or did not, their bills, what they redeemed."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec

from bench.load import Say
from bench.venue import Facts, member_id
from regulars.bookings.rules.times import bounds, day_of, instant_of
from regulars.kernel.ids import StoreId, draw_code, uuid7
from regulars.merchants.read import read_merchant
from regulars.merchants.stores import add_store
from regulars.platform.db import Database
from regulars.reports.fold import fold_days

DAYS = 730
SALES = 100
"""A day, at each of the two stores. Four of five are of a party of the diary."""
GUESTS = 20_000
"""Every other one is a member."""
ZONE = "Australia/Sydney"
MINUTE = timedelta(minutes=1)
HEARD_OF = timedelta(days=2)
"""The journal is as full as it gets between one night and the next; older facts are not read."""

TABLES = {
    "guests": "id member_id first_name created_at updated_at",
    "bookings": (
        "id store_id code kind source status status_type day starts_at duration_minutes booked_for "
        "booked_minutes covers guest_id seated_at finished_at created_at created_by updated_at"
    ),
    "sales": (
        "id store_id connection_id order_ref version bill_hash status member_id total_minor "
        "tax_minor tips_minor discount_minor points_earned lines payments completed_at recorded_at "
        "booking_id covers seated_at"
    ),
    "ledger_holds": "id account_id amount settled created_at times_out closed_at",
    "redemptions": (
        "id claim quantity connection_id store_id order_ref order_number member_id reward_id title "
        "points hold_id discount_minor carried_minor state requested_at decided_at look_again_at "
        "what"
    ),
    "facts": "id kind subject actor data at",
}
Rows = dict[str, list[tuple[Any, ...]]]


async def fill(url: str, db: Database, facts: Facts, say: Say) -> None:
    """Load the years, and fold them. `url` is a superuser's: references are right by hand."""
    now = datetime.now(UTC)
    merchant = await read_merchant(db, facts.merchant)
    other = await add_store(db, merchant, "Manly Wharf", at=now)
    years = Years(facts, (facts.store, other.id), now)
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("set session_replication_role = replica")
        for number, rows in enumerate(years.days()):
            await copy(connection, facts, rows)
            say("two years", number / DAYS)
        await connection.execute("vacuum (analyze)", timeout=3600)
    finally:
        await connection.close()
    # As it is at the end of a day: all that has happened since the morning is heard of.
    await fold_days(db, at=min(now, bounds(years.today, ZONE)[0] + timedelta(hours=2)))
    await db.value("analyze report_days")
    say("two years", 1)


async def copy(connection: Any, facts: Facts, rows: Rows) -> None:
    for table, records in rows.items():
        columns = ["merchant_id", *TABLES[table].split()]
        mine = [(facts.merchant, *record) for record in records]
        await connection.copy_records_to_table(table, records=mine, columns=columns)


class Years:
    """The rows of each day."""

    def __init__(self, facts: Facts, stores: tuple[StoreId, StoreId], now: datetime) -> None:
        self.facts, self.stores, self.now = facts, stores, now
        self.today = day_of(now, ZONE)
        self.drawn = random.Random(4)  # noqa: S311  years that can be repeated
        self.guests = [uuid4() for _ in range(GUESTS)]
        self.rows: Rows = {}

    def days(self) -> Iterator[Rows]:
        began = self.now - timedelta(days=DAYS + 1)
        yield {
            "guests": [
                (guest, member_id(n) if n % 2 else None, f"Guest {n}", began, began)
                for n, guest in enumerate(self.guests)
            ]
        }
        for ago in range(DAYS, -1, -1):
            self.rows = {table: [] for table in TABLES if table != "guests"}
            for store in self.stores:
                for number in range(SALES):
                    self.happen(store, self.today - timedelta(days=ago), number)
            yield self.rows

    def happen(self, store: StoreId, day: date, number: int) -> None:
        """A party comes, or a bill is paid without one; a few book and stay away."""
        minute = self.drawn.choice((720, 780, 1080, 1140, 1170, 1200, 1260))
        began = instant_of(day, minute + self.drawn.randrange(60), ZONE)
        assert began is not None, "no day lacks these hours"
        who = self.drawn.randrange(GUESTS)
        if number % 5 == 0:
            self.bill(store, began, who if number % 10 else None, None, 2)
            return
        booking = self.party(store, day, began, who, "finished")
        self.bill(store, began + 70 * MINUTE, who, booking, 2)
        if number % 8 == 1:
            state = "cancelled" if number % 3 else "no_show"
            self.party(store, day, began, self.drawn.randrange(GUESTS), state)

    def party(self, store: StoreId, day: date, began: datetime, who: int, state: str) -> UUID:
        booking = uuid7(began)
        walk_in = self.drawn.random() < 0.3
        source = "walk_in" if walk_in else self.drawn.choice(("online", "online", "phone", "email"))
        taken = began if walk_in else began - timedelta(hours=self.drawn.randrange(1, 400))
        came = state == "finished"
        stayed = timedelta(minutes=self.drawn.randrange(35, 160))
        left = began + stayed if came else None
        self.rows["bookings"].append(
            (booking, store, draw_code(), "walk_in" if walk_in else "booking", source, state, state,
             day, began, 90, began, 90, self.drawn.choice((1, 2, 2, 2, 3, 4, 4, 6)),
             self.guests[who] if self.drawn.random() < 0.8 else None, began if came else None, left,
             taken, "bench", left or began)
        )  # fmt: skip
        told = {
            "booking": str(booking), "store": store, "day": day.isoformat(),
            "guest": str(self.guests[who]), "member": "", "changed": [],
        }  # fmt: skip
        moments = {"created": taken, "updated": began, "seated": began, "finished": left}
        for kind, at in moments.items():
            self.fact(f"booking.{kind}", f"booking:{booking}", told, at)
        return booking

    def bill(
        self, store: StoreId, at: datetime, who: int | None, booking: UUID | None, covers: int
    ) -> None:
        sale, order = uuid7(at), str(uuid4())
        minor = self.drawn.randrange(1_800, 14_000)
        member = member_id(who) if who is not None and who % 2 else None
        self.rows["sales"].append(
            (sale, store, self.facts.connection, order, 1, b"", "complete", member, minor,
             minor // 11, minor // 20, 0, minor // 100 if member else 0, "[]", "[]", at, at,
             booking, covers, at - 70 * MINUTE if booking else None)
        )  # fmt: skip
        told = {"sale": str(sale), "store": store, "member": str(member or ""),
                "booking": str(booking or "")}  # fmt: skip
        self.fact("sale.completed", f"sale:{sale}", told, at)
        if member and self.drawn.random() < 0.2:
            self.redeem(store, at - 5 * MINUTE, member, order)

    def redeem(self, store: StoreId, at: datetime, member: UUID, order: str) -> None:
        hold = uuid4()
        self.rows["ledger_holds"].append((hold, member, 100, 100, at, at, at))
        self.rows["redemptions"].append(
            (uuid7(at), uuid4(), 0, self.facts.connection, store, order, order[:4], member,
             self.facts.reward, "$5 off", 100, hold, 500, 500, "settled", at, at, at, "{}")
        )  # fmt: skip

    def fact(self, kind: str, subject: str, told: object, at: datetime | None) -> None:
        if at is not None and at > self.now - HEARD_OF:
            data = msgspec.json.encode(told).decode()
            self.rows["facts"].append((uuid7(at), kind, subject, "bench", data, at))
