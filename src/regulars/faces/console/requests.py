"""A request to the console: who asks, what they typed, and how a page goes back."""

import secrets
from datetime import datetime
from typing import Any, NamedTuple

from litestar import MediaType, Request, Response
from litestar.datastructures import State, UploadFile
from litestar.enums import RequestEncodingType
from litestar.response import Redirect

from regulars.faces.console import cookies, csrf
from regulars.faces.console.cookies import Flash, drop_cookie, set_cookie
from regulars.faces.console.deps import ConsoleDeps
from regulars.faces.console.forms import Form
from regulars.faces.console.speech import Speech
from regulars.faces.console.templating import render
from regulars.kernel.errors import Invalid
from regulars.kernel.ids import draw_code
from regulars.merchants.model import Merchant, Session, User
from regulars.platform.db import Database

Page = Response[str]


class Sent(NamedTuple):
    """A file that came with a form, and what it is called where it came from."""

    name: str
    data: bytes


class ConsoleRequest(Request[Any, Any, State]):
    """What every handler of the console takes. `me`, `merchant` and `speech` need a session."""

    @property
    def deps(self) -> ConsoleDeps:
        deps: ConsoleDeps = self.scope["state"]["console"]
        return deps

    @property
    def db(self) -> Database:
        return self.deps.db

    @property
    def now(self) -> datetime:
        return self.deps.now()

    @property
    def signed_in(self) -> Session | None:
        """The session that the guard found; None on public pages of a stranger."""
        found: Session | None = self.scope["state"].get("session")
        return found

    @property
    def me(self) -> User:
        assert self.signed_in is not None
        return self.signed_in.user

    @property
    def merchant(self) -> Merchant:
        assert self.signed_in is not None
        return self.signed_in.merchant

    @property
    def speech(self) -> Speech:
        return Speech.of(self.merchant)

    @property
    def actor(self) -> str:
        """How facts name who is signed in."""
        return f"user:{self.me.id}"

    @property
    def is_htmx(self) -> bool:
        """Whether a part of a page is asked for, not a whole one."""
        return self.headers.get("HX-Request") == "true"

    @property
    def id(self) -> str:
        """What this request is called in the log, for a person to quote."""
        name: str = self.scope["state"].setdefault("request_id", draw_code())
        return name

    @property
    def csrf_token(self) -> str:
        """What an unsafe request of this browser has to carry."""
        if self.signed_in is not None:
            return self.signed_in.csrf_token
        return csrf.token_of(self.deps.ring, self._visitor)

    async def read_form(self) -> Form:
        """What was typed into the form; a file that came with it is left to `read_file`."""
        if self.content_type[0] != RequestEncodingType.MULTI_PART:
            return Form.parse(await self.body())
        sent = (await self._sent()).items()
        return Form({name: value for name, value in sent if isinstance(value, str)})

    async def read_file(self, name: str) -> Sent | None:
        """The file that was chosen in a field; None when there is none."""
        value = (await self._sent()).get(name)
        return value if isinstance(value, Sent) else None

    async def _sent(self) -> dict[str, str | Sent]:
        """The parts of a form that can carry a file. Raises `Invalid`."""
        known: dict[str, str | Sent] | None = self.scope["state"].get("sent")
        if known is None:
            known = self.scope["state"]["sent"] = await self._parts()
        return known

    async def _parts(self) -> dict[str, str | Sent]:
        try:
            form = await self.form()
        except (UnicodeDecodeError, LookupError) as error:
            raise Invalid("This form cannot be read.") from error
        parts: dict[str, str | Sent] = {}
        for name, value in form.items():
            if isinstance(value, UploadFile):
                parts[name] = Sent(value.filename, await value.read())
                await value.close()
            else:
                parts[name] = value
        return parts

    def page(self, template: str, *, status: int = 200, **context: Any) -> Page:
        """The page that `template` makes; messages that waited for it are on it."""
        waiting = cookies.read_flashes(self.cookies.get(cookies.FLASHES, ""))
        body = render(template, self._shared(waiting) | context)
        response = Response(body, media_type=MediaType.HTML, status_code=status)
        response.headers["Cache-Control"] = "no-store"
        if waiting:
            drop_cookie(response, cookies.FLASHES)
        if self._is_new_visitor:
            set_cookie(response, cookies.VISITOR, self._visitor, secure=self.deps.secure)
        return response

    def part(self, template: str, *, status: int = 200, **context: Any) -> Page:
        """A part of a page, for htmx. Messages keep waiting for a whole page."""
        body = render(template, self._shared([]) | context)
        response = Response(body, media_type=MediaType.HTML, status_code=status)
        response.headers["Cache-Control"] = "no-store"
        return response

    def go_to(self, where: str, *, good: str = "", bad: str = "", info: str = "") -> Redirect:
        """Send the browser to another page, with a message to be read there."""
        response = Redirect(where, status_code=303)
        said = [Flash(kind, text) for kind, text in _named(good=good, bad=bad, info=info) if text]
        if said:
            text = cookies.write_flashes(said)
            set_cookie(response, cookies.FLASHES, text, secure=self.deps.secure, max_age=60)
        return response

    def _shared(self, waiting: list[Flash]) -> dict[str, Any]:
        """What every template may use."""
        theme = self.cookies.get(cookies.THEME, "")
        session = self.signed_in
        return {
            "user": session.user if session else None,
            "merchant": session.merchant if session else None,
            "speech": Speech.of(session.merchant) if session else None,
            "csrf_token": self.csrf_token,
            "open_exceptions": self.scope["state"].get("open_exceptions", 0),
            "flashes": waiting,
            "made_at": int(self.now.timestamp()),
            "theme": theme,
        }

    @property
    def _is_new_visitor(self) -> bool:
        """Whether this browser needs a name. Only below the cookies' path can we tell: a new name
        given elsewhere, as with a picture that is not there, would shut an open form.
        """
        is_ours = self.url.path.startswith(cookies.PATH)
        return is_ours and self.signed_in is None and not self.cookies.get(cookies.VISITOR)

    @property
    def _visitor(self) -> str:
        """An unguessable name for a browser without a session; its cookie, or a new one."""
        known = self.cookies.get(cookies.VISITOR, "")
        name: str = self.scope["state"].setdefault("visitor", known or secrets.token_urlsafe(24))
        return name


def _named(**kinds: str) -> list[tuple[str, str]]:
    return list(kinds.items())
