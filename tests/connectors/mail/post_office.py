"""A mail server of somebody else's: it speaks SMTP on this machine, and has moods."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


@dataclass
class PostOffice:
    """What it took in. `moods` are the answers to the next recipients; “hang up” gives none."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    moods: list[str] = field(default_factory=list)
    hangs_up_after_taking: bool = False
    refused_senders: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await say(writer, "220 post.test")
        while line := (await reader.readline()).decode().strip():
            verb = line[:4].upper()
            if verb == "RCPT" and self.moods:
                mood = self.moods.pop(0)
                if mood == "hang up":
                    break
                await say(writer, mood)
            elif verb == "MAIL" and self.refused_senders:
                self.refused_senders -= 1
                await say(writer, "550 not from there")
            elif verb == "DATA":
                await say(writer, "354 go on")
                self.taken.append(read((await reader.readuntil(b"\r\n.\r\n"))[:-3]))
                await say(writer, "250 taken")
                if self.hangs_up_after_taking:
                    break
            elif verb == "QUIT":
                await say(writer, "221 goodbye")
                break
            else:
                await say(writer, "250 post.test")
        writer.close()


def read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw.replace(b"\r\n..", b"\r\n."), policy=default)
    assert isinstance(message, EmailMessage)
    return message


async def say(writer: asyncio.StreamWriter, line: str) -> None:
    writer.write(f"{line}\r\n".encode())
    await writer.drain()


@asynccontextmanager
async def open_post_office() -> AsyncIterator[PostOffice]:
    """A mail server on a free port of this machine."""
    office = PostOffice()
    server = await asyncio.start_server(office.serve, "127.0.0.1", 0)
    office.port = server.sockets[0].getsockname()[1]
    async with server:
        yield office
