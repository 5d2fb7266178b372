"""The mails of a booking page: it is booked, it is cancelled."""

from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from regulars.bookings.floor.read import read_services
from regulars.bookings.model import Booking
from regulars.bookings.page import words
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.page.model import Asked, Venue
from regulars.platform.db import Reads, Transaction
from regulars.platform.mail import Mail, post

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=select_autoescape(["html"]),
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    undefined=StrictUndefined,
)


async def confirm_in(
    tx: Transaction,
    venue: Venue,
    booking: Booking,
    asked: Asked,
    *,
    links: BookingLinks,
    at: datetime,
) -> None:
    """The step that tells a guest that it is booked."""
    policy = await policy_of(tx, venue, booking)
    letter = _letter(venue, booking, asked, links, policy=policy)
    await post(tx, venue.merchant.id, letter, at=at)


async def regret_in(
    tx: Transaction,
    venue: Venue,
    booking: Booking,
    asked: Asked,
    *,
    links: BookingLinks,
    at: datetime,
) -> None:
    """The step that tells a guest that it is cancelled."""
    letter = _letter(venue, booking, asked, links, cancelled=True)
    await post(tx, venue.merchant.id, letter, at=at)


async def policy_of(reads: Reads, venue: Venue, booking: Booking) -> str:
    """What the booking's service has its guests know."""
    services = await read_services(reads, venue.merchant.id, venue.store.id, also_inactive=True)
    return next((one.terms.policy for one in services if one.id == booking.service), "")


def _letter(
    venue: Venue,
    booking: Booking,
    asked: Asked,
    links: BookingLinks,
    *,
    policy: str = "",
    cancelled: bool = False,
) -> Mail:
    said = {
        "cancelled": cancelled,
        "name": asked.name,
        "venue": words.name(venue),
        "day": words.day_there(venue, booking.starts_at),
        "time": words.clock(venue, booking.starts_at),
        "night": words.night_of(venue, booking.starts_at),
        "party": words.party(venue, booking.covers),
        "place": venue.terms.place,
        "phone": venue.terms.phone,
        "policy": policy,
        "until": words.until(venue, booking),
        "link": links.booking(venue.terms.slug, venue.merchant.id, booking.id),
        "page": links.page(venue.terms.slug),
    }
    return Mail(
        sender=venue.merchant.name,
        to=asked.email,
        subject=f"{'Cancelled' if cancelled else 'Your table'}: {said['day']}, {said['time']}",
        body=_templates.get_template("mail.txt").render(said),
        html=_templates.get_template("mail.html").render(said),
        about=f"booking:{booking.id}",
    )
