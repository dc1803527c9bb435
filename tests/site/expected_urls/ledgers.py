"""Registers: a register that anybody of the service may see, its one record led by water."""

from __future__ import annotations

import datetime as dt
import io

from cast_of_people import Cast

from duban.register import template_text
from duban_site.ledgers.actions.attach import attach
from duban_site.ledgers.actions.create import create
from duban_site.ledgers.actions.declare import declare
from duban_site.ledgers.actions.read_measure import read_measures
from duban_site.ledgers.actions.rows import add_row
from duban_site.plans.models import Plan

#                             GET         POST
#                          -NSLWBGT    -NSLWBGT
TABLE = {
    "ledgers":            ("lnyyyyyy", "--------"),
    "ledger_new":         ("lnynnnnn", "lnynnnnn"),
    "ledger":             ("lnyyyyyy", "--------"),
    "ledger_board":       ("lnyyyyyy", "--------"),
    "ledger_map":         ("lnyyyyyy", "--------"),
    "ledger_measures":    ("lnyyyyyy", "--------"),
    "ledger_read":        ("--------", "lnynnnnn"),
    "ledger_counted":     ("lnyyyyyy", "--------"),
    "ledger_fed":         ("lnyyyyyy", "--------"),
    "ledger_declaration": ("lnyyyyyy", "lnynnnnn"),
    "record_choose":      ("lnyyyyyy", "--------"),
    "record_new":         ("lnyyyynn", "lnyyyynn"),
    "ledger_import":      ("lnyyyynn", "lnyyyynn"),
    "ledger_xlsx":        ("lnyyyyyy", "--------"),
    "ledger_csv":         ("lnyyyyyy", "--------"),
    "record":             ("lnyyy4yy", "--------"),
    "record_change":      ("lnyyy4nn", "lnyyy4nn"),
    "record_move":        ("lnyyy4nn", "lnyyy4nn"),
    "record_row_new":     ("lnyyy4nn", "lnyyy4nn"),
    "record_row":         ("lnyyy4nn", "lnyyy4nn"),
    "record_attach":      ("--------", "lnyyy4nn"),
    "record_clock":       ("--------", "lnyyy4nn"),
    "ledger_document":    ("lnyyy4yy", "--------"),
    "ledger_keys":        ("lnyyyynn", "lnyyyynn"),
    "ledger_hotspots":    ("lnyyyyyy", "--------"),
    "ledger_judging":     ("lnyyyyyy", "lnyyyynn"),
    "ledger_matching":    ("lnyyyyyy", "--------"),
    "ledger_companies":   ("lnyyyyyy", "lnyyyyyy"),
    "binding_hints":      ("lnynnnny", "--------"),
    "record_seal":        ("lnyyy4nn", "lnyyy4nn"),
    "record_open":        ("lnyyy4nn", "lnyyy4nn"),
    "bindings":           ("lnynnnny", "--------"),
    "bind":               ("--------", "lnynnnnn"),
    "feed":               ("--------", "lnynnnnn"),
}  # fmt: skip

SECTION = {
    "name": "河道整治一标",
    "number": "B01",
    "kind": "水利",
    "county": "云岭县",
    "lead_unit": "市水务局",
    "blind": True,
    "electronic": True,
}


def things(plan: Plan, cast: Cast) -> dict[str, dict[str, object]]:
    """URL → its arguments."""
    from old_trees import OLD, TREES

    trees = declare(cast.shen, TREES)
    tree = create(cast.shen, trees, OLD)
    add_row(cast.shen, tree, "visits", {"seen_on": dt.date(2026, 1, 5), "finding": "虫害"})
    photo = io.BytesIO(b"\x89PNG\r\n\x1a\n1")
    kept = attach(cast.shen, tree, "挂牌照片", "a.png", photo)
    reading = read_measures(cast.shen, trees, dt.date(2026, 1, 31))[0]
    own: dict[str, object] = {"pk": trees.pk}
    record: dict[str, object] = {"pk": tree.pk}
    of_ledger = ("ledger", "ledger_board", "ledger_map", "ledger_measures", "ledger_read")
    of_ledger += ("ledger_declaration", "record_new", "ledger_import", "ledger_xlsx", "ledger_csv")
    of_record = ("record", "record_change", "record_attach")
    return {
        **dict.fromkeys(of_ledger, own),
        **dict.fromkeys(of_record, record),
        **_of_one_kind(cast),
        "bindings": {"pk": plan.pk},
        "bind": {"pk": plan.pk},
        "binding_hints": {"pk": plan.pk},
        "feed": {"pk": plan.pk},
        "ledger_hotspots": own,
        "ledger_counted": {**own, "measure": "badged"},
        "record_choose": {"register": trees.key},
        "ledger_fed": {"pk": reading.pk},
        "record_move": {**record, "to": "judged"},
        "record_row_new": {**record, "rows": "visits"},
        "record_row": {**record, "rows": "visits", "row": "1"},
        "record_clock": {**record, "clock": "judging"},
        "ledger_document": {"pk": kept.pk},
    }


def _of_one_kind(cast: Cast) -> dict[str, dict[str, object]]:
    """URLs of registers of one kind: blind bids, policies, water."""
    sealing = declare(cast.shen, template_text("bid"))
    section = create(cast.shen, sealing, SECTION)
    policies = declare(cast.shen, template_text("policy"))
    return {
        "ledger_keys": {"pk": sealing.pk},
        "record_seal": {"pk": section.pk},
        "record_open": {"pk": section.pk},
        "ledger_matching": {"pk": policies.pk},
        "ledger_companies": {"pk": policies.pk},
        "ledger_judging": {"pk": declare(cast.shen, template_text("water")).pk},
    }
