"""The simulator, as a till of its own."""

import random
from functools import partial
from typing import cast

from regulars.faces.cli.deps import TillOptions
from regulars.kernel.clock import system_clock
from regulars.platform import server
from regulars.platform.asgi import App
from regulars.platform.server import Stopping
from regulars.simulator import Account, Addon, SimulatorConfig, create_simulator


def run_till(options: TillOptions) -> None:
    """Run the till simulator alone until told to stop."""
    server.serve(partial(till, options), host=options.host, port=options.port)


def till(options: TillOptions, _: Stopping) -> App:
    """The simulator as an application, with one add-on registered."""
    config = till_config(options)
    simulator = create_simulator(config, clock=system_clock, random=random.SystemRandom())
    return cast("App", simulator)


def till_config(options: TillOptions) -> SimulatorConfig:
    add_on = Addon(
        client_id=options.client_id,
        client_secret=options.client_secret,
        name=options.name,
        signature_token=options.signature_token,
        redirect_uris=list(options.redirect_uris),
    )
    testpay = Account(options.payments_key, options.payments_secret)
    return SimulatorConfig(addon=add_on, testpay=testpay, state_path=options.state_path)
