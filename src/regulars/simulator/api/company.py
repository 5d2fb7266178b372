"""The company, its sites, registers, staff, taxes and payment methods."""

from typing import Any

import msgspec
from msgspec import UNSET

from regulars.simulator.api.answers import listed, updated
from regulars.simulator.api.sight import visible_site, visible_sites
from regulars.simulator.catalogue import PaymentMethod, Register, Site, Staff, Tax
from regulars.simulator.cloud import Cloud
from regulars.simulator.drafts import SiteDraft
from regulars.simulator.errors import not_found
from regulars.simulator.http import Answer, Call, json_answer
from regulars.simulator.shapes import address_shape

Json = dict[str, Any]


def read(cloud: Cloud, call: Call) -> Answer:
    company = cloud.state.company
    return json_answer(
        {
            "id": company.id,
            "name": company.name,
            "shipping_address": None,
            "postal_address": None,
            "addresses": summary(cloud, 0),
            "business_number": company.business_number,
            "contact_staff_member": contact(cloud),
            "image": None,
            "website": company.website,
            "currency": company.currency,
            "timezone": {"offset": offset(cloud), "name": company.timezone},
            "sites": summary(cloud, len(visible_sites(cloud, call))),
            "registers": {**summary(cloud, len(cloud.state.registers)), "limit": None},
            "created_at": cloud.local(company.created_at),
            "updated_at": cloud.local(company.created_at),
        }
    )


def summary(cloud: Cloud, count: int) -> Json:
    """What stands in the place of a collection that has an address of its own."""
    return {"count": count, "updated_at": cloud.local(cloud.state.company.created_at)}


def contact(cloud: Cloud) -> Json:
    owner = next(person for person in cloud.state.staff.values() if person.is_admin)
    return {**staff_short(owner), "email": owner.email}


def offset(cloud: Cloud) -> str:
    """Of the company's clock from UTC now, such as +10:00."""
    return cloud.now().astimezone(cloud.zone).isoformat()[-len("+10:00") :]


def status(cloud: Cloud, call: Call) -> Answer:
    return json_answer([site_status_shape(site) for site in visible_sites(cloud, call).values()])


def site_status(cloud: Cloud, call: Call, site: int) -> Answer:
    return json_answer(site_status_shape(visible_site(cloud, call, site)))


def site_status_shape(site: Site) -> Json:
    return {"site_id": site.id, "status": "online", "online_ordering": "online"}


def sites(cloud: Cloud, call: Call) -> Answer:
    rows = list(visible_sites(cloud, call).values())
    return listed(cloud, call, rows, site_listed, id_of=lambda site: site.id)


def site(cloud: Cloud, call: Call, site: int) -> Answer:
    return json_answer(site_single(cloud, visible_site(cloud, call, site)))


def change_site(cloud: Cloud, call: Call, site: int) -> Answer:
    known = visible_site(cloud, call, site)
    for name, value in msgspec.structs.asdict(call.as_draft(SiteDraft)).items():
        if value is not UNSET:
            setattr(known, name, value)
    return updated(cloud, site_single(cloud, known))


def staff_sites(cloud: Cloud, call: Call, staff: int | None = None) -> Answer:
    granted = cloud.staff(staff or call.staff_id).site_ids
    rows = [
        each
        for each in visible_sites(cloud, call).values()
        if granted is None or each.id in granted
    ]
    return listed(cloud, call, rows, site_listed, id_of=lambda site: site.id)


def site_listed(site: Site) -> Json:
    return {"id": site.id, "name": site.name, "code": site.code, "email": site.email}


def site_single(cloud: Cloud, site: Site) -> Json:
    return {
        **site_listed(site),
        "contact_person": contact(cloud),
        "business_number": cloud.state.company.business_number,
        "shipping_address": site_address(site),
        "postal_address": None,
        "mobile": None,
        "phone": site.phone,
        "fax": None,
        "location": {"latitude": None, "longitude": None},
        "image": None,
        "website": None,
        "register_level_reconciliation": False,
        "price_list": {"id": 1, "name": "Base"},
        "products": summary(cloud, len(cloud.state.products)),
        "created_at": cloud.local(cloud.state.company.created_at),
        "updated_at": cloud.local(cloud.state.company.created_at),
    }


