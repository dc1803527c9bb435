"""`Idempotency-Key`: a POST that is sent again does nothing again, and gets the same answer.

After draft-ietf-httpapi-idempotency-key-header. The answer is stored in the same transaction as
the change it reports, so neither exists without the other. A refused request may be sent again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from duban_site.api.faults import Fault, RequestError
from duban_site.api.models import KeptAnswer, Token
from duban_site.api.tokens import find
from duban_site.core.clock import today, utc_now

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT = dt.timedelta(days=7)
"""How long an answer is stored; `delete_expired_answers` deletes it afterwards."""
KEPT_FOR = ("application/json", "")
"""Content types of requests whose answers are stored; uploads and bulk lines need no replay:
repeating them changes nothing, and their answers say so."""
KEY = re.compile(r"[\x21-\x7e]{1,120}")
NOT_A_KEY = Fault(
    code="invalid_idempotency_key",
    field=HEADER,
    zh="应为 1 到 120 个可见的 ASCII 字符",
    en="must be 1 to 120 visible ASCII characters",
)
REUSED = Fault(
    code="idempotency_key_reused",
    field=HEADER,
    zh="这个键已用于另一个请求；每个新请求请用新键",
    en="this key was used for another request; use a new key for each new one",
)


def once(request: HttpRequest, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Return `answer()`, or its stored answer to the same request with the same key and token.

    Raises RequestError: 422 for an invalid key, 409 for a key used for another request.
    """
    key = request.headers.get(HEADER)
    if key is None or request.method != "POST" or request.content_type not in KEPT_FOR:
        return answer()
    if not KEY.fullmatch(key):
        raise RequestError([NOT_A_KEY])
    token = find(request.headers.get("Authorization", "").partition(" ")[2], today())
    try:
        asked = _digest(request)
    except RequestDataTooBig:
        return answer()  # it raises the same error for the client
    if token is None:
        return answer()
    with transaction.atomic():
        return _kept_or_made(token, key, asked, answer)


def _digest(request: HttpRequest) -> str:
    whole = b"\n".join([request.get_full_path().encode(), request.body])
    return hashlib.sha256(whole).hexdigest()


def _kept_or_made(
    token: Token, key: str, asked: str, answer: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """Insert the key first: a second request with it waits on that row until the first commits."""
    new = {"digest": asked, "created_at": utc_now()}
    held, created = KeptAnswer.objects.get_or_create(token=token, key=key, defaults=new)
    if not created:
        if held.digest != asked:
            raise RequestError([REUSED], status=409)
        told = HttpResponse(held.body, status=held.status, content_type="application/json")
        told.headers[REPLAYED] = "true"
        return told
    response = answer()
    if isinstance(response, HttpResponse) and 200 <= response.status_code < 300:
        held.status, held.body = response.status_code, response.content.decode()
        held.save(update_fields=["status", "body"])
    else:
        held.delete()
    return response


def forget_answers() -> int:
    """Delete stored answers older than the retention; return how many."""
    return KeptAnswer.objects.filter(created_at__lt=utc_now() - KEPT).delete()[0]
