"""A shop with a floor, in which parties sit down and pay."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.faces.console import NOON
from tests.faces.selling import Shop, open_shop

from regulars.bookings.floor.starter import plant
from regulars.bookings.guest import NewGuest
from regulars.bookings.model import Booking, NewBooking, Source
from regulars.bookings.set_status import set_status
from regulars.bookings.take import take
from regulars.bookings.walk_in import walk_in
from regulars.kernel.ids import StoreId
from regulars.members.model import Member
from regulars.platform.db import Database, Transaction
from regulars.sales.guests_of_orders import OrderGuest, name_guest


@dataclass
class Evening:
    """A shop with a floor, and parties that sit down in it."""

    shop: Shop
    store: StoreId

    @property
    def merchant(self) -> Any:
        return self.shop.merchant.id

    async def walk_in(
        self, covers: int, *, name: str = "", member: Member | None = None, at: datetime = NOON
    ) -> Booking:
        guest = NewGuest(member=member.id) if member else None
        return await walk_in(
            self.shop.db,
            self.merchant,
            self.store,
            covers,
            name=name,
            guest=guest,
            at=at,
            actor="host",
        )

    async def book(self, covers: int, first_name: str, *, at: datetime = NOON) -> Booking:
        new = NewBooking(
            store=self.store,
            source=Source.PHONE,
            starts_at=at,
            covers=covers,
            guest=NewGuest(first_name=first_name, last_name="Baker"),
            over_pacing=True,
        )
        return await take(self.shop.db, self.merchant, new, at=at, actor="host")

    async def set(self, booking: Booking, status: str, *, at: datetime) -> Booking:
        return await set_status(
            self.shop.db, self.merchant, booking.id, status, at=at, actor="host"
        )

    async def pay(
        self, booking: Booking, amount: str, *, minutes: int, method: str = "Card"
    ) -> None:
        """The party's order is paid so many minutes after noon, and the party leaves."""
        at = NOON + timedelta(minutes=minutes)
        order = f"90{next(self.shop.numbers) + 1}"
        assert booking.seated_at is not None
        party = OrderGuest(booking.id, booking.member, booking.covers, booking.seated_at)

        async def named(tx: Transaction) -> None:
            await name_guest(tx, self.merchant, self.shop.connection.id, order, party)

        await self.shop.db.tx(named)
        sold = await self.shop.sell(amount, at=at, method=method)
        assert sold.ref == order
        await self.set(booking, "finished", at=at)


async def open_evening(db: Database) -> Evening:
    shop = await open_shop(db)
    store = await shop.store("Front room")
    await plant(db, shop.merchant.id, store, at=NOON - timedelta(days=1), actor="test")
    return Evening(shop, store)
