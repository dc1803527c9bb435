"""`Idempotency-Key`: a POST that is sent again does nothing again, and gets the same answer.

After draft-ietf-httpapi-idempotency-key-header. The answer is stored in the same transaction as
the change it reports, so neither exists without the other. A refused request may be sent again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from duban_site.api.faults import Fault, RequestError
from duban_site.api.models import StoredAnswer, Token
from duban_site.api.tokens import find_token
from duban_site.core.clock import today, utc_now

KEY_HEADER = "Idempotency-Key"
REPLAYED_HEADER = "Idempotency-Replayed"
REPLAYABLE_TYPES = ("application/json", "")
"""Content types of requests whose answers are stored; uploads and bulk lines need no replay:
repeating them changes nothing, and their answers say so."""
KEY_PATTERN = re.compile(r"[\x21-\x7e]{1,120}")
INVALID_KEY_FAULT = Fault(
    code="invalid_idempotency_key",
    field=KEY_HEADER,
    zh="应为 1 到 120 个可见的 ASCII 字符",
    en="must be 1 to 120 visible ASCII characters",
)
REUSED_KEY_FAULT = Fault(
    code="idempotency_key_reused",
    field=KEY_HEADER,
    zh="这个键已用于另一个请求；每个新请求请用新键",
    en="this key was used for another request; use a new key for each new one",
)


def answer_once(request: HttpRequest, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Return `answer()`, or its stored answer to the same request with the same key and token.

    Raises RequestError: 422 for an invalid key, 409 for a key used for another request.
    """
    idempotency_key = request.headers.get(KEY_HEADER)
    if idempotency_key is None or request.method != "POST" or request.content_type not in REPLAYABLE_TYPES:
        return answer()
    if not KEY_PATTERN.fullmatch(idempotency_key):
        raise RequestError([INVALID_KEY_FAULT])
    token = find_token(request.headers.get("Authorization", "").partition(" ")[2], today())
    try:
        request_digest = _digest_request(request)
    except RequestDataTooBig:
        return answer()  # it raises the same error for the client
    if token is None:
        return answer()
    with transaction.atomic():
        return _replay_or_answer(token, idempotency_key, request_digest, answer)


def _digest_request(request: HttpRequest) -> str:
    request_bytes = b"\n".join([request.get_full_path().encode(), request.body])
    return hashlib.sha256(request_bytes).hexdigest()


def _replay_or_answer(
    token: Token, idempotency_key: str, request_digest: str, answer: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """Insert the key first: a second request with it waits on that row until the first commits."""
    defaults = {"digest": request_digest, "created_at": utc_now()}
    stored_answer, created = StoredAnswer.objects.get_or_create(token=token, key=idempotency_key, defaults=defaults)
    if not created:
        if stored_answer.digest != request_digest:
            raise RequestError([REUSED_KEY_FAULT], status=409)
        replay = HttpResponse(stored_answer.body, status=stored_answer.status, content_type="application/json")
        replay.headers[REPLAYED_HEADER] = "true"
        return replay
    response = answer()
    if isinstance(response, HttpResponse) and 200 <= response.status_code < 300:
        stored_answer.status, stored_answer.body = response.status_code, response.content.decode()
        stored_answer.save(update_fields=["status", "body"])
    else:
        stored_answer.delete()
    return response
