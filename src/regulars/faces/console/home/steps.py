"""The first steps of a new merchant, and which of them are done."""

from dataclasses import dataclass

from regulars.kernel.ids import MerchantId
from regulars.members.read import how_many
from regulars.merchants.connections import connection_for
from regulars.merchants.model import ConnectionStatus
from regulars.platform.db import Database
from regulars.programs.define import find_program, list_rewards


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
    return [
        Step(
            "Connect your till",
            "It finds members, shows their rewards and reports every sale.",
            "/console/apps",
            "plug",
            done=await _till_is_connected(db, merchant),
        ),
        Step(
            "Say what a visit earns",
            "So many points for so much spent, and how long they last.",
            "/console/program",
            "coins",
            done=await find_program(db, merchant) is not None,
        ),
        Step(
            "Add a reward",
            "Something worth coming back for.",
            "/console/rewards",
            "gift",
            done=bool(await list_rewards(db, merchant)),
        ),
        Step(
            "Enrol your first member",
            "Your best regular, perhaps, or yourself.",
            "/console/members",
            "user-plus",
            done=await how_many(db, merchant) > 0,
        ),
    ]


async def _till_is_connected(db: Database, merchant: MerchantId) -> bool:
    connection = await connection_for(db, merchant, "kounta")
    if connection is None or connection.status is not ConnectionStatus.AUTHORISED:
        return False
    return bool(connection.sites)