def site_address(site: Site) -> Json | None:
    return address_shape(site.id, {"address": site.address, "city": site.city, "country": "AU"})


def site_addresses(cloud: Cloud, call: Call, site: int) -> Answer:
    return json_answer([site_address(visible_site(cloud, call, site))])


def registers(cloud: Cloud, call: Call) -> Answer:
    return listed(
        cloud,
        call,
        list(cloud.state.registers.values()),
        register_listed,
        id_of=lambda each: each.id,
    )


def registers_of_site(cloud: Cloud, call: Call, site: int) -> Answer:
    visible_site(cloud, call, site)
    rows = [each for each in cloud.state.registers.values() if each.site_id == site]
    return listed(cloud, call, rows, register_at_site, id_of=lambda each: each.id)


def register(cloud: Cloud, _: Call, register: int) -> Answer:
    known = cloud.register(register)
    site = cloud.site(known.site_id)
    till = cloud.till(register)
    return json_answer(
        {
            **register_listed(known),
            "company_id": cloud.state.company.id,
            "site": {"id": site.id, "name": site.name, "code": site.code},
            "current_staff_member": staff_short(cloud.staff(till.staff_id)),
            "sale_prefix": known.code,
            "return_prefix": f"{known.code}R",
            "assigned_to_device": True,
        }
    )


def register_at_site(register: Register) -> Json:
    return {"id": register.id, "code": register.code, "name": register.name}


def register_listed(register: Register) -> Json:
    return {**register_at_site(register), "site_id": register.site_id}


def staff(cloud: Cloud, call: Call) -> Answer:
    rows = list(cloud.state.staff.values())
    return listed(
        cloud, call, rows, lambda each: staff_shape(cloud, each), id_of=lambda each: each.id
    )


def admins(cloud: Cloud, call: Call) -> Answer:
    rows = [person for person in cloud.state.staff.values() if person.is_admin]
    return listed(
        cloud, call, rows, lambda each: staff_shape(cloud, each), id_of=lambda each: each.id
    )


def staff_me(cloud: Cloud, call: Call) -> Answer:
    return json_answer(staff_shape(cloud, cloud.staff(call.staff_id)))


def staff_member(cloud: Cloud, _: Call, staff: int) -> Answer:
    return json_answer(staff_shape(cloud, cloud.staff(staff)))


def staff_short(person: Staff) -> Json:
    return {"id": person.id, "first_name": person.first_name, "last_name": person.last_name}


def staff_shape(cloud: Cloud, person: Staff) -> Json:
    """Permissions are left out for administrators, who have them all."""
    granted = person.site_ids
    shape = {
        **staff_short(person),
        "is_admin": person.is_admin,
        "primary_email_address": person.email,
        "email_addresses": [person.email],
        "phone": None,
        "mobile": None,
        "fax": None,
        "shipping_address": None,
        "postal_address": None,
        "addresses": summary(cloud, 0),
        "sites": summary(cloud, len(cloud.state.sites if granted is None else granted)),
        "image": None,
        "created_at": cloud.local(cloud.state.company.created_at),
        "updated_at": cloud.local(cloud.state.company.created_at),
    }
    if not person.is_admin:
        codes = ("FinishSale", "ModifySales", "MakeDiscount", "DeleteHeldOrder")
        shape["permissions"] = [{"code": code, "name": code, "domain": "Sales"} for code in codes]
    return shape


def nothing(*_: object, **__: object) -> Answer:
    """A list of what never happens at this till."""
    return json_answer([])


def taxes(cloud: Cloud, call: Call) -> Answer:
    rows = list(cloud.state.taxes.values())
    return listed(cloud, call, rows, tax_shape, id_of=lambda each: each.id)


def tax(cloud: Cloud, _: Call, tax: int) -> Answer:
    known = cloud.state.taxes.get(tax)
    if known is None:
        raise not_found("tax", tax)
    return json_answer(tax_shape(known))


def tax_shape(tax: Tax) -> Json:
    return {"id": tax.id, "code": tax.code, "name": tax.name, "rate": tax.rate}


def payment_methods(cloud: Cloud, call: Call) -> Answer:
    rows = list(cloud.state.payment_methods.values())
    return listed(cloud, call, rows, method_shape, id_of=lambda each: each.id)


def method_shape(method: PaymentMethod) -> Json:
    return {"id": method.id, "name": method.name}
