"""Signing in, accounts, units."""

from duban_site.accounts import views
from duban_site.accounts import views_accounts as accounts
from duban_site.core.access.page import page
from duban_site.people.models import Body, Person

SEE, MANAGE = "people.see_accounts", "people.manage_accounts"
BODIES, MANAGE_BODIES = "people.see_bodies", "people.manage_bodies"

urlpatterns = [
    page("login/", views.login, "login", see="site.sign_in", change="site.sign_in"),
    page("logout/", views.logout, "logout", change="site.sign_out"),
    page(
        "password/",
        views.password,
        "password",
        see="people.own_password",
        change="people.own_password",
    ),
    page("language/", views.language, "language", change="site.language"),
    page("health/", views.health, "health", see="site.health"),
    page("accounts/", accounts.accounts, "accounts", see=SEE),
    page("accounts/new/", accounts.open_account, "open_account", see=MANAGE, change=MANAGE),
    page("accounts/<int:pk>/", accounts.account, "account", see=MANAGE, change=MANAGE, on=Person),
    page(
        "accounts/<int:pk>/password/",
        accounts.new_password,
        "new_password",
        change=MANAGE,
        on=Person,
    ),
    page("accounts/<int:pk>/unlock/", accounts.unlock_account, "unlock", change=MANAGE, on=Person),
    page("bodies/", accounts.bodies, "bodies", see=BODIES),
    page("bodies/new/", accounts.open_body, "open_body", see=MANAGE_BODIES, change=MANAGE_BODIES),
    page(
        "bodies/<int:pk>/", accounts.body, "body", see=MANAGE_BODIES, change=MANAGE_BODIES, on=Body
    ),
    page("leaders/new/", accounts.open_leader, "open_leader", change=MANAGE_BODIES),
]
