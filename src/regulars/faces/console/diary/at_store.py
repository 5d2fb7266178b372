"""Which store and which day of it a page of the diary is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from regulars.bookings.rules.times import day_of
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.errors import Invalid, NotFound
from regulars.merchants.model import Store
from regulars.merchants.stores import stores

DIARY = "/console/diary"


class NoSuchStore(NotFound):
    """The merchant has no store of this number."""

    code = "no_such_store"


@dataclass(frozen=True, slots=True)
class Place:
    """A store among the merchant's, and the day that it is there now."""

    store: Store
    stores: Sequence[Store]
    today: date

    @property
    def address(self) -> str:
        return f"{DIARY}/{self.store.id}"


async def place_of(request: ConsoleRequest, store_id: int) -> Place:
    """The store of that number. Raises `NoSuchStore`."""
    venues = await stores(request.db, request.merchant.id)
    for store in venues:
        if store.id == store_id:
            return Place(store, venues, day_of(request.now, store.time_zone))
    raise NoSuchStore("There is no such store.")


def asked_day(request: ConsoleRequest, place: Place) -> date:
    """The day in the address, today without one. Raises `Invalid`."""
    typed = request.query_params.get("day", "")
    if not typed:
        return place.today
    try:
        day = date.fromisoformat(typed)
    except ValueError as error:
        raise Invalid("That is no day.") from error
    if not 2000 <= day.year <= 2200:
        raise Invalid("That day is too far away.")
    return day
