"""What a code is, what a voucher takes off a bill, and whether it may. No clock, no database."""

import re
import unicodedata
from datetime import datetime
from typing import assert_never

from regulars.kernel.ids import MemberId, StoreId, draw_code
from regulars.kernel.money import BASIS_POINTS, LARGEST, Money
from regulars.ledger.rules import MOST
from regulars.members.rules import member_code
from regulars.vouchers.errors import BadVoucher
from regulars.vouchers.model import (
    AmountOff,
    Hours,
    NewVoucher,
    Problem,
    ShareOff,
    Terms,
    UseType,
    Voucher,
    Worth,
)

SHORTEST_CODE, LONGEST_CODE = 2, 20
DIGITS = frozenset("0123456789")
PHONE_LENGTHS = range(4, 20)

LONGEST_DESCRIPTION = 200
LONGEST_EXTERNAL_ID = 100
MOST_USES = 10**9
YEARS = range(1900, 3000)
EVERY_DAY = 127
MINUTES = 24 * 60

SENTENCES = {
    Problem.INACTIVE: "This voucher is switched off.",
    Problem.UNPAID: "This gift card has not been paid for.",
    Problem.NOT_YET: "This voucher cannot be used yet.",
    Problem.ENDED: "This voucher has ended.",
    Problem.OTHER_STORE: "This voucher cannot be used in this store.",
    Problem.OTHER_HOURS: "This voucher cannot be used at this time.",
    Problem.USED_UP: "This voucher has been used up.",
    Problem.MEMBER_USED_UP: "This member has used this voucher as often as it can be.",
    Problem.BELOW_MINIMUM: "The bill is too small for this voucher.",
    Problem.NOT_THE_MEMBERS: "This voucher belongs to another member.",
    Problem.TOO_MUCH: "More was given than the voucher had.",
}

MEMBERS = re.compile(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}")
"""The shape of a member's code, which is the code of the member's wallet and of nothing else."""


def fold(code: str) -> str:
    """`code` as it is compared: however its letters are written, in capitals."""
    plain = unicodedata.normalize("NFKC", code).casefold()
    return unicodedata.normalize("NFKC", plain).upper()


def ways_to_read(code: str) -> tuple[str, ...]:
    """What `code` may mean, folded, the likeliest first; empty for what can be no code.

    A member's code may be typed without its dash, and with a 0 where it has a Q.
    """
    typed = code.strip()
    if not SHORTEST_CODE <= len(typed) <= LONGEST_CODE or not typed.isprintable():
        return ()
    folded, of_member = fold(typed), member_code(typed)
    return (folded,) if of_member in (None, folded) else (folded, of_member)


def draw() -> str:
    """A new code that nobody can guess: `ABCD-EFGH-JKLM`."""
    return draw_code(groups=3)


def check_code(code: str) -> None:
    """Raises `BadVoucher` for what cannot be the code of a voucher that the merchant makes."""
    if code != code.strip():
        raise BadVoucher("A code does not begin or end with a blank.", field="code")
    if not SHORTEST_CODE <= len(code) <= LONGEST_CODE:
        raise BadVoucher("A code has 2 to 20 characters.", field="code")
    if not code.isprintable():
        raise BadVoucher("A code has only letters, digits and signs.", field="code")
    if "/" in code or "\\" in code or not code.strip("."):
        raise BadVoucher("A code has no slash, and is not only dots.", field="code")
    if MEMBERS.fullmatch(fold(code)):
        raise BadVoucher(
            "A code of this shape belongs to a member's wallet. Choose another one.", field="code"
        )


def check_new(new: NewVoucher, *, currency: str) -> None:
    """Raises `BadVoucher` with the first field of `new` that cannot be used."""
    if new.code is not None:
        check_code(new.code)
    check_worth(new.worth, currency=currency)
    check_terms(new.terms, currency=currency)


