"""An HTTP source that answers with JSON, a page at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from duban_site.sync.mapping import MappingError, MappingFile, Row, secret

NAMES = {"kind", "url", "rows", "next", "page", "first", "headers", "parameters"}
SECONDS = 60
MOST_BYTES, MOST_PAGES = 64 << 20, 100_000


def web_rows(mapping: MappingFile) -> Iterator[Row]:
    """Yield the rows of every page. Raises MappingError for a bad setting or answer.

    Settings: `rows` is the path of the list in the answer (data.items). `next` is the path of the
    next page's address; or `page` names the parameter that counts pages from `first` until one is
    empty.
    """
    import requests

    told = mapping.source
    if unknown := sorted(set(told) - NAMES):
        raise MappingError(f"[source] 没有 {unknown[0]} 这一项；可以写：{'、'.join(sorted(NAMES))}")
    url = str(told.get("url", ""))
    if urlsplit(url).scheme not in ("http", "https"):
        raise MappingError("[source] url 要以 http:// 或 https:// 开头")
    headers = {str(n): secret(str(v)) for n, v in told.get("headers", {}).items()}
    parameters = {str(n): secret(str(v)) for n, v in told.get("parameters", {}).items()}
    page, seen = int(told.get("first", 1)), set[str]()
    with requests.Session() as session:
        session.headers.update(headers)
        for _n in range(MOST_PAGES):
            asked = {**parameters, **({told["page"]: str(page)} if "page" in told else {})}
            answer = _json(session, url, asked)
            rows = _list(answer, str(told.get("rows", "")), url)
            yield from rows
            following = _at(answer, str(told["next"])) if "next" in told else None
            if "page" in told:
                page += 1
                if not rows:
                    return
            elif following in (None, ""):
                return
            else:
                url, parameters = urljoin(url, str(following)), {}
                if url in seen:
                    raise MappingError(f"{url}：下一页又回到了这里")
                seen.add(url)
    raise MappingError(f"{url}：超过 {MOST_PAGES} 页")


def _json(session: Any, url: str, parameters: dict[str, str]) -> Any:
    import requests

    try:
        with session.get(
            url, params=parameters, timeout=SECONDS, stream=True, allow_redirects=False
        ) as answer:
            if answer.status_code != 200:
                raise MappingError(f"{url}：来源回答 {answer.status_code}")
            content = b"".join(_limited(answer, url))
        return json.loads(content, parse_float=str)
    except requests.RequestException as error:
        raise MappingError(f"{url}：读不到（{error}）") from error
    except ValueError as error:
        raise MappingError(f"{url}：不是 JSON（{error}）") from error


def _limited(answer: Any, url: str) -> Iterator[bytes]:
    size = 0
    for chunk in answer.iter_content(1 << 16):
        size += len(chunk)
        if size > MOST_BYTES:
            raise MappingError(f"{url}：一页超过 {MOST_BYTES >> 20} MB")
        yield chunk


def _at(answer: Any, path: str) -> Any:
    for name in filter(None, path.split(".")):
        answer = answer.get(name) if isinstance(answer, dict) else None
    return answer


def _list(answer: Any, path: str, url: str) -> list[Row]:
    found = _at(answer, path)
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise MappingError(f"{url}：“{path or '回答'}”不是一列对象；请改 [source] rows")
    return [_flat(row) for row in found]


def _flat(row: dict[str, Any], before: str = "") -> dict[str, Any]:
    """Return the row with the members of nested objects as columns: unit.name."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{before}{name}.")
        else:
            found[f"{before}{name}"] = value
    return found
