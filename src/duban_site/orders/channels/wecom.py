"""企业微信群机器人: markdown of at most 4,096 bytes; its address is its only secret."""

from __future__ import annotations

import datetime as dt
import json

from duban_site.orders.channels.message import Answer, Message, Request, Verdict, fit_message
from duban_site.orders.models.channel import Channel

MAX_BYTES = 4096
BUSY_CODE, RATE_LIMIT_CODE = -1, 45009


def build_request(channel: Channel, message: Message, _now: dt.datetime) -> Request:
    """POST webhook/send?key=…"""
    content = {"content": fit_message(message, MAX_BYTES)}
    body = {"msgtype": "markdown", "markdown": content}
    return Request(channel.address, json.dumps(body, ensure_ascii=False).encode())


def parse_answer(_channel: Channel, response: dict[str, object]) -> Answer:
    """Parse `errcode`, never `errmsg`."""
    code = response.get("errcode")
    if code == 0:
        return Answer(Verdict.ACCEPTED)
    verdict = Verdict.WAIT if code in (BUSY_CODE, RATE_LIMIT_CODE) else Verdict.FAULT
    return Answer(verdict, f"errcode {code}", dt.timedelta(minutes=1))
