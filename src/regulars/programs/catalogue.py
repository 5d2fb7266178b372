"""What a merchant has defined, kept in the process as long as it is not changed.

A lookup reads counters alone, and the state that the definitions are in; it is another after each
save. So fifty rewards cost a lookup what one does.
"""

from collections import OrderedDict

import msgspec

from regulars.kernel.ids import MerchantId, SegmentId
from regulars.platform.db import Reads
from regulars.programs.conditions.model import InSegment
from regulars.programs.model import Offer, Reward
from regulars.programs.store import definitions
from regulars.programs.store import program as programs
from regulars.programs.tiers.model import Tier

MOST_MERCHANTS = 1_000


class Catalogue(msgspec.Struct, frozen=True):
    """The rewards and offers that are switched on, in the till's order, and the tiers.

    `segments` are those that something is for.
    """

    rewards: tuple[Reward, ...]
    offers: tuple[Offer, ...]
    tiers: tuple[Tier, ...]
    segments: frozenset[SegmentId]


class Catalogues:
    """The catalogues that a process has read last, by merchant."""

    def __init__(self) -> None:
        self._kept: OrderedDict[MerchantId, tuple[tuple[int, int], Catalogue]] = OrderedDict()

    async def of(
        self, reads: Reads, merchant: MerchantId, state: tuple[int, int] | None
    ) -> Catalogue:
        """The catalogue in `state`, or a later one. Without a program none is kept."""
        kept = self._kept.get(merchant)
        if kept is not None and kept[0] == state:
            self._kept.move_to_end(merchant)
            return kept[1]
        # Read after its state was: it is never kept under a state that it was not in yet.
        catalogue = await read_catalogue(reads, merchant)
        if state is not None:
            self._kept[merchant] = state, catalogue
            self._kept.move_to_end(merchant)
            if len(self._kept) > MOST_MERCHANTS:
                self._kept.popitem(last=False)
        return catalogue


async def read_catalogue(reads: Reads, merchant: MerchantId) -> Catalogue:
    rewards = tuple(one for one in await definitions.rewards(reads, merchant) if one.active)
    offers = tuple(one for one in await definitions.offers(reads, merchant) if one.active)
    program = await programs.program(reads, merchant)
    scheme = program.terms.tiers if program else None
    audiences = [one.conditions.audience for one in rewards]
    audiences += [one.conditions.audience for one in offers]
    return Catalogue(
        rewards=rewards,
        offers=offers,
        tiers=scheme.tiers if scheme else (),
        segments=frozenset(one.segment for one in audiences if isinstance(one, InSegment)),
    )
