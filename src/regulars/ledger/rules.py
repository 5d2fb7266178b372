"""What a request is, and when two of them are the same. No clock, no database."""

import hashlib
from collections.abc import Sequence
from typing import Protocol, TypeAlias

import msgspec

from regulars.kernel.ids import AccountId, EntryId, HoldId, LotId
from regulars.kernel.points import Points
from regulars.ledger.errors import AlreadyPosted, BadPoints, CannotReverse, KeyReused, MoreThanHeld
from regulars.ledger.model import Draft, Entry, Kind
from regulars.ledger.reasons import Adjusted, Granted, Reason

MOST = 10**12
"""No entry moves more: a guard against a slip of the keyboard, far below what a sum can hold."""


Asked: TypeAlias = Sequence[AccountId | EntryId | HoldId | LotId | Points | bool | None]
"""What a request was given, as far as it decides what is posted."""


class Earlier(Protocol):
    """The parts of a posted entry that tell whether a request is the one that posted it."""

    @property
    def key(self) -> str: ...
    @property
    def input_hash(self) -> bytes: ...


def above_zero(points: int) -> Points:
    """`points` if that many can be moved, else `BadPoints`."""
    if not 1 <= points <= MOST:
        raise BadPoints(f"{points} is not a number of points that can be moved.", field="points")
    return Points(points)


def settled_of(amount: Points, asked: Points | None) -> Points:
    """How many of the `amount` set aside are spent: the `asked` ones, or all if none are named.

    Zero is a number too: what the order carried may be worth less than a point.
    Raises `BadPoints`, `MoreThanHeld`.
    """
    if asked is None:
        return amount
    if asked < 0:
        raise BadPoints(f"{asked} is not a number of points that can be spent.", field="points")
    if asked > amount:
        raise MoreThanHeld(f"{asked} points cannot be spent: {amount} were set aside.")
    return asked


def hash_of(kind: Kind, asked: Asked, natural_key: str | None, reason: Reason) -> bytes:
    """The fingerprint of a request: what it asks for, and why.

    Moments and newly drawn ids are left out, since a retry comes later and draws them anew.
    """
    return hashlib.sha256(msgspec.json.encode([kind, asked, natural_key, reason])).digest()


def refuse_other(draft: Draft, earlier: Earlier) -> None:
    """Nothing when `earlier` came from this same request; else `KeyReused` or `AlreadyPosted`."""
    if earlier.input_hash == draft.input_hash:
        return
    if earlier.key == draft.key:
        raise KeyReused("This request was made before under the same key, with other content.")
    raise AlreadyPosted("These points were posted before, with other content.")


def refuse_to_reverse(entry: Entry) -> None:
    """Nothing when `entry` was made by hand, or is a bonus; else `CannotReverse`."""
    if not is_reversible(entry):
        raise CannotReverse("Only what was given or taken by hand, or as a bonus, can be undone.")


def is_reversible(entry: Entry) -> bool:
    """Whether `entry` was made by hand, or is a bonus."""
    match entry.kind, entry.reason:
        case (Kind.ADJUST, Adjusted()) | (Kind.EARN, Granted()):
            return True
        case _:
            return False


def moved(kind: Kind, available: int, held: int) -> Points:
    """How many points an entry is about, from what it did to the account's two figures."""
    match kind:
        case Kind.EARN | Kind.RELEASE | Kind.ADJUST | Kind.GIVE_BACK | Kind.REVERSE | Kind.TRANSFER:
            return Points(available)
        case Kind.HOLD | Kind.EXPIRE | Kind.TAKE_BACK | Kind.SPEND | Kind.REPAY:
            return Points(-available)
        case Kind.SETTLE:
            return Points(-held - available)
