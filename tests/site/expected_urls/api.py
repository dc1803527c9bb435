"""The API, open data and tokens. What needs a token is answered 401 (t) to every session."""

from __future__ import annotations

import datetime as dt

from cast_of_people import Cast

from duban_site.api import version_one
from duban_site.api.actions.issue_token import issue_token
from duban_site.api.models import TokenScope, Webhook
from duban_site.core.clock import utc_now
from duban_site.people.models import ServiceAccount
from duban_site.plans.models import Plan
from duban_site.reporting.models import BodyReport
from duban_site.snapshots.actions.publish_snapshot import publish_snapshot
from duban_site.snapshots.models import Snapshot

#                             GET         POST
#                          -NSLWBGT    -NSLWBGT
TABLE = {
    "api_schema":            ("yyyyyyyy", "--------"),
    "api_openapi":           ("yyyyyyyy", "--------"),
    "api_list_plans":             ("yyyyyyyy", "--------"),
    "api_get_plan":              ("yyyyyyyy", "--------"),
    "api_list_commitments":       ("yyyyyyyy", "--------"),
    "api_get_commitment":        ("yyyyyyyy", "--------"),
    "api_get_report_text":              ("yyyyyyyy", "--------"),
    "api_list_reports":      ("tttttttt", "--------"),
    "api_get_report":       ("tttttttt", "--------"),
    "api_write_report_entry":  ("--------", "tttttttt"),
    "api_list_bodies":            ("tttttttt", "--------"),
    "api_sign_report":  ("--------", "tttttttt"),
    "api_submit_report": ("--------", "tttttttt"),
    "api_list_registers":         ("tttttttt", "--------"),
    "api_get_register":          ("tttttttt", "--------"),
    "api_list_records":           ("tttttttt", "tttttttt"),
    "api_create_record":      ("tttttttt", "tttttttt"),
    "api_get_record":            ("tttttttt", "--------"),
    "api_move_record":       ("--------", "tttttttt"),
    "api_find_repeats":           ("--------", "tttttttt"),
    "catalogue":             ("yyyyyyyy", "--------"),
    "mcp":                   ("--------", "yyyyyyyy"),
    "api_list_findings":     ("tttttttt", "--------"),
    "api_upload_evidence":   ("--------", "tttttttt"),
    "api_remove_evidence":   ("--------", "--------"),
    "api_list_changes":      ("tttttttt", "--------"),
    "api_put_record":        ("--------", "--------"),
    "api_put_records_in_bulk": ("tttttttt", "tttttttt"),
    "api_export_records_in_bulk": ("tttttttt", "tttttttt"),
    "open_data":             ("yyyyyyyy", "--------"),
    "open_file":             ("yyyyyyyy", "--------"),
    "tokens":                ("lnyyyyny", "lnyyyynn"),
    "revoke_token":          ("--------", "lnyyy4nn"),
    "service_accounts":      ("lynnnnny", "lynnnnnn"),
    "service_account":       ("lynnnnny", "lynnnnnn"),
    "approve_service_account": ("--------", "lnnnnnnn"),
    "webhooks":              ("lnynnnny", "lnynnnnn"),
    "webhook":               ("lnynnnny", "lnynnnnn"),
}  # fmt: skip
TABLE |= {"api_v1_openapi": TABLE["api_openapi"]}
TABLE |= {version_one.URL_NAME_FORMAT.format(name): TABLE[f"api_{name}"] for name in version_one.OPERATION_IDS}

OF_REPORT = ("api_get_report", "api_sign_report", "api_submit_report", "api_list_findings")
OF_REGISTER = (
    "api_get_register",
    "api_list_records",
    "api_create_record",
    "api_find_repeats",
    "api_list_changes",
    "api_put_records_in_bulk",
    "api_export_records_in_bulk",
)


def _service_account() -> dict[str, object]:
    made = ServiceAccount.objects.create(name="热线", contact="钱某", opened_at=utc_now())
    return {"pk": made.pk}


def _older(found: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    """The same addresses of version 1."""
    names = (name for name in version_one.OPERATION_IDS if f"api_{name}" in found)
    return {version_one.URL_NAME_FORMAT.format(name): found[f"api_{name}"] for name in names}


def things(plan: Plan, cast: Cast) -> dict[str, dict[str, object]]:
    """URL → its arguments; the token is one of the water bureau's liaison."""
    closed = Snapshot.objects.filter(plan=plan).latest("pk")
    if not closed.is_public:
        publish_snapshot(cast.shen, closed)
    today = dt.date(2020, 1, 1)
    tomorrow = today + dt.timedelta(days=1)
    scopes = TokenScope.values
    token, _secret = issue_token(cast.lu, name="报数", scopes=scopes, expires_on=tomorrow, today=today)
    report = BodyReport.objects.filter(body=cast.water).latest("pk")
    pumps = plan.commitments.get(number="1.1.2")
    of_plan, of_register = {"plan": plan.pk}, {"register_id": 1}
    of_report = {"report": report.pk}
    account = _service_account()
    found: dict[str, dict[str, object]] = {
        **dict.fromkeys(("api_get_plan", "api_list_commitments", "api_get_report_text", "open_data"), of_plan),
        "api_get_commitment": of_plan | {"number": "1.1.2"},
        "open_file": of_plan | {"name": "commitments.csv"},
        **dict.fromkeys(("api_get_report", "api_sign_report", "api_submit_report", "api_list_findings"), of_report),
        **dict.fromkeys(("api_write_report_entry", "api_upload_evidence"), of_report | {"commitment": pumps.pk}),
        "api_remove_evidence": of_report | {"commitment": pumps.pk, "evidence": 1},
        **dict.fromkeys(OF_REGISTER, of_register),
        **dict.fromkeys(("api_get_record", "api_move_record"), of_register | {"record": 1}),
        "api_put_record": of_register | {"external_key": "A-1"},
        "service_account": account,
        "approve_service_account": account,
        "revoke_token": {"pk": token.pk},
        "webhook": {"pk": Webhook.objects.create(name="甲", url="http://a/").pk},
    }
    return found | _older(found)
