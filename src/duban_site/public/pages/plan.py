"""The overview pages: the list of plans, a plan's home, its changes, its bodies, its groups."""

from __future__ import annotations

from collections.abc import Sequence

from duban_site.core.status_words import STATUSES
from duban_site.public.edition import Change, Edition, Issue
from duban_site.public.edition.lines import Line
from duban_site.public.pages import drawing
from duban_site.public.pages.dressing import up
from duban_site.public.pages.living import set_text
from duban_site.public.pages.page import Page, place

MOVED = 8
"""Number of changes on the home page."""
CHANGES = 500
"""Number of changes on the page of changes: the newest ones."""


def plans(editions: Sequence[Edition]) -> Page:
    """Every plan of which something is published."""
    shown = [(one, drawing.bar(one.city, one.header.counts)) for one in editions]
    return Page("", "public/plans.html", {"plans": shown})


def about(contact_days: int, least: int) -> Page:
    """The page that explains the site; the numbers are settings that it states."""
    return Page("about/", "public/about.html", {"contact_days": contact_days, "least": least})


def home(edition: Edition) -> Page:
    """The report's text, with the status of every commitment."""
    path = place(edition)
    changes = [change for change in edition.changes if change.issue == edition.issue]
    shown = {
        "text": set_text(edition, up(path, path)),
        "bar": drawing.bar(edition.header.plan.title, edition.header.counts),
        "contents": _contents(edition),
        "headlines": list(_headlines(edition)),
        "changes": changes[:MOVED],
        "changes_count": len(changes),
    }
    return Page(path, "public/home.html", shown, edition)


def _contents(edition: Edition) -> list[tuple[object, int, object]]:
    totals = [(part, sum(part.counts.values())) for part in edition.parts]
    most = max((total for _part, total in totals), default=0)
    return [(part, n, drawing.bar(part.heading, part.counts, most)) for part, n in totals]


def _headlines(edition: Edition) -> list[tuple[object, object]]:
    claims = {claim.id: claim for line in edition.lines for claim in line.row.claims}
    found = edition.header.headlines
    return [(one, drawing.sparkline(claims[one.claim])) for one in found if one.claim in claims]


def changes(edition: Edition) -> Page:
    """What changed from one publication to the next, newest first."""
    by_issue: dict[Issue, list[Change]] = {issue: [] for issue in reversed(edition.issues)}
    for change in edition.changes[:CHANGES]:
        by_issue[change.issue].append(change)
    shown = {"issues": list(by_issue.items()), "first": edition.issues[0]}
    return Page(place(edition, "changes/"), "public/changes.html", shown, edition)


def bodies(edition: Edition) -> Page:
    """Every lead body with a bar of statuses, and the cooperating bodies."""
    groups = edition.bodies
    most = max((group.total for group in groups), default=0)
    leads = {group.who.id for group in groups}
    shown = {
        "groups": [(g, drawing.bar(g.who.name, g.counts, most)) for g in groups],
        "others": [(k, edition.unit_name(k)) for k in edition.body_keys if k not in leads],
    }
    return Page(place(edition, "bodies/"), "public/bodies.html", shown, edition)


def part(edition: Edition, order: int) -> Page | None:
    """The commitments of a part, by topic."""
    found = next((one for one in edition.parts if one.order == order), None)
    if found is None:
        return None
    return _group(edition, f"parts/{order}/", found.heading, edition.of_part(order), kind="part")


def body(edition: Edition, key: int) -> Page | None:
    """The commitments that a body leads or cooperates in; None for an unknown body."""
    name = edition.unit_name(key)
    if name is None:
        return None
    return _group(edition, f"bodies/{key}/", name, edition.of_body(key), kind="body")


def status(edition: Edition, key: str) -> Page | None:
    """The commitments with this status; None for an unknown status."""
    words = dict(STATUSES)
    if key not in words:
        return None
    lines = edition.of_status(key)
    return _group(edition, f"statuses/{key}/", str(words[key]), lines, kind="status")


def _group(edition: Edition, rest: str, name: str, lines: list[Line], *, kind: str) -> Page:
    counts: dict[str, int] = {}
    for line in lines:
        counts[line.row.status] = counts.get(line.row.status, 0) + 1
    shown = {
        "name": name,
        "kind": kind,
        "lines": lines,
        "counts": [(key, counts[key]) for key, _word in STATUSES if counts.get(key)],
        "bar": drawing.bar(name, counts) if lines else "",
        "rest": rest,
        "has_feed": kind != "status",
    }
    return Page(place(edition, rest), "public/group.html", shown, edition)
