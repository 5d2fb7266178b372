"""All parts of a venue in one process, for the simulation."""

import random
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import cast

from regulars.faces.cli.deps import Surroundings, TillOptions, TriedTill
from regulars.platform.asgi import App, Front
from regulars.platform.metrics import Metrics
from regulars.platform.settings import Settings
from regulars.simulator import Switches, create_simulator
from regulars.wiring.hub import Hub, Outside, open_hub
from regulars.wiring.till import till_config
from regulars.wiring.web import for_tills


def open_hub_among(settings: Settings, around: Surroundings) -> AbstractAsyncContextManager[Hub]:
    """The hub's parts with a clock, a network and a way to the database of somebody else's."""
    outside = Outside(around.clock, around.transport, around.sleep, around.around_connection)
    return open_hub(settings, outside)


def answers(hub: Hub) -> App:
    """What tills ask for and report to, as one application without any pages."""
    return Front(for_tills(hub), Metrics())


def try_out(options: TillOptions, around: Surroundings, drawing: random.Random) -> TriedTill:
    """A till in this process, that delivers when it is told to."""
    simulator = create_simulator(
        replace(till_config(options), switches=Switches(webhook_delivery="manual")),
        clock=around.clock,
        random=drawing,
        http=around.transport,
        sleep=around.sleep,
    )
    return cast("TriedTill", simulator)
