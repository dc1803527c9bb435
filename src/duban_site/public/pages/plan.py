"""The overview pages: the list of plans, a plan's home, its changes, its bodies, its groups."""

from __future__ import annotations

from collections.abc import Sequence

from duban_site.core.status_labels import STATUS_CHOICES
from duban_site.public.edition import Change, Edition, Issue
from duban_site.public.edition.lines import CommitmentLine
from duban_site.public.pages import charts
from duban_site.public.pages.page import Page, build_plan_path
from duban_site.public.pages.report_text import render_report_text
from duban_site.public.pages.view_modes import make_relative_path

MAX_HOME_CHANGES = 8
"""Number of changes on the home page."""
MAX_LISTED_CHANGES = 500
"""Number of changes on the page of changes: the newest ones."""


def build_plans_page(editions: Sequence[Edition]) -> Page:
    """Every plan of which something is published."""
    plan_bars = [(edition, charts.draw_status_bar(edition.city, edition.header.counts)) for edition in editions]
    return Page("", "public/plans.html", {"plans": plan_bars})


def build_about_page(contact_days: int, min_ratings: int) -> Page:
    """The page that explains the site; the numbers are settings that it states."""
    return Page("about/", "public/about.html", {"contact_days": contact_days, "least": min_ratings})


def build_home_page(edition: Edition) -> Page:
    """The report's text, with the status of every commitment."""
    home_path = build_plan_path(edition)
    changes = [change for change in edition.changes if change.issue == edition.issue]
    context_data = {
        "text": render_report_text(edition, make_relative_path(home_path, home_path)),
        "bar": charts.draw_status_bar(edition.header.plan.title, edition.header.counts),
        "contents": _build_part_bars(edition),
        "headlines": list(_build_headline_charts(edition)),
        "changes": changes[:MAX_HOME_CHANGES],
        "changes_count": len(changes),
    }
    return Page(home_path, "public/home.html", context_data, edition)


def _build_part_bars(edition: Edition) -> list[tuple[object, int, object]]:
    totals = [(part, sum(part.counts.values())) for part in edition.parts]
    max_total = max((total for _part, total in totals), default=0)
    return [
        (part, part_total, charts.draw_status_bar(part.heading, part.counts, max_total)) for part, part_total in totals
    ]


def _build_headline_charts(edition: Edition) -> list[tuple[object, object]]:
    claim_by_id = {claim.id: claim for line in edition.lines for claim in line.row.claims}
    headlines = edition.header.headlines
    return [
        (headline, charts.draw_sparkline(claim_by_id[headline.claim]))
        for headline in headlines
        if headline.claim in claim_by_id
    ]


def build_changes_page(edition: Edition) -> Page:
    """What changed from one publication to the next, newest first."""
    changes_by_issue: dict[Issue, list[Change]] = {issue: [] for issue in reversed(edition.issues)}
    for change in edition.changes[:MAX_LISTED_CHANGES]:
        changes_by_issue[change.issue].append(change)
    context_data = {"issues": list(changes_by_issue.items()), "first": edition.issues[0]}
    return Page(build_plan_path(edition, "changes/"), "public/changes.html", context_data, edition)


def build_bodies_page(edition: Edition) -> Page:
    """Every lead body with a bar of statuses, and the cooperating bodies."""
    groups = edition.bodies
    max_total = max((group.total for group in groups), default=0)
    lead_ids = {group.who.id for group in groups}
    context_data = {
        "groups": [
            (body_group, charts.draw_status_bar(body_group.who.name, body_group.counts, max_total))
            for body_group in groups
        ],
        "others": [
            (body_id, edition.find_body_name(body_id)) for body_id in edition.body_ids if body_id not in lead_ids
        ],
    }
    return Page(build_plan_path(edition, "bodies/"), "public/bodies.html", context_data, edition)


def build_part_page(edition: Edition, order: int) -> Page | None:
    """The commitments of a part, by topic."""
    part = next((candidate for candidate in edition.parts if candidate.order == order), None)
    if part is None:
        return None
    return _build_group_page(edition, f"parts/{order}/", part.heading, edition.list_part_lines(order), kind="part")


def build_body_page(edition: Edition, key: int) -> Page | None:
    """The commitments that a body leads or cooperates in; None for an unknown body."""
    body_name = edition.find_body_name(key)
    if body_name is None:
        return None
    return _build_group_page(edition, f"bodies/{key}/", body_name, edition.list_body_lines(key), kind="body")


def build_status_page(edition: Edition, key: str) -> Page | None:
    """The commitments with this status; None for an unknown status."""
    label_by_status = dict(STATUS_CHOICES)
    if key not in label_by_status:
        return None
    lines = edition.list_status_lines(key)
    return _build_group_page(edition, f"statuses/{key}/", str(label_by_status[key]), lines, kind="status")


def _build_group_page(
    edition: Edition, subpath: str, group_name: str, lines: list[CommitmentLine], *, kind: str
) -> Page:
    count_by_status: dict[str, int] = {}
    for line in lines:
        count_by_status[line.row.status] = count_by_status.get(line.row.status, 0) + 1
    context_data = {
        "name": group_name,
        "kind": kind,
        "lines": lines,
        "counts": [
            (status, count_by_status[status]) for status, _word in STATUS_CHOICES if count_by_status.get(status)
        ],
        "bar": charts.draw_status_bar(group_name, count_by_status) if lines else "",
        "rest": subpath,
        "has_feed": kind != "status",
    }
    return Page(build_plan_path(edition, subpath), "public/group.html", context_data, edition)
