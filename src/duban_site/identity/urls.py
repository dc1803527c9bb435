"""Addresses for signing in, sign-in settings, accounts and approvals."""

from duban_site.core.access.page import page
from duban_site.identity import views, views_sign_in_settings
from duban_site.identity import views_accounts as accounts
from duban_site.people.models import Person

SIGN_IN, SIGN_IN_SETTINGS = "site.sign_in", "people.own_password"
SEE_ACCOUNTS, MANAGE_ACCOUNTS = "people.see_accounts", "people.manage_accounts"
END_SESSIONS, SEE_APPROVALS = "people.end_sessions", "people.see_approvals"

urlpatterns = [
    page("login/", views.show_login, "login", see=SIGN_IN, change=SIGN_IN),
    page("login/code/", views.show_code_form, "code", see=SIGN_IN, change=SIGN_IN),
    page("login/openid/", views.start_openid, "openid", see=SIGN_IN),
    page("login/openid/callback/", views.handle_openid_callback, "openid_callback", see=SIGN_IN),
    page("logout/", views.log_out, "logout", change="site.sign_out"),
    page(
        "password/",
        views_sign_in_settings.show_password_form,
        "password",
        see=SIGN_IN_SETTINGS,
        change=SIGN_IN_SETTINGS,
    ),
    page("sign-in/", views_sign_in_settings.show_sign_in_settings, "own_sign_in", see=SIGN_IN_SETTINGS),
    page(
        "sign-in/second-factor/",
        views_sign_in_settings.set_up_second_factor,
        "second_factor",
        see=SIGN_IN_SETTINGS,
        change=SIGN_IN_SETTINGS,
    ),
    page(
        "sign-in/recovery-codes/",
        views_sign_in_settings.renew_recovery_codes,
        "recovery_codes",
        change=SIGN_IN_SETTINGS,
    ),
    page(
        "sign-in/leave/", views_sign_in_settings.disable_second_factor, "leave_second_factor", change=SIGN_IN_SETTINGS
    ),
    page("sign-in/sessions/", views_sign_in_settings.end_session, "end_session", change=SIGN_IN_SETTINGS),
    page("accounts/", accounts.show_accounts, "accounts", see=SEE_ACCOUNTS, personal=True),
    page("accounts/new/", accounts.open_account, "open_account", see=MANAGE_ACCOUNTS, change=MANAGE_ACCOUNTS),
    page(
        "accounts/<int:pk>/",
        accounts.edit_account,
        "account",
        see=MANAGE_ACCOUNTS,
        change=MANAGE_ACCOUNTS,
        model=Person,
    ),
    page(
        "accounts/<int:pk>/password/",
        accounts.reset_account_password,
        "new_password",
        change=MANAGE_ACCOUNTS,
        model=Person,
    ),
    page(
        "accounts/<int:pk>/second-factor/",
        accounts.reset_account_second_factor,
        "new_second_factor",
        change=MANAGE_ACCOUNTS,
        model=Person,
    ),
    page("accounts/<int:pk>/unlock/", accounts.unlock_locked_account, "unlock", change=MANAGE_ACCOUNTS, model=Person),
    page("accounts/<int:pk>/sessions/", accounts.end_sessions, "end_sessions", change=END_SESSIONS, model=Person),
    page("approvals/", accounts.show_approvals, "approvals", see=SEE_APPROVALS, personal=True),
    page("approvals/decide/", accounts.decide_approvals, "decide_approvals", change="people.decide"),
]
