"""Single sign-on by OpenID Connect, by the library Authlib: code flow with PKCE, state and nonce.

The identity token's signature, issuer, audience, time, nonce and subject are checked. A person is
identified by the configured claim (`sub`, or a 工号); only people whose account was opened with
that subject may sign in, and no account is created here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from joserfc.errors import JoseError
from requests.exceptions import RequestException

from duban_site.core.actor import System
from duban_site.core.audit.log import log
from duban_site.core.errors import Refused
from duban_site.identity.models import ExternalIdentity
from duban_site.people.models import Person

SECONDS = 10
SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Public-key signatures only: neither `none` nor HMAC with the client's secret."""


class ProviderError(Refused):
    """The identity provider's response is not acceptable; the message says what to do."""


def uses_openid() -> bool:
    """Whether the settings name an identity provider."""
    return bool(settings.OIDC_ISSUER)


@lru_cache(maxsize=4)
def _provider(issuer: str, client: str, secret: str, scope: str) -> Any:
    oauth = OAuth()
    return oauth.register(
        "openid",
        client_id=client,
        client_secret=secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": scope,
            "code_challenge_method": "S256",
            "default_timeout": SECONDS,
        },
    )


def _checked_provider() -> Any:
    """The provider. Raises ProviderError where its metadata names another issuer."""
    named = (settings.OIDC_ISSUER, settings.OIDC_CLIENT, settings.OIDC_SECRET, settings.OIDC_SCOPE)
    provider = _provider(*named)
    metadata = provider.load_server_metadata()
    if metadata.get("issuer") != settings.OIDC_ISSUER:
        raise ProviderError(_("统一身份认证的地址与设置不符。请联系管理员。"))
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [a for a in offered if a in SIGNED_BY]
    return provider


def start(request: HttpRequest, callback: str) -> HttpResponse:
    """Redirect the visitor to the provider. Raises ProviderError where it does not respond."""
    try:
        answer: HttpResponse = _checked_provider().authorize_redirect(request, callback)
    except (RequestException, AuthlibBaseError, ValueError) as error:
        raise ProviderError(_("统一身份认证暂时连不上。请稍后再试，或用账号密码登录。")) from error
    return answer


def log_refusal(why: str) -> None:
    """Log a failed sign-in by the provider."""
    with transaction.atomic():
        log(System("登录页"), "people.sign_in_failed", None, username="", what="openid", why=why)


def person_of_callback(request: HttpRequest) -> Person:
    """The person whom the provider identified. Raises ProviderError for anything invalid.

    The state is consumed first: opening the same address a second time is refused.
    """
    expected = {
        "iss": {"essential": True, "value": settings.OIDC_ISSUER},
        "aud": {"essential": True, "value": settings.OIDC_CLIENT},
        "sub": {"essential": True},
        "nonce": {"essential": True},
    }
    try:
        token = _checked_provider().authorize_access_token(request, claims_options=expected)
    except (RequestException, AuthlibBaseError, JoseError, ValueError) as error:
        raise ProviderError(_("统一身份认证没有成功，或这个地址已经用过。请重新登录。")) from error
    claims = token.get("userinfo")
    subject = claims.get(settings.OIDC_CLAIM) if claims else None
    if not isinstance(subject, str) or not subject:
        raise ProviderError(_("统一身份认证没有给出人员标识。请联系管理员。"))
    found = ExternalIdentity.objects.filter(subject=subject).select_related("person").first()
    if found is None or not found.person.is_active:
        raise ProviderError(_("本系统没有为您开通账号。请联系管理员开通。"))
    return found.person
