"""The public site, which everybody may read, and the work on citizens' clues."""

from __future__ import annotations

from cast_of_people import Cast
from django.utils import timezone

from duban_site.plans.models import Plan
from duban_site.public.models import Clue, Stage
from duban_site.snapshots.actions.close_month import close_month
from duban_site.snapshots.actions.publish_snapshot import publish_snapshot

#                             GET         POST
#                          -NSLWBGT    -NSLWBGT
EVERYBODY = ("yyyyyyyy", "--------")
TABLE = {
    "public":            EVERYBODY,
    "public_about":      EVERYBODY,
    "public_comparison":    EVERYBODY,
    "public_comparison_csv": EVERYBODY,
    "public_plan":       EVERYBODY,
    "public_find":       EVERYBODY,
    "public_changes":    EVERYBODY,
    "public_bodies":      EVERYBODY,
    "public_body":       EVERYBODY,
    "public_part":       EVERYBODY,
    "public_status":     EVERYBODY,
    "public_commitment": EVERYBODY,
    "public_feed":       EVERYBODY,
    "public_part_feed":  EVERYBODY,
    "public_body_feed":  EVERYBODY,
    "public_own_feed":   EVERYBODY,
    "robots":            EVERYBODY,
    "sitemap":           EVERYBODY,
    "public_sitemap":    EVERYBODY,
    "public_clue":       ("yyyyyyyy", "yyyyyyyy"),
    "public_thanks":     EVERYBODY,
    "public_file":       ("44444444", "--------"),  # of a draft: nobody's
    "clues":             ("lnyyyyny", "--------"),
    "clue":              ("lnyyy4ny", "--------"),  # forwarded to the water bureau
    "clue_decide":       ("--------", "lnynnnnn"),
    "clue_answer":       ("--------", "lnyyy4nn"),
    "clue_publish":      ("--------", "lnynnnnn"),
    "clue_contact":      ("--------", "lnynnnnn"),
}  # fmt: skip


def things(plan: Plan, cast: Cast) -> dict[str, dict[str, object]]:
    """URL → its arguments; March is assessed by the snapshots' own walk."""
    from duban_site.reporting.models import Evidence

    publish_snapshot(cast.shen, close_month(cast.shen, plan, 3))
    pumps = plan.commitments.get(number="1.1.2")
    clue = Clue.objects.create(
        commitment=pumps, text="泵站的围挡还没有拆。", at=timezone.now(), stage=Stage.FORWARDED, body=cast.water
    )
    at = {"city": plan.city, "year": plan.year}
    one = {**at, "number": "1.1.2"}
    file = Evidence.objects.get()
    named = {
        ("public_plan", "public_find", "public_changes", "public_bodies", "public_feed", "public_sitemap"): at,
        ("public_body", "public_body_feed"): {**at, "key": cast.water.pk},
        ("public_part", "public_part_feed"): {**at, "order": 1},
        ("public_status",): {**at, "key": "behind"},
        ("public_commitment", "public_own_feed", "public_clue", "public_thanks"): one,
        ("public_file",): {**at, "name": file.sha256 + ".pdf"},
        ("clue", "clue_decide", "clue_answer", "clue_publish", "clue_contact"): {"pk": clue.pk},
    }
    return {name: dict(values) for names, values in named.items() for name in names}
