"""Reading what an add-on answered, in every form that the till may have to accept."""

from typing import Any

import msgspec
from msgspec import Struct, field

from regulars.simulator.log import Judgement, Level
from regulars.simulator.model import Member, Reward

MEMBER_FIELDS = frozenset(
    {
        "id",
        "first_name",
        "last_name",
        "email_address",
        "current_points",
        "points_label",
        "icon_url",
        "intro_text",
        "params",
    }
)
REQUIRED_OF_MEMBERS = ("id", "first_name", "email_address")
REQUIRED_OF_REWARDS = ("id", "title", "redeem_url")


class Reading(Struct, kw_only=True):
    """What was understood of an answer, and what the till thought of it."""

    members: list[Member] = field(default_factory=list)
    rewards: list[Reward] = field(default_factory=list)
    success: bool | None = None
    error: str | None = None
    judgements: list[Judgement] = field(default_factory=list)

    def think(self, level: Level, sentence: str) -> None:
        self.judgements.append(Judgement(level, sentence))

    @property
    def member(self) -> Member | None:
        return self.members[0] if self.members else None


def read_search(body: bytes) -> Reading:
    reading = Reading()
    answer = as_object(body, reading)
    if answer is None or has_error(answer, reading):
        return reading
    if "members" not in answer:
        reading.think("wrong", "members is required in the answer of a search.")
    read_members(answer.get("members"), reading)
    return reading


def read_lookup(body: bytes, placeholder: str) -> Reading:
    reading = Reading()
    answer = as_object(body, reading)
    if answer is None or has_error(answer, reading):
        return reading
    if "member" in answer:
        reading.think("ok", "The wrapper is member.")
        read_member(answer["member"], reading)
    elif "members" in answer:
        reading.think("ok", "The wrapper is members.")
        read_members(answer["members"], reading)
    else:
        reading.think("wrong", "member is required in the answer of a lookup.")
    if len(reading.members) > 1:
        reading.think("odd", "A lookup is about one member; the first is taken.")
    read_rewards(answer, placeholder, reading)
    return reading


def read_redemption(body: bytes) -> Reading:
    reading = Reading()
    answer = as_object(body, reading)
    if answer is None:
        return reading
    success = answer.get("success")
    if success is True:
        reading.success = True
        reading.think("ok", "success is true.")
        if answer.get("error"):
            reading.think("odd", "error should be left out when success is true.")
    elif success is False:
        reading.success = False
        reading.think("ok", "success is false.")
        reading.error = sentence_of(answer, reading)
    elif not has_error(answer, reading):
        reading.think("wrong", "success must be true or false.")
    return reading


def as_object(body: bytes, reading: Reading) -> dict[str, Any] | None:
    try:
        answer = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        reading.think("wrong", "The answer is not JSON.")
        return None
    if not isinstance(answer, dict):
        reading.think("wrong", "The answer is not a JSON object.")
        return None
    return answer


def has_error(answer: dict[str, Any], reading: Reading) -> bool:
    if not answer.get("error"):
        return False
    reading.error = sentence_of(answer, reading)
    reading.think("ok", "The answer is an error text for staff.")
    return True


def sentence_of(answer: dict[str, Any], reading: Reading) -> str:
    error = answer.get("error")
    if isinstance(error, str) and error.strip():
        return error
    reading.think("wrong", "error should be a text for staff.")
    return "The program refused without a reason."


def read_members(members: Any, reading: Reading) -> None:
    match members:
        case dict():
            reading.think("ok", f"members is a map of {len(members)}.")
            for key, each in members.items():
                read_member(each, reading, key=key)
        case []:
            reading.think("odd", "members is an empty array instead of an empty map.")
        case list():
            reading.think("odd", "members is an array instead of a map keyed by id.")
            for each in members:
                read_member(each, reading)
        case _:
            reading.think("wrong", "members is neither a map nor an array.")


