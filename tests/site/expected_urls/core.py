"""The pages of people, plans, figures and boards."""

from __future__ import annotations

import io

from cast_of_people import Cast

from duban_site.plans.models import Plan
from duban_site.reporting.actions.assess_plan import assess_plan
from duban_site.reporting.actions.attach_evidence import attach
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.actions.write_entry import EntryInput, write_entry
from duban_site.reporting.models import BodyReport, Evidence, ReportingRound

#                             GET         POST
#                          -NSLWBGT    -NSLWBGT
TABLE = {
    "home":              ("lyyyyyyy", "--------"),
    "urge_reports":      ("--------", "lnynnnnn"),
    "search":            ("lnyyyyyy", "--------"),
    "language":          ("--------", "yyyyyyyy"),
    "health":            ("yyyyyyyy", "--------"),
    "bodies":            ("lnynnnny", "--------"),
    "open_body":         ("lnynnnnn", "lnynnnnn"),
    "body":              ("lnynnnnn", "lnynnnnn"),
    "open_leader":       ("--------", "lnynnnnn"),
    "log":               ("lnnnnnny", "--------"),
    "log_csv":           ("lnnnnnny", "--------"),
    "plans":             ("lnyyyyyy", "--------"),
    "import_plan":       ("lnynnnnn", "lnynnnnn"),
    "plan":              ("lnyyyyyy", "--------"),
    "activate":          ("--------", "lnynnnnn"),
    "reopen_plan":       ("--------", "lnynnnnn"),
    "delete_draft":      ("--------", "lnynnnnn"),
    "schedules":         ("lnynnnny", "lnynnnnn"),
    "rules":             ("lnyyyyyy", "lnynnnnn"),
    "close":             ("--------", "lnynnnnn"),
    "review":            ("lnynnnny", "--------"),
    "accept_part":       ("--------", "lnynnnnn"),
    "reject_part":       ("--------", "lnynnnnn"),
    "commitment_review": ("lnynnnny", "--------"),
    "add_commitment":    ("--------", "lnynnnnn"),
    "add_indicator":     ("--------", "lnynnnnn"),
    "decide":            ("--------", "lnynnnnn"),
    "split":             ("--------", "lnynnnnn"),
    "merge":             ("--------", "lnynnnnn"),
    "save_claim":        ("--------", "lnynnnnn"),
    "adjust":            ("lnynnnnn", "lnynnnnn"),
    "assign":            ("lnynnnny", "lnynnnnn"),
    "breakdown":         ("lnynnnyy", "--------"),
    "import_breakdown":  ("--------", "lnynnnnn"),
    "commitment":        ("lnyyyyyy", "--------"),
    "month":             ("lnnyyynn", "--------"),
    "report":            ("ln4yy4ny", "lnnyn4nn"),
    "sheet":             ("ln4yy4ny", "lnnyn4nn"),
    "draft_report":      ("--------", "lnnyn4nn"),
    "discard_draft":     ("--------", "lnnyn4nn"),
    "sign":              ("--------", "lnnnynnn"),
    "take_back":         ("--------", "lnnnynnn"),
    "submit":            ("--------", "lnnyy4nn"),
    "detach":            ("--------", "lnnyn4nn"),
    "accept_report":     ("--------", "ln4nnnnn"),
    "send_back":         ("--------", "ln4nnnnn"),
    "evidence":          ("ln4yy44y", "--------"),
    "rounds":            ("lnynnnny", "--------"),
    "round":             ("lnynnnny", "--------"),
    "plan_rounds":       ("lnynnnny", "--------"),
    "open_round":        ("--------", "lnynnnnn"),
    "assess":            ("--------", "lnynnnnn"),
    "late":              ("lnynnnyy", "--------"),
    "schedule":          ("lnyyyyyy", "--------"),
    "save_schedule":     ("--------", "lnynnnnn"),
    "series":            ("lnyyyyyy", "lnynnnnn"),
    "milestones":        ("--------", "lnynnnnn"),
    "assessment":        ("lnyyyyyy", "lnnnynnn"),
    "boards":            ("lnyyyyyy", "--------"),
    "own_board":         ("lnnnnnyn", "--------"),
    "overview":          ("lnyyyyyy", "--------"),
    "living":            ("lnyyyyyy", "--------"),
    "board_table":       ("lnyyyyyy", "--------"),
    "board_csv":         ("lnyyyyyy", "--------"),
    "board_xlsx":        ("lnyyyyyy", "--------"),
    "board_bodies":       ("lnyyyyyy", "--------"),
    "board_body":        ("lnyyyyyy", "--------"),
    "board_leader":      ("lnyyyyyy", "--------"),
    "board_commitment":  ("lnyyyyyy", "--------"),
    "board_card":        ("lnyyyyyy", "--------"),
}  # fmt: skip

