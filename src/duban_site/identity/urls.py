"""Addresses for signing in, sign-in settings, accounts and approvals."""

from duban_site.core.access.page import page
from duban_site.identity import views, views_own
from duban_site.identity import views_accounts as accounts
from duban_site.people.models import Person

SIGN_IN, OWN = "site.sign_in", "people.own_password"
SEE, MANAGE = "people.see_accounts", "people.manage_accounts"
SESSIONS, APPROVALS = "people.end_sessions", "people.see_approvals"

urlpatterns = [
    page("login/", views.login, "login", see=SIGN_IN, change=SIGN_IN),
    page("login/code/", views.code, "code", see=SIGN_IN, change=SIGN_IN),
    page("login/openid/", views.start_openid, "openid", see=SIGN_IN),
    page("login/openid/callback/", views.openid_callback, "openid_callback", see=SIGN_IN),
    page("logout/", views.logout, "logout", change="site.sign_out"),
    page("password/", views_own.password, "password", see=OWN, change=OWN),
    page("sign-in/", views_own.own_sign_in, "own_sign_in", see=OWN),
    page("sign-in/second-factor/", views_own.set_up, "second_factor", see=OWN, change=OWN),
    page("sign-in/recovery-codes/", views_own.recovery_codes, "recovery_codes", change=OWN),
    page("sign-in/leave/", views_own.leave_second_factor, "leave_second_factor", change=OWN),
    page("sign-in/sessions/", views_own.end_session, "end_session", change=OWN),
    page("accounts/", accounts.accounts, "accounts", see=SEE, personal=True),
    page("accounts/new/", accounts.open_account, "open_account", see=MANAGE, change=MANAGE),
    page("accounts/<int:pk>/", accounts.account, "account", see=MANAGE, change=MANAGE, on=Person),
    page(
        "accounts/<int:pk>/password/",
        accounts.new_password,
        "new_password",
        change=MANAGE,
        on=Person,
    ),
    page(
        "accounts/<int:pk>/second-factor/",
        accounts.new_second_factor,
        "new_second_factor",
        change=MANAGE,
        on=Person,
    ),
    page("accounts/<int:pk>/unlock/", accounts.unlock_account, "unlock", change=MANAGE, on=Person),
    page(
        "accounts/<int:pk>/sessions/",
        accounts.end_sessions,
        "end_sessions",
        change=SESSIONS,
        on=Person,
    ),
    page("approvals/", accounts.approvals, "approvals", see=APPROVALS, personal=True),
    page(
        "approvals/decide/", accounts.decide_approvals, "decide_approvals", change="people.decide"
    ),
]
