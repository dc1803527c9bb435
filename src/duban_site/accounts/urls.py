"""The language, whether the service answers; bodies and leaders."""

from duban_site.accounts import views
from duban_site.accounts import views_bodies as bodies
from duban_site.core.access.page import page
from duban_site.people.models import Body

SEE, MANAGE = "people.see_bodies", "people.manage_bodies"

urlpatterns = [
    page("language/", views.set_page_language, "language", change="site.language"),
    page("health/", views.show_health, "health", see="site.health"),
    page("bodies/", bodies.show_bodies, "bodies", see=SEE),
    page("bodies/new/", bodies.open_body, "open_body", see=MANAGE, change=MANAGE),
    page("bodies/<int:pk>/", bodies.edit_body, "body", see=MANAGE, change=MANAGE, model=Body),
    page("leaders/new/", bodies.open_leader, "open_leader", change=MANAGE),
]
