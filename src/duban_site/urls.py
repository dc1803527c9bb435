"""Every path of the service. Each app declares its own pages with `access.page.page`."""

from django.urls import include, path

urlpatterns = [
    path("", include("duban_site.people.urls")),
    path("", include("duban_site.audit.urls")),
    path("plans/", include("duban_site.plans.urls")),
    path("figures/", include("duban_site.figures.urls")),
    path("supervision/", include("duban_site.supervision.urls")),
    path("boards/", include("duban_site.boards.urls")),
    path("bulletins/", include("duban_site.bulletins.urls")),
    path("compare/", include("duban_site.comparing.urls")),
    path("verification/", include("duban_site.verification.urls")),
    path("snapshots/", include("duban_site.snapshots.urls")),
    path("public/", include("duban_site.public.urls")),
    path("", include("duban_site.public.root_urls")),
    path("clues/", include("duban_site.public.office_urls")),
    path("ledgers/", include("duban_site.ledgers.urls")),
    path("", include("duban_site.api.urls")),
]
