"""A company to try things with: two sites, their registers, a menu, staff and some guests."""

from copy import deepcopy
from datetime import datetime
from decimal import Decimal

from regulars.simulator.catalogue import (
    Category,
    Company,
    PaymentMethod,
    Product,
    Register,
    Site,
    Staff,
    Table,
    Tax,
)
from regulars.simulator.config import SimulatorConfig
from regulars.simulator.model import Customer, State

GST = Tax(id=21, code="GST", name="GST", rate=Decimal("0.1"))
DISCOUNT_PRODUCT = "Loyalty discount"

MENU: dict[str, list[tuple[str, str]]] = {
    "Coffee": [
        ("Flat white", "5.00"),
        ("Cappuccino", "5.00"),
        ("Long black", "4.50"),
        ("Cold brew", "6.00"),
        ("Chai latte", "5.50"),
    ],
    "Breakfast": [
        ("Smashed avocado", "19.50"),
        ("Eggs Benedict", "22.00"),
        ("Banana bread", "8.50"),
        ("Bircher muesli", "14.00"),
    ],
    "Mains": [
        ("Fish and chips", "27.00"),
        ("Barramundi", "34.50"),
        ("Mushroom risotto", "26.00"),
        ("Wagyu burger", "25.50"),
        ("Chicken schnitzel", "24.00"),
    ],
    "Sides": [
        ("Chips", "9.00"),
        ("Garden salad", "11.00"),
        ("Grilled greens", "12.50"),
    ],
    "Desserts": [
        ("Pavlova", "14.50"),
        ("Sticky date pudding", "15.00"),
        ("Affogato", "11.50"),
    ],
    "Drinks": [
        ("Sparkling water", "7.00"),
        ("Orange juice", "7.50"),
        ("Pale ale", "11.00"),
        ("Pinot noir, glass", "14.00"),
        ("Espresso martini", "21.00"),
    ],
}
MODIFIERS = [("Oat milk", "0.80"), ("Extra shot", "0.70")]
GUESTS = [
    ("Harriet", "Okafor", "harriet.okafor@example.test", "+61491570156"),
    ("Luca", "Ferraro", "luca.ferraro@example.test", "+61491570157"),
    ("Priya", "Nair", "priya.nair@example.test", "+61491570158"),
]
TABLES = [
    (4201, "Dining room", [str(number) for number in range(1, 11)]),
    (4201, "Terrace", ["11", "12", "13", "14"]),
    (4202, "Bar", ["B1", "B2", "B3", "B4"]),
    (4202, "Garden", [str(number) for number in range(1, 9)]),
]
FIRST_ORDER_ID = 4_310_020_000


def seeded(config: SimulatorConfig, now: datetime) -> State:
    state = State(company=company_of(config, now), switches=config.switches)
    add_places(state)
    add_tables(state)
    add_people(state)
    add_menu(state)
    add_payment_methods(state, config)
    state.addons[config.addon.client_id] = deepcopy(config.addon)
    state.last_ids = {
        "order": FIRST_ORDER_ID,
        "customer": max(state.customers),
        "product": max(state.products),
        "tax": GST.id,
        "payment_method": max(state.payment_methods),
        "payment": 880_000,
        "webhook": 100,
        "table": max(state.tables),
    }
    return state


def company_of(config: SimulatorConfig, now: datetime) -> Company:
    return Company(
        id=5801,
        name=config.company_name,
        currency=config.currency,
        timezone=config.timezone,
        website="https://harbourkitchen.example.test",
        business_number="51 824 753 556",
        created_at=now,
    )


def add_places(state: State) -> None:
    sites = [
        Site(id=4201, name="Harbour Kitchen", code="HK", address="12 Wharf Street", city="Sydney"),
        Site(id=4202, name="Garden Bar", code="GB", address="3 Fig Lane", city="Sydney"),
    ]
    registers = [
        Register(id=7101, name="Front counter", code="HK1", site_id=4201),
        Register(id=7102, name="Dining room", code="HK2", site_id=4201),
        Register(id=7201, name="Bar", code="GB1", site_id=4202),
    ]
    state.sites = {site.id: site for site in sites}
    state.registers = {register.id: register for register in registers}


def add_tables(state: State) -> None:
    for site_id, section, names in TABLES:
        for name in names:
            number = max(state.tables, default=400) + 1
            state.tables[number] = Table(id=number, site_id=site_id, section=section, name=name)


def add_people(state: State) -> None:
    staff = [
        Staff(id=601, first_name="Mia", last_name="Tran", email="mia@example.test", is_admin=True),
        Staff(id=602, first_name="Jonah", last_name="Blake", email="jonah@example.test"),
        Staff(
            id=603,
            first_name="Ella",
            last_name="Marsh",
            email="ella@example.test",
            site_ids=[4201],
        ),
    ]
    state.staff = {person.id: person for person in staff}
    for number, (first_name, last_name, email, mobile) in enumerate(GUESTS, start=301):
        state.customers[number] = Customer(
            id=number, first_name=first_name, last_name=last_name, email=email, mobile=mobile
        )


def add_menu(state: State) -> None:
    state.taxes[GST.id] = GST
    for number, (category, products) in enumerate(MENU.items(), start=301):
        state.categories[number] = Category(id=number, name=category)
        for name, price in products:
            add_product(state, name, price, category_id=number)
    for name, price in MODIFIERS:
        add_product(state, name, price, category_id=None, is_modifier=True)
    add_product(state, DISCOUNT_PRODUCT, "0.00", category_id=None)


def add_product(
    state: State, name: str, price: str, *, category_id: int | None, is_modifier: bool = False
) -> None:
    number = max(state.products, default=9000) + 1
    state.products[number] = Product(
        id=number,
        name=name,
        code=f"P{number}",
        category_id=category_id,
        unit_price=Decimal(price),
        tax_ids=[GST.id],
        is_modifier=is_modifier,
        stock=dict.fromkeys(state.sites, 100),
    )


def add_payment_methods(state: State, config: SimulatorConfig) -> None:
    methods = [
        PaymentMethod(id=501, name="Cash"),
        PaymentMethod(id=502, name="Card"),
        PaymentMethod(id=503, name=config.addon.name, client_id=config.addon.client_id),
    ]
    state.payment_methods = {method.id: method for method in methods}
