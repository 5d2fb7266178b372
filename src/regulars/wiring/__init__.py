"""The composition root: settings in; web application, worker and commands out.

The one place that knows every part. It decides nothing; it says who is given what.
"""

import os

from regulars.faces.cli.deps import CommandDeps, Stage
from regulars.faces.console.apps.kounta import CALLBACK
from regulars.kernel.clock import system_clock
from regulars.wiring.hub import Hub, Outside, open_hub, way_out
from regulars.wiring.stage import answers, open_hub_among, try_out
from regulars.wiring.till import run_till
from regulars.wiring.web import serve, web_app
from regulars.wiring.worker import register, work

__all__ = ["Hub", "Outside", "commands", "open_hub", "register", "way_out", "web_app"]


def commands() -> CommandDeps:
    """What the command line is given."""
    stage = Stage(open_hub_among, answers, register, try_out)
    return CommandDeps(os.environ, system_clock, CALLBACK, open_hub, serve, work, run_till, stage)