HANDED_IN = {
    "report":            ("lnyyy4ny", "lnnyn4nn"),
    "sheet":             ("lnyyy4ny", "lnnyn4nn"),
    "accept_report":     ("--------", "lnynnnnn"),
    "send_back":         ("--------", "lnynnnnn"),
    "evidence":          ("lnyyy4yy", "--------"),
}  # fmt: skip

DRAFT_PLAN = {
    "plan":              ("lny4444y", "--------"),
    "commitment":        ("lny4444y", "--------"),
    "rules":             ("lny4444y", "lnynnnnn"),
    "schedule":          ("lny4444y", "--------"),
    "breakdown":         ("lnynnn4y", "--------"),
    "overview":          ("lny4444y", "--------"),
    "board_table":       ("lny4444y", "--------"),
}  # fmt: skip


def things(plan: Plan, cast: Cast) -> dict[str, dict[str, object]]:
    """URL → its arguments, of things made for the walk."""
    opened = open_round(cast.shen, plan, 3)
    report = opened.reports.get(body=cast.water)
    pumps = plan.commitments.get(number="1.1.2")
    write_entry(cast.lu, report, EntryInput(pumps, 0, "已完成三座改造。"))
    file = attach(cast.lu, report, pumps, "验收单.pdf", io.BytesIO(b"%PDF-1.7 invented"))
    assess_plan(cast.shen, plan, opened.as_of)
    return arguments(plan, cast, opened, report, file)


REPORTS = ("report", "sheet", "sign", "take_back", "submit", "accept_report", "send_back")
REPORTS += ("draft_report", "discard_draft")


def arguments(
    plan: Plan, cast: Cast, opened: ReportingRound, report: BodyReport, file: Evidence
) -> dict[str, dict[str, object]]:
    pumps = plan.commitments.get(number="1.1.2")
    claim, assessment = pumps.claims.get(), pumps.assessments.get()
    of_plan = {"pk": plan.pk}
    part, own = of_plan | {"order": 1}, of_plan | {"commitment": pumps.pk}
    found: dict[str, dict[str, object]] = {}
    found |= dict.fromkeys(("review", "accept_part", "reject_part", "assign"), part)
    found |= dict.fromkeys(("commitment_review", "split", "merge"), own)
    found |= dict.fromkeys(("save_claim", "adjust"), of_plan | {"claim": claim.pk})
    plans = ("plan", "activate", "close", "breakdown", "import_breakdown", "reopen_plan")
    plans += ("delete_draft", "schedules", "rules")
    found |= dict.fromkeys((*plans, "plan_rounds", "open_round", "assess", "series"), of_plan)
    found |= {key: {"pk": report.pk} for key in REPORTS}
    found |= {key: {"pk": pumps.pk} for key in ("commitment", "schedule", "milestones")}
    of_boards = ("overview", "living", "board_table", "board_csv", "board_xlsx", "board_bodies")
    found |= dict.fromkeys(of_boards, of_plan)
    return found | {
        "board_body": of_plan | {"body": cast.water.pk},
        "board_leader": of_plan | {"leader": cast.gao_leader.pk},
        "board_commitment": {"key": pumps.pk},
        "board_card": {"key": pumps.pk},
        "body": {"pk": cast.water.pk},
        "add_commitment": part | {"topic": pumps.topic_id},
        "add_indicator": own,
        "decide": own | {"what": "accept"},
        "detach": {"pk": report.pk, "evidence": file.pk},
        "evidence": {"pk": file.pk},
        "round": {"pk": opened.pk},
        "urge_reports": {"pk": opened.pk},
        "save_schedule": {"pk": pumps.pk, "claim": claim.pk},
        "assessment": {"pk": assessment.pk},
    }
