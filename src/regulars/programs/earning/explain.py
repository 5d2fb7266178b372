"""Each version of a sale's bill is kept with all that it was worked out from."""

from collections.abc import Sequence

from regulars.kernel.ids import MerchantId, RuleId, SaleId
from regulars.kernel.points import Points
from regulars.platform.db import Reads, Transaction
from regulars.programs.earning.model import Explanation, Part, PerVisit, Terms
from regulars.programs.earning.refunds import in_proportion
from regulars.programs.store import earning as store


async def keep_version(
    tx: Transaction, merchant: MerchantId, sale: SaleId, kept: Explanation, stands: Sequence[Part]
) -> None:
    """Keep a version, of which `stands` is left after what went back. A step."""
    counts = counted_parts(kept.terms, stands) if kept.terms and kept.member else {}
    await store.keep(tx, merchant, sale, kept, counts)


async def less_stands(
    tx: Transaction, merchant: MerchantId, sale: SaleId, version: int, points: Points
) -> None:
    """Of a sale `points` are left, and nobody says of which goods: limits count that. A step."""
    kept = await store.kept(tx, merchant, sale, version)
    if kept and kept.terms and kept.member:
        stands = in_proportion(kept.worked, points)
        await store.count(tx, merchant, sale, counted_parts(kept.terms, stands))


async def nothing_stands(tx: Transaction, merchant: MerchantId, sale: SaleId) -> None:
    """The sale is void, or all of it went back: no limit counts it any more. A step."""
    await store.forget(tx, merchant, sale)


async def explanation_of(
    reads: Reads, merchant: MerchantId, sale: SaleId, version: int
) -> Explanation | None:
    """How a version of a sale was worked out; None for one that nobody kept.

    A version that changed nothing of it, such as one by a refund, is explained by the one before.
    """
    return await store.kept(reads, merchant, sale, version)


def counted_parts(terms: Terms, stands: Sequence[Part]) -> dict[RuleId, Points]:
    """The points of rules that look back: at a member's day, or at the time since they gave some.

    With a limit of the whole day, that of all rules together too.
    """
    look_back = {
        rule.id
        for rule in terms.rules
        if rule.most_a_day is not None
        or (isinstance(rule.gives, PerVisit) and rule.gives.cooldown_minutes)
    }
    counts = {part.rule: part.points for part in stands if part.rule in look_back and part.points}
    in_all = Points(sum(part.points for part in stands))
    if terms.most_a_day is not None and in_all:
        counts[store.ALL_RULES] = in_all
    return counts
