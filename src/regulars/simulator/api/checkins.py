"""Check-ins: customers who are at a site for a while."""

from datetime import timedelta
from typing import Any

from regulars.simulator.api.answers import created
from regulars.simulator.api.sight import visible_site
from regulars.simulator.cloud import Cloud
from regulars.simulator.drafts import CheckinDraft
from regulars.simulator.errors import Refused
from regulars.simulator.http import Answer, Call, json_answer, no_content
from regulars.simulator.model import Checkin


def list_valid(cloud: Cloud, call: Call, site: int) -> Answer:
    visible_site(cloud, call, site)
    return json_answer([shape(cloud, each) for each in valid(cloud, site)])


def read(cloud: Cloud, call: Call, site: int, customer: int) -> Answer:
    return json_answer(shape(cloud, checked_in(cloud, call, site, customer)))


def create(cloud: Cloud, call: Call, site: int) -> Answer:
    visible_site(cloud, call, site)
    draft = call.as_draft(CheckinDraft)
    cloud.customer(draft.customer_id)
    if not 5 <= draft.duration <= 180:
        raise Refused("duration is 5 to 180 minutes.")
    if any(each.customer_id == draft.customer_id for each in valid(cloud, site)):
        raise Refused("The customer is checked in already.")
    cloud.state.checkins.append(
        Checkin(
            site_id=site,
            customer_id=draft.customer_id,
            started_at=cloud.now(),
            minutes=draft.duration,
        )
    )
    company = cloud.state.company.id
    path = f"/companies/{company}/sites/{site}/checkins/{draft.customer_id}"
    return created(cloud, call, path)


def delete(cloud: Cloud, call: Call, site: int, customer: int) -> Answer:
    cloud.state.checkins.remove(checked_in(cloud, call, site, customer))
    return no_content()


def checked_in(cloud: Cloud, call: Call, site: int, customer: int) -> Checkin:
    visible_site(cloud, call, site)
    for each in valid(cloud, site):
        if each.customer_id == customer:
            return each
    raise Refused("The customer is not checked in.", code="not_found")


def valid(cloud: Cloud, site: int) -> list[Checkin]:
    now = cloud.now()
    return [
        each
        for each in cloud.state.checkins
        if each.site_id == site and each.started_at + timedelta(minutes=each.minutes) > now
    ]


def shape(cloud: Cloud, checkin: Checkin) -> dict[str, Any]:
    return {
        "customer_id": checkin.customer_id,
        "start_time": cloud.local(checkin.started_at),
        "duration": checkin.minutes,
    }
