"""An HTTP source that answers with JSON, a page at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from duban_site.sync.mapping import MappingError, MappingFile, Row, resolve_secret

ALLOWED_KEYS = {"kind", "url", "rows", "next", "page", "first", "headers", "parameters"}
TIMEOUT_SECONDS = 60
MAX_PAGE_BYTES, MAX_PAGES = 64 << 20, 100_000


def read_web_rows(mapping: MappingFile) -> Iterator[Row]:
    """Yield the rows of every page. Raises MappingError for a bad setting or answer.

    Settings: `rows` is the path of the list in the answer (data.items). `next` is the path of the
    next page's address; or `page` names the parameter that counts pages from `first` until one is
    empty.
    """
    import requests

    settings = mapping.source
    if unknown := sorted(set(settings) - ALLOWED_KEYS):
        raise MappingError(f"[source] 没有 {unknown[0]} 这一项；可以写：{'、'.join(sorted(ALLOWED_KEYS))}")
    url = str(settings.get("url", ""))
    if urlsplit(url).scheme not in ("http", "https"):
        raise MappingError("[source] url 要以 http:// 或 https:// 开头")
    headers = {str(name): resolve_secret(str(value)) for name, value in settings.get("headers", {}).items()}
    parameters = {str(name): resolve_secret(str(value)) for name, value in settings.get("parameters", {}).items()}
    page, visited_urls = int(settings.get("first", 1)), set[str]()
    with requests.Session() as session:
        session.headers.update(headers)
        for _index in range(MAX_PAGES):
            query = {**parameters, **({settings["page"]: str(page)} if "page" in settings else {})}
            payload = _fetch_json(session, url, query)
            rows = _extract_rows(payload, str(settings.get("rows", "")), url)
            yield from rows
            next_address = _value_at_path(payload, str(settings["next"])) if "next" in settings else None
            if "page" in settings:
                page += 1
                if not rows:
                    return
            elif next_address in (None, ""):
                return
            else:
                url, parameters = urljoin(url, str(next_address)), {}
                if url in visited_urls:
                    raise MappingError(f"{url}：下一页又回到了这里")
                visited_urls.add(url)
    raise MappingError(f"{url}：超过 {MAX_PAGES} 页")


def _fetch_json(session: Any, url: str, parameters: dict[str, str]) -> Any:
    import requests

    try:
        with session.get(
            url, params=parameters, timeout=TIMEOUT_SECONDS, stream=True, allow_redirects=False
        ) as response:
            if response.status_code != 200:
                raise MappingError(f"{url}：来源回答 {response.status_code}")
            content = b"".join(_read_limited(response, url))
        return json.loads(content, parse_float=str)
    except requests.RequestException as error:
        raise MappingError(f"{url}：读不到（{error}）") from error
    except ValueError as error:
        raise MappingError(f"{url}：不是 JSON（{error}）") from error


def _read_limited(response: Any, url: str) -> Iterator[bytes]:
    size = 0
    for chunk in response.iter_content(1 << 16):
        size += len(chunk)
        if size > MAX_PAGE_BYTES:
            raise MappingError(f"{url}：一页超过 {MAX_PAGE_BYTES >> 20} MB")
        yield chunk


def _value_at_path(payload: Any, path: str) -> Any:
    for name in filter(None, path.split(".")):
        payload = payload.get(name) if isinstance(payload, dict) else None
    return payload


def _extract_rows(payload: Any, path: str, url: str) -> list[Row]:
    items = _value_at_path(payload, path)
    if not isinstance(items, list) or not all(isinstance(row, dict) for row in items):
        raise MappingError(f"{url}：“{path or '回答'}”不是一列对象；请改 [source] rows")
    return [_flatten_row(row) for row in items]


def _flatten_row(row: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return the row with the members of nested objects as columns: unit.name."""
    columns: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            columns |= _flatten_row(value, f"{prefix}{name}.")
        else:
            columns[f"{prefix}{name}"] = value
    return columns
