"""Signing in, accounts, approvals."""

from __future__ import annotations

from cast_of_people import Cast

from duban_site.plans.models import Plan

#                             GET         POST
#                          -NSLWBGT    -NSLWBGT
TABLE = {
    "login":               ("yyyyyyyy", "yyyyyyyy"),
    "code":                ("yyyyyyyy", "yyyyyyyy"),
    "openid":              ("yyyyyyyy", "--------"),
    "openid_callback":     ("yyyyyyyy", "--------"),
    "logout":              ("--------", "lyyyyyyy"),
    "password":            ("lyyyyyyy", "lyyyyyyy"),
    "own_sign_in":         ("lyyyyyyy", "--------"),
    "second_factor":       ("lyyyyyyy", "lyyyyyyy"),
    "recovery_codes":      ("--------", "lyyyyyyy"),
    "leave_second_factor": ("--------", "lyyyyyyy"),
    "end_session":         ("--------", "lyyyyyyy"),
    "accounts":            ("lynnnnny", "--------"),
    "open_account":        ("lynnnnnn", "lynnnnnn"),
    "account":             ("lynnnnnn", "lynnnnnn"),
    "new_password":        ("--------", "lynnnnnn"),
    "new_second_factor":   ("--------", "lynnnnnn"),
    "unlock":              ("--------", "lynnnnnn"),
    "end_sessions":        ("--------", "lynnnnnn"),
    "approvals":           ("lynnnnny", "--------"),
    "decide_approvals":    ("--------", "lnnnnnnn"),
}  # fmt: skip
ON_AN_ACCOUNT = ("account", "new_password", "new_second_factor", "unlock", "end_sessions")


def things(plan: Plan, cast: Cast) -> dict[str, dict[str, object]]:
    return {name: {"pk": cast.bai.pk} for name in ON_AN_ACCOUNT}
