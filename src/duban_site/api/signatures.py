"""Requests signed with a service account's key: HMAC by SHA-256 or SM3, with replay protection.

What is signed are six lines: method, path, query, timestamp, nonce and the digest of the body.
docs/how-to/api.md has them with an example, and a client.
"""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import quote

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.constant_time import bytes_eq
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from duban_site.api.faults import Fault, RequestError
from duban_site.api.models import Token, UsedNonce
from duban_site.api.tokens import find_key, secret_of
from duban_site.core.clock import utc_now
from duban_site.encryption.digests import SHA256, SM3, hex_digest

APPKEY, TIMESTAMP, NONCE = "X-Duban-Appkey", "X-Duban-Timestamp", "X-Duban-Nonce"
ALGORITHM, SIGNATURE, DIGEST = "X-Duban-Algorithm", "X-Duban-Signature", "X-Duban-Digest"
WINDOW = dt.timedelta(minutes=5)
"""How far a timestamp may be from the service's own time, before or after."""
ALGORITHMS = {"HMAC-SHA256": SHA256, "HMAC-SM3": SM3}
_NONCE = re.compile(r"[!-~]{8,64}")


def signed_text(
    method: str, path: str, query: list[tuple[str, str]], timestamp: str, nonce: str, digest: str
) -> str:
    """The six lines; path and query in characters, digest of the body in lower hexadecimal."""
    pairs = sorted((quote(name, safe="~"), quote(value, safe="~")) for name, value in query)
    told = "&".join(f"{name}={value}" for name, value in pairs)
    return "\n".join([method, quote(path, safe="/~"), told, timestamp, nonce, digest])


def sign(secret: str, text: str, algorithm: str) -> str:
    """The HMAC of a text, 64 hexadecimal digits; `algorithm` is sha256 or sm3."""
    made = hmac.HMAC(secret.encode(), hashes.SM3() if algorithm == SM3 else hashes.SHA256())
    made.update(text.encode())
    return made.finalize().hex()


def signer(request: HttpRequest, today: dt.date) -> Token | None:
    """The key that a request is signed with; None without a valid signature of a valid key.

    Raises RequestError (401) if the timestamp is too far off, the nonce was used, or the digest is
    not that of the body.
    """
    headers = request.headers
    token = find_key(headers.get(APPKEY, ""), today)
    algorithm = ALGORITHMS.get(headers.get(ALGORITHM, "HMAC-SHA256"))
    timestamp, nonce = headers.get(TIMESTAMP, ""), headers.get(NONCE, "")
    if token is None or algorithm is None or not _NONCE.fullmatch(nonce):
        return None
    digest = headers.get(DIGEST) or hex_digest(request.body, algorithm)
    query = [(name, value) for name, values in request.GET.lists() for value in values]
    text = signed_text(str(request.method), request.path, query, timestamp, nonce, digest)
    wanted = sign(secret_of(token.salt), text, algorithm)
    if not bytes_eq(wanted.encode(), headers.get(SIGNATURE, "").encode()):
        return None
    _require_in_time(timestamp)
    if headers.get(DIGEST):
        _require_digest(request, digest, algorithm)
    _require_first(token, nonce)
    return token


def _require_in_time(timestamp: str) -> None:
    seconds = int(timestamp) if re.fullmatch(r"[0-9]{1,12}", timestamp) else 0
    if abs(utc_now().timestamp() - seconds) > WINDOW.total_seconds():
        zh, en = "时间戳与本系统相差超过 5 分钟", "more than 5 minutes from the service's own time"
        raise _refused("late", TIMESTAMP, zh, en)


def _require_digest(request: HttpRequest, digest: str, algorithm: str) -> None:
    """NDJSON bodies are streamed, so `lines` compares their digest when it reads them."""
    if request.content_type == "application/x-ndjson":
        request.duban_digest = (digest, algorithm)  # type: ignore[attr-defined]
    elif hex_digest(request.body, algorithm) != digest:
        raise wrong_digest()


def wrong_digest() -> RequestError:
    """The error for a body that is not the one that was signed."""
    zh, en = "与请求体不符", "not of the body that was sent"
    return _refused("wrong_digest", DIGEST, zh, en)


def _require_first(token: Token, nonce: str) -> None:
    try:
        with transaction.atomic():
            UsedNonce.objects.create(token=token, nonce=nonce, at=utc_now())
    except IntegrityError:
        zh, en = "这个随机数已经用过", "this nonce was used before"
        raise _refused("replayed", NONCE, zh, en) from None


def _refused(code: str, field: str, zh: str, en: str) -> RequestError:
    return RequestError([Fault(code=code, field=field, zh=zh, en=en)], status=401)


def forget_nonces() -> int:
    """Delete nonces whose timestamp would be refused anyway; return how many."""
    return UsedNonce.objects.filter(at__lt=utc_now() - 2 * WINDOW).delete()[0]
