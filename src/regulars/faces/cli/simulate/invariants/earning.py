"""What a sale earned can be explained, by the rules of its time, and keeps within their limits."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from regulars.faces.cli.simulate.kiosk import Kiosk
from regulars.faces.cli.simulate.world import World
from regulars.kernel.ids import RuleId, SaleId
from regulars.programs.earning.explain import explanation_of
from regulars.programs.earning.model import FirstVisit, PerVisit
from regulars.programs.earning.rules import work_out
from regulars.programs.read import versions_of

VERSIONS = """
    select v.sale_id, v.version, s.order_ref
      from sale_versions as v
      join sales as s on (s.merchant_id, s.id) = (v.merchant_id, v.sale_id)
     where v.merchant_id = $1
     order by v.sale_id, v.version
"""
PINNED = """
    select s.order_ref, min(s.program_version) as found,
           coalesce(
               (select max(p.version) from program_versions as p
                 where p.merchant_id = s.merchant_id and p.from_at <= s.completed_at),
               1) as expected
      from sales as s
     where s.merchant_id = $1 and s.program_version is not null
     group by s.id, s.merchant_id, s.order_ref, s.completed_at, s.program_version
"""
BY_RULE = """
    select e.member_id, e.rule_id, e.day, e.at, e.points
      from earned_by_rule as e
     where e.merchant_id = $1
       and not exists (select from members as m
                        where m.merchant_id = $1 and m.merged_into = e.member_id)
     order by e.member_id, e.rule_id, e.at
"""


async def earning_is_explained(world: World, _: Kiosk) -> list[str]:
    """Each version of a sale comes to the same when it is worked out again from what was kept."""
    wrong = []
    for row in await world.db.all(VERSIONS, world.merchant):
        kept = await explanation_of(
            world.db, world.merchant, SaleId(row["sale_id"]), row["version"]
        )
        if kept is None:
            wrong.append(f"Version {row['version']} of {row['order_ref']} cannot be explained.")
        elif kept.terms is not None and kept.member is not None:
            anew = work_out(kept.terms, kept.basket, kept.standing)
            if anew != kept.worked:
                wrong.append(
                    f"Version {row['version']} of {row['order_ref']} earned {kept.worked.points}, "
                    f"and {anew.points} when worked out again."
                )
    return wrong


async def sales_keep_their_terms(world: World, _: Kiosk) -> list[str]:
    """A sale earns by what was in force when it was finished, whatever came later."""
    if world.clock_was_wrong:
        return []
    return [
        f"The sale {row['order_ref']} is of version {row['found']}, not {row['expected']}."
        for row in await world.db.all(PINNED, world.merchant)
        if row["found"] != row["expected"]
    ]


async def days_are_not_overfilled(world: World, _: Kiosk) -> list[str]:
    """No rule gives a member more on a day than it may, nor do all together, nor one too soon."""
    versions = await versions_of(world.db, world.merchant)
    if not versions:
        return []
    terms = versions[0].terms
    rules = {rule.id: rule for rule in terms.rules}
    given: defaultdict[tuple[UUID, UUID, date], int] = defaultdict(int)
    times: defaultdict[tuple[UUID, UUID], list[Any]] = defaultdict(list)
    for row in await world.db.all(BY_RULE, world.merchant):
        given[row["member_id"], row["rule_id"], row["day"]] += row["points"]
        times[row["member_id"], row["rule_id"]].append(row["at"])
    wrong = []
    for (_member, rule_id, day), points in given.items():
        rule = rules.get(RuleId(rule_id))
        most = rule.most_a_day if rule else terms.most_a_day
        if most is not None and points > most:
            name = rule.name if rule else "All rules together"
            wrong.append(f"{name} gave a member {points} points on {day}, not {most} at most.")
    for (_member, rule_id), moments in times.items():
        rule = rules.get(RuleId(rule_id))
        if rule and isinstance(rule.gives, PerVisit):
            apart = timedelta(minutes=rule.gives.cooldown_minutes)
            if any(later - sooner < apart for sooner, later in pairwise(moments)):
                wrong.append(f"{rule.name} gave a member points twice within {apart}.")
        if rule and isinstance(rule.gives, FirstVisit) and len(moments) > 1:
            wrong.append(f"{rule.name} gave a member points {len(moments)} times.")
    return wrong
