"""What the program was: each version, who made it, and what it changed, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from litestar import get

from regulars.faces.console.program.rule_words import described, gives
from regulars.faces.console.program.saving import PROGRAM
from regulars.faces.console.program.terms_words import ASPECTS
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.voice import Voice, voice_of
from regulars.merchants.users import users
from regulars.programs.define import read_program
from regulars.programs.earning.model import EarningRule, Terms, TermsVersion
from regulars.programs.goods.model import Selection
from regulars.programs.read import versions_of

SOMEBODY = {"user": "Somebody who has left", "system": "Regulars"}
NOTHING = Terms(rules=())
"""What a program is before anybody has set it up."""


@dataclass(frozen=True, slots=True)
class Past:
    """A version: since when, by whom, and what it changed."""

    version: int
    when: str
    who: str
    changes: Sequence[str]


@get(f"{PROGRAM}/history")
async def show_history(request: ConsoleRequest) -> Page:
    await read_program(request.db, request.merchant.id)
    versions = await versions_of(request.db, request.merchant.id)
    people = {f"user:{one.id}": one.name for one in await users(request.db, request.merchant.id)}
    goods = [each for one in versions for each in selections(one.terms)]
    voice = await voice_of(request, *goods)
    pasts = [past(one, before, voice, people, request) for one, before in steps(versions)]
    return request.page("program/history.html", here="program", pasts=pasts)


def steps(
    versions: Sequence[TermsVersion],
) -> Iterator[tuple[TermsVersion, Terms | None]]:
    """Each version with the terms before it, the newest first."""
    for after, before in pairwise(versions):
        yield after, before.terms
    if versions:
        yield versions[-1], None


def past(
    one: TermsVersion,
    before: Terms | None,
    voice: Voice,
    people: Mapping[str, str],
    request: ConsoleRequest,
) -> Past:
    who = people.get(one.changed_by) or SOMEBODY.get(one.changed_by.partition(":")[0], "Regulars")
    when = request.speech.when(one.from_at, now=request.now)
    return Past(one.version, when, who, list(changes(before, one.terms, voice)))


def changes(before: Terms | None, after: Terms, voice: Voice) -> Iterator[str]:
    """What is other than before, rule by rule and setting by setting; at first, than nothing."""
    known = before or NOTHING
    yield from of_rules(known.rules, after.rules, voice)
    for aspect, said in ASPECTS.items():
        now, then = said(after, voice), said(known, voice)
        if now != then:
            yield f"{aspect}: {now}" + (f" Before: {then}" if before else "")


def of_rules(
    before: Sequence[EarningRule], after: Sequence[EarningRule], voice: Voice
) -> Iterator[str]:
    known = {rule.id: rule for rule in before}
    for rule in after:
        was = known.pop(rule.id, None)
        if was is None:
            yield f"New: {named(rule, voice)}"
        elif was != rule:
            yield of_rule(was, rule, voice)
    for rule in known.values():
        yield f"Gone: {named(rule, voice)}"


def of_rule(was: EarningRule, rule: EarningRule, voice: Voice) -> str:
    now, then = described(rule, voice), described(was, voice)
    if now == then and was.active != rule.active:
        return f"“{rule.name}” switched {'on' if rule.active else 'off'}."
    if now == then:
        return f"“{was.name}” is called “{rule.name}” now."
    return f"“{rule.name}”: {now}. Before: {then}."


def named(rule: EarningRule, voice: Voice) -> str:
    """`“Happy hour”: Double Points · Tue, 2:00 pm to 5:00 pm.`"""
    said = described(rule, voice)
    return f"{said}." if gives(rule, voice) == rule.name else f"“{rule.name}”: {said}."


def selections(terms: Terms) -> list[Selection]:
    return [rule.goods for rule in terms.rules] + [terms.left_out]


ROUTES = [show_history]