def check_worth(worth: Worth, *, currency: str) -> None:
    match worth:
        case AmountOff(value):
            check_money(value, currency=currency, field="value")
            if value.minor <= 0:
                raise BadVoucher("The amount is more than zero.", field="value")
            if value.minor > min(LARGEST, MOST):
                raise BadVoucher("The amount is too large.", field="value")
        case ShareOff(basis_points):
            if not 1 <= basis_points <= BASIS_POINTS:
                raise BadVoucher("The share is more than 0 and at most 100 %.", field="percent")
        case _:
            assert_never(worth)


def check_terms(terms: Terms, *, currency: str) -> None:
    """Raises `BadVoucher` for terms that contradict themselves or cannot be kept."""
    check_text(terms.description, LONGEST_DESCRIPTION, field="description")
    check_money(terms.minimum, currency=currency, field="minimum")
    if not 0 <= terms.minimum.minor <= LARGEST:
        raise BadVoucher("The smallest bill is zero or more.", field="minimum")
    check_moment(terms.starts_at, field="starts_at")
    check_moment(terms.ends_at, field="ends_at")
    if terms.starts_at and terms.ends_at and terms.starts_at >= terms.ends_at:
        raise BadVoucher("It ends after it has started.", field="ends_at")
    check_limit(terms.limit_total, field="limit_total")
    check_limit(terms.limit_per_member, field="limit_per_member")
    check_hours(terms.hours)
    if terms.external_id is not None:
        check_text(terms.external_id, LONGEST_EXTERNAL_ID, field="external_id")
        if not terms.external_id:
            raise BadVoucher("Leave it out, or fill it in.", field="external_id")


def check_money(money: Money, *, currency: str, field: str) -> None:
    if money.currency != currency:
        raise BadVoucher(f"Vouchers are in {currency}, not in {money.currency}.", field=field)


def check_text(text: str, longest: int, *, field: str) -> None:
    if len(text) > longest:
        raise BadVoucher(f"At most {longest} characters.", field=field)
    if any(unicodedata.category(letter) in ("Cs", "Cc") for letter in text):
        raise BadVoucher("This text has characters that cannot be kept.", field=field)


def check_moment(moment: datetime | None, *, field: str) -> None:
    """No moment is so far away that another time zone has no name for it."""
    if moment is not None and moment.year not in YEARS:
        sentence = f"A year from {YEARS[0]} to {YEARS[-1]}; without one, it is for ever."
        raise BadVoucher(sentence, field=field)


def check_limit(limit: int | None, *, field: str) -> None:
    if limit is not None and not 1 <= limit <= MOST_USES:
        raise BadVoucher("A limit of uses is a whole number from 1.", field=field)


def check_hours(hours: Hours) -> None:
    if not 1 <= hours.weekdays <= EVERY_DAY:
        raise BadVoucher("Choose at least one day.", field="weekdays")
    begin, end = hours.from_minute, hours.until_minute
    if begin is None and end is None:
        return
    if begin is None or end is None:
        raise BadVoucher("Hours have a beginning and an end.", field="hours")
    if not (0 <= begin < MINUTES and 1 <= end <= MINUTES and begin != end):
        raise BadVoucher("These are no hours of a day.", field="hours")


def stores_value(worth: Worth, use_type: UseType) -> bool:
    """Whether such a voucher has a balance that uses draw on."""
    return isinstance(worth, AmountOff) and use_type is UseType.ONE_TIME_USE


def limit_of(worth: Worth, use_type: UseType, terms: Terms) -> int | None:
    """How often such a voucher can be used in all. A share that is for one time is used once."""
    once = isinstance(worth, ShareOff) and use_type is UseType.ONE_TIME_USE
    return 1 if once else terms.limit_total


def worth_now(voucher: Voucher) -> Worth:
    """What the voucher is good for now: of stored value what is left, else what it always is."""
    return voucher.worth if voucher.left is None else AmountOff(voucher.left)


def discount_of(voucher: Voucher, total: Money) -> Money:
    """What the voucher takes off a bill of `total`: never more than the bill."""
    owed = max(total, Money.zero(total.currency))
    match worth_now(voucher):
        case AmountOff(value):
            return min(value, owed)
        case ShareOff(basis_points):
            return owed.share(basis_points)
        case other:
            assert_never(other)


