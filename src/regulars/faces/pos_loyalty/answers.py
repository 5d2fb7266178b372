"""The JSON that the till expects, field by field as its maker documents it.

What its maker leaves open is a setting of the connection: how the lookup wraps the member,
rewards as a list or by id, points as numbers or as text.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from regulars.merchants.model import ConnectionSettings, LookupShape


class MemberAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """A member on the till. `id`, `first_name` and `email_address` have to be there."""

    id: str
    first_name: str
    email_address: str
    last_name: str = ""
    current_points: str = ""
    points_label: str = ""
    icon_url: str = ""
    intro_text: str = ""
    params: dict[str, str] = {}


class RewardAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """A button on the till. `id`, `title` and `redeem_url` have to be there."""

    id: str
    title: str
    redeem_url: str
    terms: str = ""
    points_required: int | str = 0
    points_label: str = ""
    action_label: str = ""
    variable_quantity: bool = False


class SearchAnswer(msgspec.Struct, frozen=True):
    """Members by their id."""

    members: dict[str, MemberAnswer]


class RedemptionAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a redemption went; the sentence is shown to the cashier."""

    success: bool
    error: str = ""


class ErrorAnswer(msgspec.Struct, frozen=True):
    """A refused search or lookup; the sentence is shown to the cashier."""

    error: str


def found(members: Sequence[MemberAnswer]) -> SearchAnswer:
    return SearchAnswer({member.id: member for member in members})


def looked_up(
    member: MemberAnswer, rewards: Sequence[RewardAnswer], settings: ConnectionSettings
) -> dict[str, Any]:
    """The lookup's answer in the form that the connection's settings name."""
    if settings.points_as_text:
        rewards = [
            msgspec.structs.replace(reward, points_required=str(reward.points_required))
            for reward in rewards
        ]
    listed: Any = {reward.id: reward for reward in rewards} if settings.rewards_as_map else rewards
    match settings.lookup_shape:
        case LookupShape.MEMBER:
            return {"member": member, "rewards": listed}
        case LookupShape.MEMBERS:
            return {"members": {member.id: member}, "rewards": listed}
