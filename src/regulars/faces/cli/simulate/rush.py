"""Everybody wants the same at once: one member at two registers, and the kiosk on their wallet."""

from collections.abc import Sequence
from random import Random

from regulars.faces.cli.simulate.kiosk import Kiosk
from regulars.faces.cli.simulate.register import Register
from regulars.faces.cli.simulate.visits import Steps, ending
from regulars.faces.cli.simulate.world import World


async def rush(world: World, tills: Sequence[Register], kiosk: Kiosk, draw: Random) -> Steps:
    """A couple shares a card: both press the same button, while the kiosk draws on the wallet."""
    member = draw.choice(world.members)
    for till in tills:
        await till.ring(draw)
        await till.choose(member, draw)
    yield
    for _ in range(draw.randint(1, 2)):
        shown = [{one["title"]: one for one in till.rewards()} for till in tills]
        both = [title for title in shown[0] if all(title in one for one in shown)]
        if not both:
            break
        title, apart = draw.choice(both), [world.drawn_for(draw.random()) for _ in tills]
        deeds = [
            till.redeem(one[title], own) for till, one, own in zip(tills, shown, apart, strict=True)
        ]
        await world.at_once([*deeds, kiosk.order(draw, member.code)])
        yield
    await world.at_once([till.pay(draw) for till in tills if till.sale])
    for till in tills:
        async for _ in ending(world, till, draw):
            yield