def read_member(value: Any, reading: Reading, *, key: str | None = None) -> None:
    if not isinstance(value, dict):
        reading.think("wrong", "A member is not an object.")
        return
    for name in REQUIRED_OF_MEMBERS:
        if value.get(name) in (None, ""):
            reading.think("wrong", f"{name} required of member {value.get('id') or key}.")
    ident = as_text(value.get("id"), "id", reading)
    if ident is None:
        return
    if key is not None and key != ident:
        reading.think("wrong", f"The key {key} is not the member's id {ident}.")
    for name in sorted(value.keys() - MEMBER_FIELDS):
        reading.think("odd", f"The member's field {name} means nothing here.")
    reading.members.append(member_from(value, ident, reading))


def member_from(value: dict[str, Any], ident: str, reading: Reading) -> Member:
    return Member(
        id=ident,
        first_name=as_text(value.get("first_name"), "first_name", reading) or "",
        last_name=as_text(value.get("last_name"), "last_name", reading),
        email_address=as_text(value.get("email_address"), "email_address", reading) or None,
        current_points=as_text(value.get("current_points"), "current_points", reading),
        points_label=as_text(value.get("points_label"), "points_label", reading) or "Points",
        icon_url=as_text(value.get("icon_url"), "icon_url", reading),
        intro_text=as_text(value.get("intro_text"), "intro_text", reading),
        params=params_from(value.get("params"), reading),
    )


def params_from(value: Any, reading: Reading) -> dict[str, str]:
    if value in (None, []):
        return {}
    if not isinstance(value, dict):
        reading.think("wrong", "params is not an object.")
        return {}
    return {str(key): str(each) for key, each in value.items()}


def read_rewards(answer: dict[str, Any], placeholder: str, reading: Reading) -> None:
    match answer.get("rewards"):
        case list() as rewards:
            reading.think("ok", f"rewards is an array of {len(rewards)}.")
            for each in rewards:
                read_reward(each, placeholder, reading)
        case dict() as rewards:
            reading.think("ok", f"rewards is a map of {len(rewards)}.")
            for each in rewards.values():
                read_reward(each, placeholder, reading)
        case None:
            reading.think("wrong", "rewards is required in the answer of a lookup.")
        case _:
            reading.think("wrong", "rewards is neither an array nor a map.")


def read_reward(value: Any, placeholder: str, reading: Reading) -> None:
    if not isinstance(value, dict):
        reading.think("wrong", "A reward is not an object.")
        return
    missing = [name for name in REQUIRED_OF_REWARDS if value.get(name) in (None, "")]
    for name in missing:
        reading.think(
            "wrong", f"{name} required of reward {value.get('id') or value.get('title')}."
        )
    if "id" in missing or "redeem_url" in missing:
        return
    redeem_url = str(value["redeem_url"])
    judge_redeem_url(redeem_url, placeholder, reading)
    reading.rewards.append(reward_from(value, redeem_url, reading))


def reward_from(value: dict[str, Any], redeem_url: str, reading: Reading) -> Reward:
    points = value.get("points_required")
    if isinstance(points, float) and not points.is_integer():
        reading.think("wrong", "points_required is not a whole number.")
    return Reward(
        id=as_text(value["id"], "id of a reward", reading) or "",
        title=as_text(value.get("title"), "title", reading) or "",
        redeem_url=redeem_url,
        terms=as_text(value.get("terms"), "terms", reading),
        points_required=None if points is None else str(points),
        points_label=as_text(value.get("points_label"), "points_label", reading) or "Points",
        action_label=as_text(value.get("action_label"), "action_label", reading) or "Redeem",
        variable_quantity=as_flag(value.get("variable_quantity"), reading),
    )


def judge_redeem_url(url: str, placeholder: str, reading: Reading) -> None:
    if not url.startswith(("http://", "https://")):
        reading.think("wrong", "redeem_url is not an absolute URL.")
    times = url.count(f"order_id={placeholder}")
    if times == 0:
        reading.think("wrong", f"redeem_url does not carry order_id={placeholder}.")
    if times > 1:
        reading.think("odd", "redeem_url carries order_id twice.")


def as_text(value: Any, name: str, reading: Reading) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool | list | dict):
        reading.think("wrong", f"{name} should be text.")
        return None
    reading.think("odd", f"{name} should be text.")
    return str(value)


def as_flag(value: Any, reading: Reading) -> bool:
    if value is None or isinstance(value, bool):
        return bool(value)
    reading.think("odd", "variable_quantity should be true or false.")
    return value in (1, "1", "true")
