"""Webhooks, which belong to one application."""

from typing import Any
from urllib.parse import urlsplit

from msgspec import UNSET

from regulars.simulator.api.answers import created, listed, updated
from regulars.simulator.cloud import Cloud
from regulars.simulator.drafts import WebhookDraft
from regulars.simulator.errors import Refused, not_found
from regulars.simulator.events import KNOWN_TOPICS, topic_exists
from regulars.simulator.http import Answer, Call, json_answer, no_content
from regulars.simulator.model import Webhook

Json = dict[str, Any]


def list_all(cloud: Cloud, call: Call) -> Answer:
    rows = [each for each in cloud.state.webhooks.values() if each.client_id == call.client_id]
    return listed(cloud, call, rows, lambda each: shape(cloud, each), id_of=lambda each: each.id)


def read(cloud: Cloud, call: Call, webhook: int) -> Answer:
    return json_answer(shape(cloud, own(cloud, call, webhook)))


def create(cloud: Cloud, call: Call) -> Answer:
    now = cloud.now()
    webhook = Webhook(
        id=0,
        client_id=call.client_id,
        topic="",
        address="",
        format="json",
        filter=None,
        headers={},
        created_at=now,
        updated_at=now,
    )
    write(cloud, call, webhook, call.as_draft(WebhookDraft))
    webhook.id = cloud.new_id("webhook")
    cloud.state.webhooks[webhook.id] = webhook
    return created(cloud, call, f"/companies/{cloud.state.company.id}/webhooks/{webhook.id}")


def update(cloud: Cloud, call: Call, webhook: int) -> Answer:
    known = own(cloud, call, webhook)
    write(cloud, call, known, call.as_draft(WebhookDraft))
    known.updated_at = cloud.now()
    return updated(cloud, shape(cloud, known))


def delete(cloud: Cloud, call: Call, webhook: int) -> Answer:
    del cloud.state.webhooks[own(cloud, call, webhook).id]
    return no_content()


def own(cloud: Cloud, call: Call, webhook_id: int) -> Webhook:
    webhook = cloud.state.webhooks.get(webhook_id)
    if webhook is None or webhook.client_id != call.client_id:
        raise not_found("webhook", webhook_id)
    return webhook


def write(cloud: Cloud, call: Call, webhook: Webhook, draft: WebhookDraft) -> None:
    topic = webhook.topic if draft.topic is UNSET else draft.topic
    address = webhook.address if draft.address is UNSET else draft.address
    form = webhook.format if draft.format is UNSET else draft.format
    headers = webhook.headers if draft.headers is UNSET else draft.headers or {}
    site_filter = webhook.filter if draft.filter is UNSET else draft.filter
    check(topic, address, form, headers)
    check_sites(site_filter or {})
    if not topic_exists(cloud, topic):
        call.think("odd", f"The topic {topic} is switched off and will never be delivered.")
    webhook.topic, webhook.address, webhook.format = topic, address, form
    webhook.headers, webhook.filter = headers, site_filter


def check(topic: str, address: str, form: str, headers: dict[str, str]) -> None:
    if topic not in KNOWN_TOPICS:
        raise Refused(f"There is no topic {topic!r}.")
    if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).netloc:
        raise Refused("address must be an absolute URL.")
    if form != "json":
        raise Refused("Only the format json is delivered here.")
    for name in headers:
        plain = name.lower()
        allowed = plain == "authorization" or plain.startswith("x-")
        if not allowed or plain.startswith("x-kounta"):
            raise Refused(f"The header {name} cannot be sent.")


def check_sites(site_filter: Json) -> None:
    """No sites, or null in their place, are all sites."""
    sites = site_filter.get("site_ids") or []
    if not isinstance(sites, list) or not all(isinstance(each, int) for each in sites):
        raise Refused("site_ids must be an array of ids.")


def shape(cloud: Cloud, webhook: Webhook) -> Json:
    return {
        "id": webhook.id,
        "topic": webhook.topic,
        "address": webhook.address,
        "format": webhook.format,
        "filter": webhook.filter,
        "headers": webhook.headers,
        "created_at": cloud.local(webhook.created_at),
        "updated_at": cloud.local(webhook.updated_at),
    }
