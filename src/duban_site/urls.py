"""Every path of the service. Each app declares its own pages with `core.access.page.page`."""

from django.urls import include, path

handler400 = "duban_site.uploads.bad_request"
handler500 = "duban_site.full_disk.server_error"

urlpatterns = [
    path("", include("duban_site.home.urls")),
    path("", include("duban_site.search.urls")),
    path("", include("duban_site.accounts.urls")),
    path("", include("duban_site.identity.urls")),
    path("", include("duban_site.core.audit.urls")),
    path("", include("duban_site.jobs.urls")),
    path("roster/", include("duban_site.roster.urls")),
    path("plans/", include("duban_site.preparation.urls")),
    path("plans/", include("duban_site.plans.urls")),
    path("help/", include("duban_site.help.urls")),
    path("lists/", include("duban_site.lists.urls")),
    path("reporting/", include("duban_site.reporting.urls")),
    path("orders/", include("duban_site.orders.urls")),
    path("boards/", include("duban_site.boards.urls")),
    path("bulletins/", include("duban_site.bulletins.urls")),
    path("comparison/", include("duban_site.comparison.urls")),
    path("appraisal/", include("duban_site.appraisal.urls")),
    path("observation/", include("duban_site.observation.urls")),
    path("verification/", include("duban_site.verification.urls")),
    path("snapshots/", include("duban_site.snapshots.urls")),
    path("public/", include("duban_site.public.urls")),
    path("", include("duban_site.public.root_urls")),
    path("clues/", include("duban_site.public.office_urls")),
    path("registers/", include("duban_site.registers.urls")),
    path("", include("duban_site.api.urls")),
]
