"""A real mail server for tests: keeps what it is sent; says no, or goes away, when told to."""

from __future__ import annotations

import email
import email.policy
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller


class Postbox:
    """What came; `no` are addresses that it refuses; `vanish` ends the connection before a word."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self.no: set[str] = set()
        self.vanish = False

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.no:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, server: Any, _session: Any, envelope: Any
    ) -> str:
        content = envelope.content
        self.mails.append(email.message_from_bytes(content, policy=email.policy.default))
        if self.vanish:
            server.transport.close()
        return "250 OK"

    def to(self) -> list[str]:
        """Who got mail, sorted."""
        return sorted(str(mail["To"]) for mail in self.mails)


class Server(Controller):
    """aiosmtpd's, on whatever port is free."""

    def __init__(self, box: Postbox) -> None:
        super().__init__(box, hostname="127.0.0.1", port=0)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
