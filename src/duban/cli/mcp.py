"""`duban mcp PLACE`: what is published, for an assistant."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duban.notices import NoticeError

if TYPE_CHECKING:
    from duban.mcp import Publication

REFRESH_SECONDS = 300.0
"""Seconds after which the published data are read again."""


@click.command()
@click.argument("place")
@click.option("--http", metavar="HOST:PORT", help="用 Streamable HTTP 提供，默认用标准输入输出")
def mcp(place: str, http: str | None) -> None:
    """让智能助手查询已公布的内容（MCP）：PLACE 是公开网站的网址，或 duban publish 写成的文件夹。

    Answer an assistant from what is published, over MCP. Needs no database, account or key.
    """
    host, port = _parse_address(http) if http else ("", 0)
    try:
        from duban.mcp import Tools
        from duban.mcp.server import build_server
    except ImportError as error:
        raise NoticeError.make("extra_missing", kind="MCP", extra="mcp") from error
    load_publication = cache_publication(place)
    load_publication()
    mcp_server = build_server(Tools(load_publication))
    if http:
        click.echo(f"MCP：http://{host}:{port}/mcp  （Ctrl+C 停止）", err=True)
        mcp_server.run("streamable-http", host=host, port=port, json_response=True, stateless_http=True)
    else:
        mcp_server.run("stdio")


def _parse_address(address: str) -> tuple[str, int]:
    host, _colon, port = address.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise NoticeError.make("address_of_wrong_form", address=address)
    return host, int(port)


def cache_publication(place: str) -> Callable[[], Publication]:
    """A function that gives what is published at the place, read again when it is old.

    Where it cannot be read again, the earlier data stay in use.
    """
    from duban.mcp import NothingPublishedError, load_from_address, load_from_folder

    cached: list[tuple[float, Publication]] = []

    def load_publication() -> Publication:
        if cached and time.monotonic() - cached[0][0] < REFRESH_SECONDS:
            return cached[0][1]
        try:
            publication = load_from_address(place) if "://" in place else load_from_folder(Path(place))
        except NothingPublishedError:
            if not cached:
                raise
            publication = cached[0][1]
        cached[:] = [(time.monotonic(), publication)]
        return publication

    return load_publication
