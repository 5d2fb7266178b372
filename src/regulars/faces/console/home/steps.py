"""The first steps of a new merchant, and which of them are done."""

from dataclasses import dataclass

from regulars.kernel.ids import MerchantId
from regulars.merchants.connections import connection_for
from regulars.merchants.model import ConnectionStatus
from regulars.platform.db import Database


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, and where."""

    title: str
    text: str
    href: str
    picture: str
    done: bool


async def first_steps(db: Database, merchant: MerchantId) -> list[Step]:
    """In the order in which they are best done."""
    return [await _connect(db, merchant)]


async def _connect(db: Database, merchant: MerchantId) -> Step:
    connection = await connection_for(db, merchant, "kounta")
    authorised = connection is not None and connection.status is ConnectionStatus.AUTHORISED
    return Step(
        "Connect your till",
        "Members are found and rewards redeemed on the till's own screen.",
        "/console/apps",
        "plug",
        done=bool(authorised and connection and connection.sites),
    )
