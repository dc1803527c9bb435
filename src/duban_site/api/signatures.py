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

from duban_site.api.expiry import TIMESTAMP_TOLERANCE
from duban_site.api.faults import Fault, RequestError
from duban_site.api.models import Token, UsedNonce
from duban_site.api.tokens import derive_secret, find_service_key
from duban_site.core.clock import utc_now
from duban_site.encryption.digests import SHA256, SM3, compute_hex_digest

APPKEY_HEADER, TIMESTAMP_HEADER, NONCE_HEADER = ("X-Duban-Appkey", "X-Duban-Timestamp", "X-Duban-Nonce")
ALGORITHM_HEADER, SIGNATURE_HEADER, DIGEST_HEADER = ("X-Duban-Algorithm", "X-Duban-Signature", "X-Duban-Digest")
ALGORITHMS = {"HMAC-SHA256": SHA256, "HMAC-SM3": SM3}
_NONCE_PATTERN = re.compile(r"[!-~]{8,64}")


def build_signed_text(
    method: str, path: str, query: list[tuple[str, str]], timestamp: str, nonce: str, digest: str
) -> str:
    """The six lines; path and query in characters, digest of the body in lower hexadecimal."""
    pairs = sorted((quote(name, safe="~"), quote(value, safe="~")) for name, value in query)
    encoded_query = "&".join(f"{name}={value}" for name, value in pairs)
    return "\n".join([method, quote(path, safe="/~"), encoded_query, timestamp, nonce, digest])


def sign_text(secret: str, text: str, algorithm: str) -> str:
    """The HMAC of a text, 64 hexadecimal digits; `algorithm` is sha256 or sm3."""
    mac = hmac.HMAC(secret.encode(), hashes.SM3() if algorithm == SM3 else hashes.SHA256())
    mac.update(text.encode())
    return mac.finalize().hex()


def verify_signature(request: HttpRequest, today: dt.date) -> Token | None:
    """The key that a request is signed with; None without a valid signature of a valid key.

    Raises RequestError (401) if the timestamp is too far off, the nonce was used, or the digest is
    not that of the body.
    """
    headers = request.headers
    token = find_service_key(headers.get(APPKEY_HEADER, ""), today)
    algorithm = ALGORITHMS.get(headers.get(ALGORITHM_HEADER, "HMAC-SHA256"))
    timestamp, nonce = headers.get(TIMESTAMP_HEADER, ""), headers.get(NONCE_HEADER, "")
    if token is None or algorithm is None or not _NONCE_PATTERN.fullmatch(nonce):
        return None
    digest = headers.get(DIGEST_HEADER) or compute_hex_digest(request.body, algorithm)
    query = [(name, value) for name, values in request.GET.lists() for value in values]
    signed_content = build_signed_text(str(request.method), request.path, query, timestamp, nonce, digest)
    expected_signature = sign_text(derive_secret(token.salt), signed_content, algorithm)
    if not bytes_eq(expected_signature.encode(), headers.get(SIGNATURE_HEADER, "").encode()):
        return None
    _require_recent_timestamp(timestamp)
    if headers.get(DIGEST_HEADER):
        _require_digest(request, digest, algorithm)
    _require_unused_nonce(token, nonce)
    return token


def _require_recent_timestamp(timestamp: str) -> None:
    seconds = int(timestamp) if re.fullmatch(r"[0-9]{1,12}", timestamp) else 0
    if abs(utc_now().timestamp() - seconds) > TIMESTAMP_TOLERANCE.total_seconds():
        chinese, english = ("时间戳与本系统相差超过 5 分钟", "more than 5 minutes from the service's own time")
        raise _signature_error("late", TIMESTAMP_HEADER, chinese, english)


def _require_digest(request: HttpRequest, digest: str, algorithm: str) -> None:
    """NDJSON bodies are streamed, so `lines` compares their digest when it reads them."""
    if request.content_type == "application/x-ndjson":
        request.duban_digest = (digest, algorithm)  # type: ignore[attr-defined]
    elif compute_hex_digest(request.body, algorithm) != digest:
        raise digest_error()


def digest_error() -> RequestError:
    """The error for a body that is not the one that was signed."""
    chinese, english = "与请求体不符", "not of the body that was sent"
    return _signature_error("wrong_digest", DIGEST_HEADER, chinese, english)


def _require_unused_nonce(token: Token, nonce: str) -> None:
    try:
        with transaction.atomic():
            UsedNonce.objects.create(token=token, nonce=nonce, at=utc_now())
    except IntegrityError:
        chinese, english = "这个随机数已经用过", "this nonce was used before"
        raise _signature_error("replayed", NONCE_HEADER, chinese, english) from None


def _signature_error(code: str, field: str, chinese: str, english: str) -> RequestError:
    return RequestError([Fault(code=code, field=field, zh=chinese, en=english)], status=401)
