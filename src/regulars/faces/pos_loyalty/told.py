"""What the till tells of a member beside name and points, as the merchant has chosen."""

from babel.dates import format_date

from regulars.faces.pos_loyalty.buttons import money
from regulars.kernel.points import Points
from regulars.programs.model import AtTill, MemberAtTill, NextReward


def intro_of(seen: AtTill) -> str:
    """The merchant's own words, and a line on what is nearly reached."""
    lines = [seen.intro_text]
    if seen.words.nearly and seen.next_reward is not None:
        lines.append(f"{missing_of(seen.next_reward, seen)} to {seen.next_reward.title}.")
    return " ".join(line for line in lines if line)


def told_of(seen: AtTill, member: MemberAtTill) -> dict[str, str]:
    """Labels and what stands beside them."""
    told = {}
    if seen.words.tier and seen.tier:
        told["Tier"] = seen.tier
    if seen.words.next_reward and seen.next_reward is not None:
        missing = missing_of(seen.next_reward, seen)
        told["Next reward"] = f"{seen.next_reward.title} in {missing}"
    if seen.words.last_visit and member.last_seen_at is not None:
        day = member.last_seen_at.astimezone(seen.time_zone)
        told["Last visit"] = format_date(day, "medium", locale=seen.locale)
    if seen.next_credit is not None:
        credit, missing = (
            money(amount, seen.locale)
            for amount in (seen.next_credit.credit, seen.next_credit.missing)
        )
        told["Next credit"] = f"{credit} for {missing} more"
    return told


def missing_of(reward: NextReward, seen: AtTill) -> str:
    """`40 Points`, `1 Coffee`"""
    return f"{reward.missing} {counted(seen.points_label, reward.missing)}"


def counted(label: str, points: Points) -> str:
    """The merchant's word for points; of one, without the s of many."""
    one = points == 1 and label.endswith("s") and not label.endswith("ss")
    return label[:-1] if one else label
