"""A cashier at a register of the till: each press of a button, and what the screen then shows."""

from decimal import Decimal
from random import Random
from typing import Any

from regulars.faces.cli.simulate.world import World
from regulars.members.model import Member

DISHES = tuple(range(9001, 9026))
CASH, CARD = 501, 502
APOLOGY = "Something went wrong"


class Register:
    """One register. `screen` is what it showed last."""

    def __init__(self, world: World, number: int, site: int) -> None:
        self.world = world
        self.number = number
        self.site = site
        self.screen: Any = {}
        self.is_busy = False

    @property
    def who(self) -> str:
        return f"register {self.number}"

    @property
    def sale(self) -> Any:
        return self.screen.get("sale")

    async def press(self, method: str, path: str, told: str, **body: Any) -> bool:
        """Press a button. False when the till would not."""
        answer = await self.world.outside.request(method, f"/till/{self.number}{path}", json=body)
        if answer.status_code >= 500:
            self.world.unexpected.append(f"The till answered {answer.status_code} to {path}.")
        if not answer.is_success:
            self.world.tell(self.who, f"{told}: refused")
            return False
        self.screen = answer.json()
        message = self.screen["message"]
        self.world.tell(self.who, f"{told}{spoken(message)}")
        if message and message["text"].startswith(APOLOGY):
            self.world.unexpected.append(f"{self.who} was told: {message['text']}")
        return True

    async def look(self) -> None:
        answer = await self.world.outside.get(f"/till/{self.number}")
        self.screen = answer.json()

    async def ring(self, draw: Random) -> bool:
        dish, quantity = draw.choice(DISHES), draw.choice((1, 1, 1, 2, 3))
        told = f"rings up {quantity} × {dish}"
        return await self.press("POST", "/sale/lines", told, product_id=dish, quantity=quantity)

    async def choose(self, member: Member, draw: Random) -> bool:
        """Search somebody, by one of the ways there are, and put them on the sale."""
        keyword = draw.choice([member.name, member.code, member.phone or member.name])
        if not await self.press("POST", "/search", f"searches {member.name}", keyword=keyword):
            return False
        found = (self.screen["search"] or {}).get("members") or []
        if all(one["id"] != str(member.id) for one in found):
            return False
        told = f"chooses {member.name}"
        return await self.press("PUT", "/sale/customer", told, member_id=str(member.id))

    def rewards(self) -> list[Any]:
        """The buttons on the screen."""
        return (self.screen.get("rewards") or {}).get("rewards") or []

    async def redeem(self, reward: Any, draw: Random) -> bool:
        """Press one of them. False unless the till says that it worked."""
        body = {"reward_id": reward["id"]}
        if reward["variable_quantity"]:
            body["quantity"] = draw.randint(1, int(reward["points_required"]))
        if not await self.press("POST", "/sale/redemptions", f"redeems {reward['title']}", **body):
            return False
        tried = self.screen["redemptions"]
        worked = bool(tried and tried[-1]["success"])
        if worked:
            self.world.story.count("redemptions")
        return worked

    async def pay(self, draw: Random) -> bool:
        """Take the money, in one or two parts, sometimes with a tip; a free bill is finished."""
        if self.sale and Decimal(self.sale["due"]) <= 0:
            return await self.press("POST", "/sale/completion", "finishes the sale")
        method = draw.choice((CASH, CARD))
        if draw.random() < 0.2:
            await self.press(
                "POST", "/sale/payments", "takes $4", method_id=CASH, amount="4", keep_open=True
            )
            if self.sale and Decimal(self.sale["due"]) <= 0:
                return await self.press("POST", "/sale/completion", "finishes the sale")
        tip = {"tip": "2.50"} if draw.random() < 0.2 else {}
        return await self.press("POST", "/sale/payments", "is paid", method_id=method, **tip)

    async def void(self) -> bool:
        return await self.press("DELETE", "/sale", "voids the sale")

    async def hold(self) -> bool:
        return await self.press("POST", "/sale/hold", "holds the sale")


def spoken(message: Any) -> str:
    """What the screen says, if it says something."""
    return f" – {message['level']}: {message['text']}" if message else ""
