"""Registers, records, measures, bindings."""

from duban_site.access.page import page
from duban_site.ledgers import (
    views,
    views_intake,
    views_judging,
    views_office,
    views_record,
    views_seal,
    views_tools,
)
from duban_site.ledgers.models import Ledger, LedgerDocument, LedgerRecord, Reading
from duban_site.plans.models import Plan

SEE, WRITE, DECLARE = "ledgers.see", "ledgers.write", "ledgers.declare"
SEE_RECORD, WRITE_RECORD = "ledgers.see_record", "ledgers.write_record"
SEE_BINDINGS, BIND = "ledgers.see_bindings", "ledgers.bind"
ONE, RECORD = "<int:pk>/", "records/<int:pk>/"

urlpatterns = [
    page("", views.ledgers, "ledgers", see=SEE),
    page("new/", views_office.new_ledger, "ledger_new", see=DECLARE, change=DECLARE),
    page(ONE, views.ledger, "ledger", see=SEE, on=Ledger),
    page(f"{ONE}board/", views.board, "ledger_board", see=SEE, on=Ledger),
    page(f"{ONE}map/", views.ledger_map, "ledger_map", see=SEE, on=Ledger),
    page(f"{ONE}measures/", views.measures, "ledger_measures", see=SEE, on=Ledger),
    page(
        f"{ONE}measures/read/",
        views_office.read_now,
        "ledger_read",
        change="ledgers.read_measures",
        on=Ledger,
    ),
    page(f"{ONE}measures/<slug:measure>/", views.counted, "ledger_counted", see=SEE, on=Ledger),
    page(
        f"{ONE}declaration/",
        views_office.declaration,
        "ledger_declaration",
        see=SEE,
        change=DECLARE,
        on=Ledger,
    ),
    page("choose/<slug:register>/", views_record.choose, "record_choose", see=SEE),
    page(f"{ONE}new/", views_intake.new, "record_new", see=WRITE, change=WRITE, on=Ledger),
    page(
        f"{ONE}import/",
        views_office.import_page,
        "ledger_import",
        see=WRITE,
        change=WRITE,
        on=Ledger,
    ),
    page(f"{ONE}export.xlsx", views_office.export_xlsx, "ledger_xlsx", see=SEE, on=Ledger),
    page(f"{ONE}export.csv", views_office.export_csv, "ledger_csv", see=SEE, on=Ledger),
    page(f"{ONE}keys/", views_seal.keys, "ledger_keys", see=WRITE, change=WRITE, on=Ledger),
    page(f"{ONE}hotspots/", views_tools.hotspots, "ledger_hotspots", see=SEE, on=Ledger),
    page(
        f"{ONE}judging/", views_judging.judging, "ledger_judging", see=SEE, change=WRITE, on=Ledger
    ),
    page(f"{ONE}matching/", views_tools.matching, "ledger_matching", see=SEE, on=Ledger),
    page(
        f"{ONE}matching/companies/",
        views_tools.companies,
        "ledger_companies",
        see=SEE,
        change=SEE,
        on=Ledger,
    ),
    page(
        f"{RECORD}seal/",
        views_seal.seal,
        "record_seal",
        see=WRITE_RECORD,
        change=WRITE_RECORD,
        on=LedgerRecord,
    ),
    page(
        f"{RECORD}open/",
        views_seal.unseal,
        "record_open",
        see=WRITE_RECORD,
        change=WRITE_RECORD,
        on=LedgerRecord,
    ),
    page(RECORD, views_record.record, "record", see=SEE_RECORD, on=LedgerRecord),
    page(
        f"{RECORD}change/",
        views_record.change,
        "record_change",
        see=WRITE_RECORD,
        change=WRITE_RECORD,
        on=LedgerRecord,
    ),
    page(
        f"{RECORD}move/<slug:to>/",
        views_record.go,
        "record_move",
        see=WRITE_RECORD,
        change=WRITE_RECORD,
        on=LedgerRecord,
    ),
    page(
        f"{RECORD}rows/<slug:rows>/",
        views_record.row_new,
        "record_row_new",
        see=WRITE_RECORD,
        change=WRITE_RECORD,
        on=LedgerRecord,
    ),
    page(
        f"{RECORD}rows/<slug:rows>/<str:row>/",
        views_record.row_change,
        "record_row",
        see=WRITE_RECORD,
        change=WRITE_RECORD,
        on=LedgerRecord,
    ),
    page(
        f"{RECORD}documents/",
        views_record.document_new,
        "record_attach",
        change=WRITE_RECORD,
        on=LedgerRecord,
    ),
    page(
        f"{RECORD}clocks/<slug:clock>/",
        views_record.clock,
        "record_clock",
        change=WRITE_RECORD,
        on=LedgerRecord,
    ),
    page(
        "documents/<int:pk>/",
        views_record.document,
        "ledger_document",
        see=SEE_RECORD,
        on=LedgerDocument,
    ),
    page("readings/<int:pk>/", views.fed, "ledger_fed", see=SEE, on=Reading),
    page("plans/<int:pk>/", views_office.bindings, "bindings", see=SEE_BINDINGS, on=Plan),
    page("plans/<int:pk>/hints/", views_office.hints, "binding_hints", see=SEE_BINDINGS, on=Plan),
    page("plans/<int:pk>/bind/", views_office.bind_claim, "bind", change=BIND, on=Plan),
    page("plans/<int:pk>/feed/", views_office.feed_plan, "feed", change=BIND, on=Plan),
]
