"""Single sign-on by OpenID Connect, by the library Authlib: code flow with PKCE, state and nonce.

The identity token's signature, issuer, audience, time, nonce and subject are checked. A person is
identified by the configured claim (`sub`, or a 工号); only people whose account was opened with
that subject may sign in, and no account is created here.

Authlib is imported where a provider is asked: most installations have none, and it would make every
command of the service start half a second later.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from duban_site.core.actor import SystemActor
from duban_site.core.audit.log import log_event
from duban_site.core.errors import Refused
from duban_site.identity.models import ExternalIdentity
from duban_site.people.models import Person

TIMEOUT_SECONDS = 10
ACCEPTED_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Public-key signatures only: neither `none` nor HMAC with the client's secret."""


class ProviderError(Refused):
    """The identity provider's response is not acceptable; the message says what to do."""


def uses_openid() -> bool:
    """Whether the settings name an identity provider."""
    return bool(settings.OIDC_ISSUER)


@lru_cache(maxsize=4)
def _register_provider(issuer: str, client_id: str, client_secret: str, scope: str) -> Any:
    from authlib.integrations.django_client import OAuth

    oauth = OAuth()
    return oauth.register(
        "openid",
        client_id=client_id,
        client_secret=client_secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": scope, "code_challenge_method": "S256", "default_timeout": TIMEOUT_SECONDS},
    )


def _load_provider() -> Any:
    """The provider. Raises ProviderError where its metadata names another issuer."""
    provider_settings = (settings.OIDC_ISSUER, settings.OIDC_CLIENT, settings.OIDC_SECRET, settings.OIDC_SCOPE)
    provider = _register_provider(*provider_settings)
    metadata = provider.load_server_metadata()
    if metadata.get("issuer") != settings.OIDC_ISSUER:
        raise ProviderError(_("统一身份认证的地址与设置不符。请联系管理员。"))
    offered_algorithms = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [
        algorithm for algorithm in offered_algorithms if algorithm in ACCEPTED_ALGORITHMS
    ]
    return provider


def redirect_to_provider(request: HttpRequest, callback_url: str) -> HttpResponse:
    """Redirect the visitor to the provider. Raises ProviderError where it does not respond."""
    from authlib.common.errors import AuthlibBaseError
    from requests.exceptions import RequestException

    try:
        response: HttpResponse = _load_provider().authorize_redirect(request, callback_url)
    except (RequestException, AuthlibBaseError, ValueError) as error:
        raise ProviderError(_("统一身份认证暂时连不上。请稍后再试，或用账号密码登录。")) from error
    return response


def log_refusal(reason: str) -> None:
    """Log a failed sign-in by the provider."""
    with transaction.atomic():
        log_event(SystemActor("登录页"), "people.sign_in_failed", None, username="", what="openid", why=reason)


def identify_callback_person(request: HttpRequest) -> Person:
    """The person whom the provider identified. Raises ProviderError for anything invalid.

    The state is consumed first: opening the same address a second time is refused.
    """
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError
    from requests.exceptions import RequestException

    expected_claims = {
        "iss": {"essential": True, "value": settings.OIDC_ISSUER},
        "aud": {"essential": True, "value": settings.OIDC_CLIENT},
        "sub": {"essential": True},
        "nonce": {"essential": True},
    }
    try:
        token = _load_provider().authorize_access_token(request, claims_options=expected_claims)
    except (RequestException, AuthlibBaseError, JoseError, ValueError) as error:
        raise ProviderError(_("统一身份认证没有成功，或这个地址已经用过。请重新登录。")) from error
    claims = token.get("userinfo")
    subject = claims.get(settings.OIDC_CLAIM) if claims else None
    if not isinstance(subject, str) or not subject:
        raise ProviderError(_("统一身份认证没有给出人员标识。请联系管理员。"))
    identity = ExternalIdentity.objects.filter(subject=subject).select_related("person").first()
    if identity is None or not identity.person.is_active:
        raise ProviderError(_("本系统没有为您开通账号。请联系管理员开通。"))
    return identity.person
