"""Any gateway that takes a POST: names and templates of its fields, JSON or a form.

In a template {text}, {title}, {mobiles}, {timestamp} (seconds) and {secret} are filled in;
all other text stays unchanged.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from urllib.parse import urlencode

from duban_site.orders.channels.message import Answer, Message, Request, Verdict, fit_message
from duban_site.orders.models.channel import Channel

MAX_BYTES = 900
"""Bytes: about four short messages of Chinese."""
_PLACEHOLDER = re.compile(r"\{(text|title|mobiles|timestamp|secret)\}")


def build_request(channel: Channel, message: Message, now: dt.datetime) -> Request:
    """Build the request from the channel's field templates."""
    values = {
        "text": fit_message(message, MAX_BYTES, "{words}", "{words}").replace("\n", "；"),
        "title": message.title,
        "mobiles": ",".join(message.mobiles),
        "timestamp": str(int(now.timestamp())),
        "secret": channel.secret,
    }
    field_values = {
        field_name: _PLACEHOLDER.sub(lambda match: values[match[1]], str(template))
        for field_name, template in channel.fields.items()
    }
    if channel.as_form:
        body = urlencode(field_values).encode()
        return Request(channel.address, body, "application/x-www-form-urlencoded; charset=utf-8")
    return Request(channel.address, json.dumps(field_values, ensure_ascii=False).encode())


def parse_answer(channel: Channel, response: dict[str, object]) -> Answer:
    """Success is a path and value (code=0, data.status=ok) in `success`, else HTTP 2xx."""
    path, _equals, expected = channel.success.partition("=")
    value: object = response.get("http")
    if not path:
        status = value if isinstance(value, int) else 0
        is_success = 200 <= status < 300
        return Answer(Verdict.ACCEPTED if is_success else Verdict.FAULT, f"HTTP {status}")
    value = response
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    if str(value) == expected:
        return Answer(Verdict.ACCEPTED)
    return Answer(Verdict.FAULT, f"{path} = {value}"[:100])
