"""The API, open data, and the pages on which people manage tokens and webhooks."""

from functools import partial

from duban_site.api import endpoints, open_views, version_one, views, views_mcp, views_service, views_webhooks
from duban_site.api.authentication import READ_ACTION, declare_urls
from duban_site.api.models import Token, Webhook
from duban_site.api.service import PREFIX, api
from duban_site.core.access.page import page
from duban_site.people.models import ServiceAccount

__all__ = ["endpoints", "urlpatterns"]

MANAGE_ACCOUNTS = "api.manage_service_accounts"
REVOKE = "api.revoke_token"
SEE_WEBHOOKS, MANAGE_WEBHOOKS = "api.see_webhooks", "api.manage_webhooks"
V1_PREFIX = version_one.PREFIX
_PATTERNS = api.urls[0]
urlpatterns = [
    page("api/", open_views.schema, "api_schema", see=READ_ACTION),
    page(f"api/{PREFIX}openapi.json", open_views.schema, "api_openapi", see=READ_ACTION),
    *declare_urls(_PATTERNS, f"api/{PREFIX}", api),
    page(
        f"api/{V1_PREFIX}openapi.json", partial(open_views.schema, prefix=V1_PREFIX), "api_v1_openapi", see=READ_ACTION
    ),
    *declare_urls(
        _PATTERNS,
        f"api/{V1_PREFIX}",
        api,
        name_format=version_one.URL_NAME_FORMAT,
        endpoint_names=version_one.OPERATION_IDS,
        adapt=version_one.adapt_response,
    ),
    page("mcp", views_mcp.mcp, "mcp", change=READ_ACTION),
    page("catalog.jsonld", open_views.catalogue, "catalogue", see=READ_ACTION),
    page("open/<int:plan>/", open_views.open_data, "open_data", see=READ_ACTION),
    page("open/<int:plan>/<str:name>", open_views.open_file, "open_file", see=READ_ACTION),
    page("tokens/", views.tokens, "tokens", see="api.see_tokens", change="api.issue_token"),
    page("tokens/<int:pk>/revoke/", views.revoke, "revoke_token", change="api.revoke_token", model=Token),
    page("webhooks/", views_webhooks.webhooks, "webhooks", see=SEE_WEBHOOKS, change=MANAGE_WEBHOOKS),
    page(
        "webhooks/<int:pk>/", views_webhooks.webhook, "webhook", see=SEE_WEBHOOKS, change=MANAGE_WEBHOOKS, model=Webhook
    ),
    page(
        "service-accounts/",
        views_service.service_accounts,
        "service_accounts",
        see="api.see_service_accounts",
        change=MANAGE_ACCOUNTS,
    ),
    page(
        "service-accounts/<int:pk>/",
        views_service.service_account,
        "service_account",
        see="api.see_service_accounts",
        change=MANAGE_ACCOUNTS,
        model=ServiceAccount,
    ),
    page(
        "service-accounts/<int:pk>/approve/",
        views_service.approve,
        "approve_service_account",
        change="api.approve_service_account",
        model=ServiceAccount,
    ),
]
