"""The merchant sets the program, its rewards and its offers."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from regulars.kernel.ids import MerchantId, OfferId, RewardId
from regulars.platform import journal
from regulars.platform.db import CheckRefused, Database, Reads, ReferenceRefused, Transaction
from regulars.programs.benefits.check import MOST_POINTS, check_benefit
from regulars.programs.conditions.check import check_conditions
from regulars.programs.conditions.model import Conditions, OneMember
from regulars.programs.earning.change import check, renumbered
from regulars.programs.earning.model import Terms
from regulars.programs.errors import BadReward, NoProgram, NoSuchReward, ProgramMoved
from regulars.programs.facts import OfferSaved, ProgramChanged, RewardSaved
from regulars.programs.model import Offer, Program, Reward
from regulars.programs.store import definitions as store
from regulars.programs.store import program as programs
from regulars.vouchers.model import WalletScheme

MOST_MONEY = 10**9
"""In minor units: no scheme of a wallet is about more."""


async def read_program(db: Database, merchant: MerchantId) -> Program:
    """The merchant's program. Raises `NoProgram` before one is set up."""
    program = await find_program(db, merchant)
    if program is None:
        raise NoProgram("Set up the program first.")
    return program


async def find_program(reads: Reads, merchant: MerchantId) -> Program | None:
    """The merchant's program, or None before one is set up."""
    return await programs.program(reads, merchant)


async def set_program(db: Database, program: Program, *, at: datetime, actor: str) -> None:
    """Set the program, from now on; what was earned stays. Raises `BadReward`.

    Other terms than those in force become the next version; `program.version` is not looked at.
    """
    check_head(program)

    async def save(tx: Transaction) -> None:
        version = await save_head(tx, program, at=at)
        before = await programs.terms(tx, program.merchant, version)
        await put_in_force(tx, program.merchant, version, before, program.terms, at=at, actor=actor)
        fact = ProgramChanged(name=program.name)
        await journal.write(tx, program.merchant, fact, at=at, actor=actor)

    await db.tx(save)


async def change_head(
    db: Database,
    merchant: MerchantId,
    change: Callable[[Program], Program],
    *,
    at: datetime,
    actor: str,
) -> Program:
    """Change what the program is called, shows and fills, and not its terms.

    Raises `BadReward` and `NoProgram`.
    """

    async def save(tx: Transaction) -> Program:
        await programs.lock(tx, merchant)
        before = await programs.program(tx, merchant)
        if before is None:
            raise NoProgram("Set up the program first.")
        program = change(before)
        check_head(program)
        await save_head(tx, program, at=at)
        await journal.write(tx, merchant, ProgramChanged(name=program.name), at=at, actor=actor)
        return program

    return await db.tx(save)


def check_head(program: Program) -> None:
    """Raises `BadReward` for what no program can be called, show or fill."""
    named("name", program.name, 60)
    named("points_label", program.points_label, 30)
    within("intro_text", program.intro_text, 200)
    if program.wallet is not None:
        check_wallet(program.wallet)


async def save_head(tx: Transaction, program: Program, *, at: datetime) -> int:
    """Keep all but the terms. Answers the version they are in. A step."""
    try:
        return await programs.save_head(tx, program, at=at)
    except ReferenceRefused as refused:
        raise BadReward("There is no such voucher.", field="new_guest_voucher") from refused


async def change_terms(
    db: Database,
    merchant: MerchantId,
    change: Callable[[Terms], Terms],
    *,
    based_on: int | None,
    at: datetime,
    actor: str,
) -> Program:
    """Put what `change` makes of the terms in force in their place, from now on.

    Raises `BadReward`, `NoProgram`, and `ProgramMoved` when the program is no longer in version
    `based_on`; None takes whatever is in force.
    """

    async def save(tx: Transaction) -> Program:
        version = await programs.lock(tx, merchant)
        if version is None:
            raise NoProgram("Set up the program first.")
        if based_on not in (None, version):
            raise ProgramMoved("Somebody else has changed the program. Look at it again first.")
        before = await programs.terms(tx, merchant, version)
        assert before is not None, "every program is in a version"
        await put_in_force(tx, merchant, version, before, change(before), at=at, actor=actor)
        program = await programs.program(tx, merchant)
        assert program is not None, "it is locked"
        fact = ProgramChanged(name=program.name)
        await journal.write(tx, merchant, fact, at=at, actor=actor)
        return program

    return await db.tx(save)


