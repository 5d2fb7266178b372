"""Which store's floor a page is about, and where its pages are."""

from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from regulars.bookings.errors import NoSuchPlace
from regulars.bookings.floor.model import Combination, Floor, Section, Table
from regulars.bookings.floor.read import read_floor
from regulars.faces.console.diary.at_store import Place, place_of
from regulars.faces.console.floor.free import section_of
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.speech import Speech
from regulars.kernel.ids import SectionId, TableId
from regulars.merchants.model import Store

FLOOR = "/console/floor"
AT = FLOOR + "/{store_id:int}"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A store and its floor."""

    place: Place
    floor: Floor

    @property
    def address(self) -> str:
        return f"{FLOOR}/{self.place.store.id}"

    def address_of(self, section: SectionId) -> str:
        return f"{self.address}?section={section}"

    def section(self, number: UUID) -> Section:
        """Raises `NoSuchPlace`."""
        if found := section_of(self.floor, SectionId(number)):
            return found
        raise NoSuchPlace("There is no such section.")

    def table(self, number: UUID) -> Table:
        """Raises `NoSuchPlace`."""
        if found := self.floor.table(TableId(number)):
            return found
        raise NoSuchPlace("There is no such table.")

    def combination(self, number: UUID) -> Combination:
        """Raises `NoSuchPlace`."""
        for one in self.floor.combinations:
            if one.id == number:
                return one
        raise NoSuchPlace("These tables are not pushed together any more.")


async def drawn_at(request: ConsoleRequest, store_id: int) -> Drawn:
    """The floor of the store of that number. Raises `NoSuchStore`."""
    place = await place_of(request, store_id)
    return Drawn(place, await read_floor(request.db, request.merchant.id, place.store.id))


def speech_at(store: Store, request: ConsoleRequest) -> Speech:
    """As the merchant writes, by the store's own clock."""
    return Speech(request.speech.locale, ZoneInfo(store.time_zone))


def asked_section(request: ConsoleRequest, floor: Floor) -> Section | None:
    """The section in the address, else the first."""
    asked = request.query_params.get("section", "")
    chosen = (one for one in floor.sections if str(one.id) == asked)
    return next(chosen, floor.sections[0] if floor.sections else None)
