"""Registers: a register that anybody of the service may see, its one record led by water."""

from __future__ import annotations

import datetime as dt
import io

from cast_of_people import Cast

from duban.registers import read_template_text
from duban_site.plans.models import Plan
from duban_site.registers.actions.attach import attach_document
from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.actions.read_measures import read_measures
from duban_site.registers.actions.rows import add_row

#                             GET         POST
#                          -NSLWBGT    -NSLWBGT
TABLE = {
    "registers":            ("lnyyyyyy", "--------"),
    "register_new":         ("lnynnnnn", "lnynnnnn"),
    "register":             ("lnyyyyyy", "--------"),
    "register_board":       ("lnyyyyyy", "--------"),
    "register_map":         ("lnyyyyyy", "--------"),
    "register_measures":    ("lnyyyyyy", "--------"),
    "register_read":        ("--------", "lnynnnnn"),
    "register_counted":     ("lnyyyyyy", "--------"),
    "register_fed":         ("lnyyyyyy", "--------"),
    "register_declaration": ("lnyyyyyy", "lnynnnnn"),
    "record_choose":      ("lnyyyyyy", "--------"),
    "record_new":         ("lnyyyynn", "lnyyyynn"),
    "register_import":      ("lnyyyynn", "lnyyyynn"),
    "register_blank":       ("lnyyyynn", "--------"),
    "register_xlsx":        ("lnyyyyyy", "--------"),
    "register_csv":         ("lnyyyyyy", "--------"),
    "record":             ("lnyyy4yy", "--------"),
    "record_change":      ("lnyyy4nn", "lnyyy4nn"),
    "record_move":        ("lnyyy4nn", "lnyyy4nn"),
    "record_row_new":     ("lnyyy4nn", "lnyyy4nn"),
    "record_row":         ("lnyyy4nn", "lnyyy4nn"),
    "record_attach":      ("--------", "lnyyy4nn"),
    "record_clock":       ("--------", "lnyyy4nn"),
    "register_document":    ("lnyyy4yy", "--------"),
    "register_keys":        ("lnyyyynn", "lnyyyynn"),
    "register_hotspots":    ("lnyyyyyy", "--------"),
    "register_judging":     ("lnyyyyyy", "lnyyyynn"),
    "register_matching":    ("lnyyyyyy", "--------"),
    "register_companies":   ("lnyyyyyy", "lnyyyyyy"),
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
    "lead_body": "市水务局",
    "blind": True,
    "electronic": True,
}


def things(plan: Plan, cast: Cast) -> dict[str, dict[str, object]]:
    """URL → its arguments."""
    from old_trees import OLD, TREES

    trees = declare_register(cast.shen, TREES)
    tree = create_record(cast.shen, trees, OLD)
    add_row(cast.shen, tree, "visits", {"seen_on": dt.date(2026, 1, 5), "finding": "虫害"})
    photo = io.BytesIO(b"\x89PNG\r\n\x1a\n1")
    kept = attach_document(cast.shen, tree, "挂牌照片", "a.png", photo)
    reading = read_measures(cast.shen, trees, dt.date(2026, 1, 31))[0]
    own: dict[str, object] = {"pk": trees.pk}
    record: dict[str, object] = {"pk": tree.pk}
    parts = ("board", "map", "measures", "read", "declaration", "import", "blank", "xlsx", "csv")
    of_register = ("register", "record_new", *(f"register_{part}" for part in parts))
    of_record = ("record", "record_change", "record_attach")
    return {
        **dict.fromkeys(of_register, own),
        **dict.fromkeys(of_record, record),
        **_of_one_kind(cast),
        "bindings": {"pk": plan.pk},
        "bind": {"pk": plan.pk},
        "binding_hints": {"pk": plan.pk},
        "feed": {"pk": plan.pk},
        "register_hotspots": own,
        "register_counted": {**own, "measure": "badged"},
        "record_choose": {"register": trees.key},
        "register_fed": {"pk": reading.pk},
        "record_move": {**record, "to": "judged"},
        "record_row_new": {**record, "rows": "visits"},
        "record_row": {**record, "rows": "visits", "row": "1"},
        "record_clock": {**record, "clock": "judging"},
        "register_document": {"pk": kept.pk},
    }


def _of_one_kind(cast: Cast) -> dict[str, dict[str, object]]:
    """URLs of registers of one kind: blind bids, policies, water."""
    sealing = declare_register(cast.shen, read_template_text("bid"))
    section = create_record(cast.shen, sealing, SECTION)
    policies = declare_register(cast.shen, read_template_text("policy"))
    return {
        "register_keys": {"pk": sealing.pk},
        "record_seal": {"pk": section.pk},
        "record_open": {"pk": section.pk},
        "register_matching": {"pk": policies.pk},
        "register_companies": {"pk": policies.pk},
        "register_judging": {"pk": declare_register(cast.shen, read_template_text("water")).pk},
    }
