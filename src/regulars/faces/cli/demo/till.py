"""The demo's till, seen from outside: what it sells, and its back office."""

from dataclasses import dataclass
from decimal import Decimal

import httpx
import msgspec


class Product(msgspec.Struct, frozen=True):
    id: int
    name: str
    price: Decimal


class Category(msgspec.Struct, frozen=True):
    id: int
    name: str
    products: list[Product]


class Menu(msgspec.Struct, frozen=True):
    categories: list[Category]


class Company(msgspec.Struct, frozen=True):
    id: int
    name: str


class Register(msgspec.Struct, frozen=True):
    id: int
    site_id: int
    site_name: str


class Place(msgspec.Struct, frozen=True):
    """The company and where it has registers."""

    company: Company
    registers: list[Register]


@dataclass(frozen=True, slots=True)
class DemoTill:
    """The simulator at `base_url`, by its documented calls."""

    base_url: str

    async def place(self) -> Place:
        return msgspec.json.decode(await self._get("/till"), type=Place)

    async def menu(self) -> list[Category]:
        register = (await self.place()).registers[0]
        content = await self._get(f"/till/{register.id}")
        return msgspec.json.decode(content, type=Menu, strict=False).categories

    async def set_add_on(self, client_id: str, **settings: object) -> None:
        """Change what the till knows of our add-on."""
        async with httpx.AsyncClient(base_url=self.base_url) as http:
            answer = await http.put(f"/simulator/addons/{client_id}", json=settings)
            answer.raise_for_status()

    async def grant(self, consent_url: str) -> str:
        """Press Grant on the consent page; the code that the browser would bring back."""
        url = httpx.URL(consent_url)
        async with httpx.AsyncClient() as http:
            form = {**url.params, "decision": "grant"}
            answer = await http.post(url.copy_with(query=None), data=form)
        return httpx.URL(answer.headers["location"]).params["code"]

    async def _get(self, path: str) -> bytes:
        async with httpx.AsyncClient(base_url=self.base_url) as http:
            answer = await http.get(path)
            answer.raise_for_status()
            return answer.content
