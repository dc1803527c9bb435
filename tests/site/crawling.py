"""Walking the public site as anybody would: the service, or a folder of files."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from django.test import Client

LINK = re.compile(rb"""(?:href|src|action|data-index)="([^"]*)\"""")
ROOT = "http://testserver/public/"


def crawl(client: Client, most: int = 3000) -> dict[str, bytes]:
    """Address → content of everything that links lead to, from the list of plans on."""
    found: dict[str, bytes] = {}
    waiting = [ROOT]
    while waiting:
        url = waiting.pop()
        if url in found:
            continue
        assert len(found) < most
        parts = urlsplit(url)
        path = unquote(parts.path) + (f"?{parts.query}" if parts.query else "")
        response = client.get(path)
        assert response.status_code == 200, url
        content = found[url] = content_of(response)
        for raw in LINK.findall(content):
            to = urljoin(url, raw.decode().replace("&amp;", "&")).partition("#")[0]
            if to.startswith(ROOT) and to not in found:
                waiting.append(to)
    return found


def content_of(response: Any) -> bytes:
    """All of it; a file is closed, the database's connection is not."""
    content: bytes = b"".join(response) if response.streaming else response.content
    for close in response._resource_closers if response.streaming else ():
        close()
    return content


def files_of(folder: Path) -> dict[str, bytes]:
    """Path → content of every file."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def broken_links(files: dict[str, bytes]) -> list[str]:
    """Links of the pages that lead nowhere among `files`, or outside of them."""
    wrong = []
    for path, content in files.items():
        if not path.endswith(".html"):
            continue
        for raw in set(LINK.findall(content)):
            to = raw.decode().replace("&amp;", "&")
            if to.startswith("#"):
                continue
            if urlsplit(to).scheme or to.startswith("/"):
                wrong.append(f"{path}: {to} leads outside")
                continue
            bare = unquote(urlsplit(to).path)
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), bare))
            if bare.endswith("/"):
                target = posixpath.normpath(posixpath.join(target, "index.html"))
            if target not in files:
                wrong.append(f"{path}: {to} leads nowhere")
    return wrong
