"""Dispatch to the format of a channel's platform."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

from duban_site.orders.channels import dingtalk, feishu, gateway, wecom
from duban_site.orders.channels.message import Answer, Message, Request, Verdict
from duban_site.orders.models.channel import Channel, ChannelKind

SERVER_ERROR = 500
RequestBuilder = Callable[[Channel, Message, dt.datetime], Request]
AnswerParser = Callable[[Channel, dict[str, object]], Answer]
FORMAT_BY_KIND: dict[str, tuple[RequestBuilder, AnswerParser]] = {
    ChannelKind.WECOM: (wecom.build_request, wecom.parse_answer),
    ChannelKind.DINGTALK: (dingtalk.build_request, dingtalk.parse_answer),
    ChannelKind.FEISHU: (feishu.build_request, feishu.parse_answer),
    ChannelKind.GATEWAY: (gateway.build_request, gateway.parse_answer),
}


def build_request(channel: Channel, message: Message, now: dt.datetime) -> Request:
    """Build the request in the format of the channel's platform."""
    return FORMAT_BY_KIND[channel.kind][0](channel, message, now)


def parse_answer(channel: Channel, status: int, body: bytes) -> Answer:
    """Parse the platform's answer; platforms send 200 for failures too, so the body decides."""
    if status >= SERVER_ERROR:
        return Answer(Verdict.WAIT, f"HTTP {status}")
    try:
        response = json.loads(body)
    except ValueError:
        response = {"text": body[:200].decode("utf-8", "replace")}
    if not isinstance(response, dict):
        response = {"text": str(response)}
    if channel.kind != ChannelKind.GATEWAY and not 200 <= status < 300:
        return Answer(Verdict.FAULT, f"HTTP {status}")
    return FORMAT_BY_KIND[channel.kind][1](channel, response | {"http": status})