def problem_of(
    voucher: Voucher,
    *,
    store: StoreId,
    total: Money | None,
    at: datetime,
    member_uses: int,
    unpaid: bool = False,
) -> Problem | None:
    """Why the voucher cannot be used; None when it can.

    `at` is in the time zone of the store. Without a `total` no bill is known, and the minimum is
    not judged. `member_uses` is how often the member has used it, `unpaid` that it is a gift card
    nobody has paid for.
    """
    terms = voucher.terms
    if not terms.active:
        return Problem.INACTIVE
    if unpaid:
        return Problem.UNPAID
    if terms.starts_at is not None and at < terms.starts_at:
        return Problem.NOT_YET
    if terms.ends_at is not None and at >= terms.ends_at:
        return Problem.ENDED
    if terms.stores and store not in terms.stores:
        return Problem.OTHER_STORE
    if not within(terms.hours, at):
        return Problem.OTHER_HOURS
    if is_used_up(voucher):
        return Problem.USED_UP
    if terms.limit_per_member is not None and member_uses >= terms.limit_per_member:
        return Problem.MEMBER_USED_UP
    if total is not None and total.minor < terms.minimum.minor:
        return Problem.BELOW_MINIMUM
    return None


def is_used_up(voucher: Voucher) -> bool:
    """Whether nothing is left of it, or no use."""
    empty = voucher.left is not None and voucher.left.minor <= 0
    return empty or no_use_left(voucher)


def no_use_left(voucher: Voucher) -> bool:
    """Whether it was used as often as it can be."""
    limit = limit_of(voucher.worth, voucher.use_type, voucher.terms)
    return limit is not None and voucher.used >= limit


def within(hours: Hours, at: datetime) -> bool:
    """Whether `at` is in `hours`. After midnight, the day is the one on which the hours began."""
    today = bool(hours.weekdays >> at.weekday() & 1)
    if hours.from_minute is None or hours.until_minute is None:
        return today
    minute = at.hour * 60 + at.minute
    if hours.from_minute < hours.until_minute:
        return today and hours.from_minute <= minute < hours.until_minute
    yesterday = bool(hours.weekdays >> (at.weekday() - 1) % 7 & 1)
    return (today and minute >= hours.from_minute) or (yesterday and minute < hours.until_minute)


def is_for(voucher: Voucher, member: MemberId | None) -> bool:
    """Whether the voucher is nobody's in particular, or `member`'s."""
    return voucher.terms.member in (None, member)


def sentence_of(problem: Problem) -> str:
    """What a cashier reads."""
    return SENTENCES[problem]


def phones_sought(text: str) -> tuple[str | None, str | None]:
    """The telephone numbers that `text` may be: with its country code, and the digits at home.

    `+` or `00` says that the country code is there; a blank before the digits may be a `+` that
    became one in a query, or just a blank.
    """
    digits = "".join(letter for letter in text if letter in DIGITS)
    if len(digits) not in PHONE_LENGTHS or any(letter.isalpha() for letter in text):
        return None, None
    if text.lstrip().startswith("+"):
        return f"+{digits}", None
    if digits.startswith("00"):
        return f"+{digits[2:]}", None
    return (f"+{digits}" if text.startswith(" ") else None), digits


def credits_won(progress: Money, amount: Money, per: Money) -> tuple[int, Money]:
    """How many credits `amount` is worth on top of `progress`, and the progress after it.

    What was spent under a rule that asked for more brings the next credit near, and no credit.
    """
    times, rest = divmod(min(progress.minor, per.minor - 1) + amount.minor, per.minor)
    return times, Money(rest, amount.currency)


def credits_gone(progress: Money, amount: Money, per: Money) -> tuple[int, Money]:
    """How many credits go again when `amount` is taken back, and the progress after it."""
    times = max(0, -((progress.minor - amount.minor) // per.minor))
    return times, Money(progress.minor - amount.minor + times * per.minor, amount.currency)