async def put_in_force(
    tx: Transaction,
    merchant: MerchantId,
    version: int,
    before: Terms | None,
    after: Terms,
    *,
    at: datetime,
    actor: str,
) -> None:
    """`after` becomes the next version, unless it is what was there `before`. A step."""
    check(after)
    numbered = after if before is None else renumbered(before, after)
    if numbered != before:
        await programs.add_version(tx, merchant, version + 1, numbered, at=at, actor=actor)


async def list_rewards(db: Database, merchant: MerchantId) -> Sequence[Reward]:
    """Every reward in the merchant's order, also those that are switched off."""
    return await store.rewards(db, merchant)


async def read_reward(db: Database, merchant: MerchantId, reward: RewardId) -> Reward:
    """One reward. Raises `NoSuchReward`."""
    for found in await store.rewards(db, merchant, only=reward):
        return found
    raise NoSuchReward("There is no such reward.")


async def save_reward(
    db: Database, merchant: MerchantId, reward: Reward, *, at: datetime, actor: str
) -> None:
    """Make a reward, or change the one with its id. Raises `BadReward`.

    What counts its uses is not written: it counts by itself.
    """
    check_subject(reward)
    if not 1 <= reward.points <= MOST_POINTS:
        raise BadReward("Points: a whole number from 1 to 10,000,000.", field="points")

    async def save(tx: Transaction) -> None:
        await check_known(tx, merchant, reward.conditions)
        with refusing():
            await store.save_reward(tx, merchant, reward, at=at)
        fact = RewardSaved(reward=str(reward.id), title=reward.title)
        await journal.write(tx, merchant, fact, at=at, actor=actor)

    await db.tx(save)


async def list_offers(db: Database, merchant: MerchantId) -> Sequence[Offer]:
    """Every offer in the merchant's order, also those that are over or switched off."""
    return await store.offers(db, merchant)


async def read_offer(db: Database, merchant: MerchantId, offer: OfferId) -> Offer:
    """One offer. Raises `NoSuchReward`."""
    for found in await store.offers(db, merchant, only=offer):
        return found
    raise NoSuchReward("There is no such offer.")


async def save_offer(
    db: Database, merchant: MerchantId, offer: Offer, *, at: datetime, actor: str
) -> None:
    """Make an offer, or change the one with its id. Raises `BadReward`.

    What counts its uses is not written: it counts by itself.
    """
    check_subject(offer)

    async def save(tx: Transaction) -> None:
        await check_known(tx, merchant, offer.conditions)
        with refusing():
            await store.save_offer(tx, merchant, offer, at=at)
        fact = OfferSaved(offer=str(offer.id), title=offer.title)
        await journal.write(tx, merchant, fact, at=at, actor=actor)

    await db.tx(save)


def check_wallet(scheme: WalletScheme) -> None:
    """Raises `BadReward` for a scheme that gives nothing, or gives without anything spent."""
    if not 1 <= scheme.per.minor <= MOST_MONEY:
        raise BadReward("The amount that is spent is more than zero.", field="wallet_per")
    if not 1 <= scheme.credit.minor <= MOST_MONEY:
        raise BadReward("The credit is more than zero.", field="wallet_credit")


def check_subject(subject: Reward | Offer) -> None:
    """Raises `BadReward` for what cannot be a reward or an offer."""
    named("title", subject.title, 80)
    named("action_label", subject.action_label, 20)
    within("terms", subject.terms, 200)
    check_benefit(subject.benefit)
    check_conditions(subject.conditions)


async def check_known(tx: Transaction, merchant: MerchantId, conditions: Conditions) -> None:
    """Raises `BadReward` for a store or a member that is not the merchant's. A step."""
    if conditions.stores and not await store.knows_stores(tx, merchant, conditions.stores):
        raise BadReward("There is no such store.", field="stores")
    match conditions.audience:
        case OneMember(member) if not await store.knows_member(tx, merchant, member):
            raise BadReward("There is no such member.", field="member")


@contextmanager
def refusing() -> Iterator[None]:
    """What the database refuses, in words: limits below what stands, and a picture unknown."""
    try:
        yield
    except CheckRefused as refused:
        if "budget" in (refused.constraint_name or ""):
            raise BadReward("More than that has been given already.", field="budget") from refused
        raise BadReward("It has been used more often already.", field="limit_total") from refused
    except ReferenceRefused as refused:
        raise BadReward("There is no such picture.", field="picture") from refused


def named(field: str, text: str, longest: int) -> None:
    """Raises `BadReward` unless there is something readable there."""
    if not text.strip():
        raise BadReward("Please fill this in.", field=field)
    within(field, text, longest)


def within(field: str, text: str, longest: int) -> None:
    if len(text) > longest or "\x00" in text:
        raise BadReward(f"At most {longest} characters.", field=field)
