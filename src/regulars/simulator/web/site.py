"""Everything but the API, as one application that serves any number of tills.

Which till a request is for stands in its state, put there by the simulator that got the request.
"""

from functools import cache
from pathlib import Path
from typing import Any

from litestar import Litestar, Request
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template.config import TemplateConfig

from regulars.simulator.cloud import Cloud
from regulars.simulator.deliveries import Deliverer
from regulars.simulator.errors import Refused
from regulars.simulator.pages import Pages, static_files, teach_assets
from regulars.simulator.web import consent, experiment, orders, places, till
from regulars.simulator.web.answers import refuse, refuse_http

TEMPLATES = Path(__file__).parent.parent / "templates"


@cache
def site() -> Litestar:
    return Litestar(
        route_handlers=[
            till.TillCalls,
            till.SaleCalls,
            till.MemberCalls,
            orders.OrderCalls,
            experiment.SettingsCalls,
            places.PlaceCalls,
            experiment.FaultCalls,
            experiment.LogCalls,
            experiment.DeliveryCalls,
            experiment.ResetCalls,
            consent.Consent,
            Pages,
            static_files(),
        ],
        dependencies={
            "desk": Provide(desk_of, sync_to_thread=False),
            "cloud": Provide(cloud_of, sync_to_thread=False),
            "deliverer": Provide(deliverer_of, sync_to_thread=False),
        },
        exception_handlers={Refused: refuse, HTTPException: refuse_http},
        template_config=TemplateConfig(
            directory=TEMPLATES,
            engine=JinjaTemplateEngine,
            engine_callback=teach_assets,
        ),
        logging_config=None,
        openapi_config=None,
    )


def desk_of(request: Request[Any, Any, Any]) -> till.Desk:
    desk: till.Desk = request.state.desk
    return desk


def cloud_of(request: Request[Any, Any, Any]) -> Cloud:
    return desk_of(request).cloud


def deliverer_of(request: Request[Any, Any, Any]) -> Deliverer:
    deliverer: Deliverer = request.state.deliverer
    return deliverer
