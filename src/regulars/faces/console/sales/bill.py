"""A sale in plain words: whose it was, what was redeemed on it, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from regulars.faces.console.explained import Explained, explained
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.sales.party import Party, party_of
from regulars.faces.console.sales.redeemed import Used, used_on
from regulars.faces.console.speech import Speech
from regulars.kernel.ids import MemberId
from regulars.kernel.money import Money
from regulars.members.model import Member
from regulars.members.names import names_of
from regulars.members.read import read_member
from regulars.merchants.model import Store
from regulars.merchants.stores import stores
from regulars.merchants.users import users
from regulars.platform import journal
from regulars.platform.journal import Written
from regulars.programs.define import find_program
from regulars.sales.facts import SaleCompleted, SaleMemberSet, SaleRefunded, SaleVoided
from regulars.sales.model import Channel, Sale

SOURCES = {
    Channel.TILL: "at the till",
    Channel.EXTERNAL: "of a till that reports by the voucher API",
    Channel.OWN: "of our own ordering",
}
"""Where an order came from."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the sale."""

    picture: str
    kind: str
    title: str
    text: str
    when: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class People:
    """What ids in facts are called."""

    members: Mapping[str, str]
    staff: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Bill:
    """What a sale's page shows besides the sale, in times as they are at the store."""

    store: Store
    when: str
    member: Member | None
    party: Party | None
    label: str
    used: Sequence[Used]
    history: Sequence[Event]
    sums: Sequence[tuple[str, str, bool]]
    currency: str
    source: str
    explained: Explained | None

    def amount(self, minor: int) -> Money:
        """An amount of the bill's lines."""
        return Money(minor, self.currency)


async def told(request: ConsoleRequest, sale: Sale) -> Bill:
    """All that belongs to `sale`."""
    db, merchant = request.db, request.merchant.id
    venues = await stores(db, merchant)
    store = next(store for store in venues if store.id == sale.store)
    clock = replace(request.speech, zone=ZoneInfo(store.time_zone))
    program = await find_program(db, merchant)
    facts = await journal.newest(db, merchant, subject=f"sale:{sale.id}")
    people = await people_in(request, facts)
    return Bill(
        store=store,
        when=clock.when(sale.completed_at, now=request.now),
        member=await read_member(db, merchant, sale.member) if sale.member else None,
        party=await party_of(request, sale, clock),
        label=program.points_label if program else "points",
        used=await used_on(db, merchant, sale, clock, now=request.now),
        history=[
            event for fact in facts if (event := happened(fact, people, clock, now=request.now))
        ],
        sums=sums(sale, clock),
        currency=sale.total.currency,
        source=SOURCES[sale.channel],
        explained=await explained(request, sale, sale.version) if sale.member else None,
    )


def sums(sale: Sale, speech: Speech) -> list[tuple[str, str, bool]]:
    """What the bill ends with: name, amount, and whether it is the one that counts."""
    return [
        *([("Discount", f"−{speech.money(sale.discount)}", False)] if sale.discount else []),
        ("Total", speech.money(sale.total), True),
        *([("Tax in it", speech.money(sale.tax), False)] if sale.tax else []),
        *([("Tips on top", speech.money(sale.tips), False)] if sale.tips else []),
        *([("Refunded", f"−{speech.money(sale.refunded)}", False)] if sale.refunded else []),
    ]


async def people_in(request: ConsoleRequest, facts: Sequence[Written]) -> People:
    """Whom the facts name: members, and who of the staff did something."""
    db, merchant = request.db, request.merchant.id
    said = [fact.data for fact in facts if fact.kind == SaleMemberSet.kind]
    ids = {MemberId(UUID(one)) for each in said for one in (each["member"], each["before"]) if one}
    found = await names_of(db, merchant, ids) if ids else {}
    return People(
        {str(member): one.name for member, one in found.items()},
        {f"user:{user.id}": user.name for user in await users(db, merchant)} if said else {},
    )


def happened(fact: Written, people: People, speech: Speech, *, now: datetime) -> Event | None:
    """A fact about a sale as a sentence; None for a kind that says nothing here."""
    when = speech.when(fact.at, now=now)
    match fact.kind:
        case SaleCompleted.kind:
            return recorded(fact.data, speech, when)
        case SaleRefunded.kind:
            return refunded(fact.data, speech, when)
        case SaleMemberSet.kind:
            return member_set(fact, people, when)
        case SaleVoided.kind:
            return Event("rotate-ccw", "minus", "Taken back", taken_back(fact.data, speech), when)
        case _:
            return None


def member_set(fact: Written, people: People, when: str) -> Event:
    """Whose it is since somebody said so, whose it was, and why."""
    whose, before = (people.members.get(fact.data[key], "") for key in ("member", "before"))
    title = f"Set to {whose} by hand" if whose else "Member taken off by hand"
    was = f"It was {before}’s" if before else "It was nobody’s"
    by = people.staff.get(fact.actor, fact.actor)
    return Event("user-round", "held", title, f"{was}. {fact.data['note']} · {by}", when)


def recorded(data: Mapping[str, Any], speech: Speech, when: str) -> Event:
    text = speech.money(Money(data["total_minor"], data["currency"]))
    if data["member"]:
        text += f", {speech.number(data['points_earned'])} points earned"
    if data.get("credit_minor"):
        credit = speech.money(Money(data["credit_minor"], data["currency"]))
        text += f", {credit} credited to the wallet"
    if data["version"] == 1:
        return Event("receipt-text", "plus", "Recorded", text, when, version=1)
    title = f"Changed, version {data['version']}"
    return Event("refresh-cw", "held", title, text, when, version=data["version"])


def refunded(data: Mapping[str, Any], speech: Speech, when: str) -> Event:
    """Money that went back; or came again, since its refund was deleted."""
    currency, credit = data["currency"], data["credit_minor"]
    amount = speech.money(Money(abs(data["amount_minor"]), currency))
    if data["amount_minor"] < 0:
        text = f"{amount}, {speech.number(-data['points_taken_back'])} points earned again"
        return Event("refresh-cw", "plus", "Refund taken back", text, when)
    text = f"{amount}, {taken_back(data, speech)}"
    if credit:
        text += f", {speech.money(Money(credit, currency))} of credit taken back"
    return Event("rotate-ccw", "minus", "Refunded", text, when)


def taken_back(data: Mapping[str, Any], speech: Speech) -> str:
    text = f"{speech.number(data['points_taken_back'])} points taken back"
    if data["points_missing"]:
        text += f", {speech.number(data['points_missing'])} had been spent already"
    return text
