"""The figures of days by other means: every row of every table, and a pencil."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from regulars.kernel.ids import MerchantId, StoreId
from regulars.platform.db import Database

TABLES = (
    "stores", "bookings", "sales", "guests", "redemptions", "ledger_holds", "slot_promises",
)  # fmt: skip
Rows = Sequence[Any]


class Books:
    """All that is written down of a merchant."""

    def __init__(self, tables: dict[str, Rows]) -> None:
        self.zones = {row["id"]: ZoneInfo(row["time_zone"]) for row in tables["stores"]}
        self.bookings, self.sales = tables["bookings"], tables["sales"]
        self.redemptions = tables["redemptions"]
        self.guests = {row["id"]: row for row in tables["guests"]}
        self.promises = {row["booking_id"]: row for row in tables["slot_promises"]}
        self.holds = {row["id"]: row for row in tables["ledger_holds"]}
        self.visits = {
            row["id"]: row
            for row in self.bookings
            if row["seated_at"] and row["status_type"] not in ("cancelled", "no_show")
        }
        self.bills = [row for row in self.sales if row["status"] == "complete"]

    def day(self, store: int, instant: datetime) -> date:
        return (self.clock(store, instant) - timedelta(hours=4)).date()

    def clock(self, store: int, instant: datetime) -> datetime:
        return instant.astimezone(self.zones[store]).replace(tzinfo=None)

    def bills_of(self, visit: Any) -> Rows:
        return [bill for bill in self.bills if bill["booking_id"] == visit["id"]]

    def who_came(self, visit: Any) -> set[object]:
        guest = self.guests.get(visit["guest_id"])
        said = {visit["guest_id"], guest and guest["member_id"]} - {None}
        if guest is None or guest["member_id"] is None:
            said |= {bill["member_id"] for bill in self.bills_of(visit)} - {None}
        return said

    def came_before(self, who: set[object], moment: datetime, itself: UUID) -> str:
        """Looked at all that ever happened, one after the other."""
        if not who:
            return "unknown_guests"
        who = who | {one["id"] for one in self.guests.values() if one["member_id"] in who}
        for visit in self.visits.values():
            earlier = (visit["starts_at"], visit["id"]) < (moment, itself)
            if earlier and visit["guest_id"] in who:
                return "returning_guests"
        for bill in self.bills:
            earlier = (bill["completed_at"], bill["id"]) < (moment, itself)
            if earlier and bill["booking_id"] != itself and bill["member_id"] in who:
                return "returning_guests"
        return "new_guests"


async def books_of(db: Database, merchant: MerchantId) -> Books:
    return Books(
        {
            table: await db.all(f"select * from {table} where merchant_id = $1", merchant)  # noqa: S608
            for table in TABLES
        }
    )


class Recount:
    """The figures of some days by name, as plain numbers and lists."""

    def __init__(self, books: Books, stores: Sequence[StoreId], first: date, last: date) -> None:
        self.books, self.stores, self.first, self.last = books, stores, first, last
        self.found: dict[str, Any] = defaultdict(int)

    def figures(self) -> dict[str, Any]:
        """What is nothing is left out."""
        self.add_bills()
        self.add_bookings()
        self.add_visits()
        self.add_redemptions()
        return {name: value for name, value in self.found.items() if value}

    def add(self, name: str, key: object, *amounts: int) -> None:
        entry = self.found.setdefault(name, {}).setdefault(key, [0] * len(amounts))
        for place, amount in enumerate(amounts):
            entry[place] += amount

    def within(self, store: int, day: date) -> bool:
        return store in self.stores and self.first <= day <= self.last

    def add_bills(self) -> None:
        found, books = self.found, self.books
        for bill in books.sales:
            if not self.within(bill["store_id"], books.day(bill["store_id"], bill["completed_at"])):
                continue
            found["earned"] += bill["points_earned"]
            if bill["status"] == "complete":
                self.add_bill(bill, bill["total_minor"] - bill["refunded_minor"])

    def add_bill(self, bill: Any, minor: int) -> None:
        found = self.found
        found["sales"] += 1
        found["spent_minor"] += minor
        found["tips_minor"] += bill["tips_minor"]
        found["discount_minor"] += bill["discount_minor"]
        if bill["member_id"]:
            found["member_sales"] += 1
            found["member_minor"] += minor
        if bill["booking_id"] not in self.books.visits:
            who = {bill["member_id"]} - {None}
            found[self.books.came_before(who, bill["completed_at"], bill["id"])] += 1

    def add_bookings(self) -> None:
        found, books = self.found, self.books
        for one in books.bookings:
            promise = books.promises.get(one["id"])
            if promise and self.within(one["store_id"], one["day"]):
                found["earned"] += promise["given"] + promise["let_go"]
            planned = one["kind"] == "booking" and one["waits"] is None
            if not planned or not self.within(one["store_id"], one["day"]):
                continue
            covers = one["covers"]
            found["bookings"] += 1
            found["booked_covers"] += covers
            if one["status_type"] == "cancelled":
                found["cancelled"] += 1
                found["cancelled_covers"] += covers
            if one["status_type"] == "no_show":
                found["no_shows"] += 1
                found["no_show_covers"] += covers
            self.add("by_source", one["source"], 1, covers)
            ahead = (one["day"] - books.day(one["store_id"], one["created_at"])).days
            self.add("by_lead", [0, 1, 2, 2, 4, 4, 4, 4, 8, 8, 8, 8][ahead], 1)

    def add_visits(self) -> None:
        found, books = self.found, self.books
        for visit in books.visits.values():
            if not self.within(visit["store_id"], visit["day"]):
                continue
            covers = visit["covers"]
            found["visits"] += 1
            found["covers"] += covers
            found["walk_ins"] += visit["kind"] == "walk_in"
            who = books.who_came(visit)
            found[books.came_before(who, visit["starts_at"], visit["id"])] += 1
            hour = books.clock(visit["store_id"], visit["seated_at"]).hour
            self.add("by_hour", hour if hour >= 4 else hour + 24, covers)
            self.add_stay(visit, books.bills_of(visit))

    def add_stay(self, visit: Any, bills: Rows) -> None:
        found, covers, minutes = self.found, visit["covers"], None
        minor = sum(bill["total_minor"] - bill["refunded_minor"] for bill in bills)
        if visit["finished_at"]:
            minutes = int((visit["finished_at"] - visit["seated_at"]).total_seconds() // 60)
            found["left"] += 1
            found["minutes"] += minutes
        if bills:
            found["paid_covers"] += covers
            found["visit_minor"] += minor
            self.add("by_party", min(covers, 9), 1, covers, minor)
        if bills and minutes is not None:
            self.add("by_stay", minutes - minutes % 15, 1, covers, minor)

    def add_redemptions(self) -> None:
        books = self.books
        for one in books.redemptions:
            day = books.day(one["store_id"], one["requested_at"])
            if one["state"] != "settled" or not self.within(one["store_id"], day):
                continue
            hold = books.holds.get(one["hold_id"])
            points = hold["settled"] - hold["given_back"] if hold else 0
            self.found["burned"] += points
            what = str(one["reward_id"] or one["offer_id"])
            self.add("rewards", what, 1, one["carried_minor"], points)
