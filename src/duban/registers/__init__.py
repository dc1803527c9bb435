"""台账 (registers): declared lists of items that are followed one by one.

Takes a declaration (a TOML file) and append-only events. Gives records as of any day, refusals with
their reasons, clocks, measures and masked views. Never reads a database or the current time, and
never decides who a user is.
"""

from duban.registers.clocks import STATE_LABELS, Reading, State, read_clock, read_clocks
from duban.registers.days import Days
from duban.registers.declaration import (
    DUTY_LABELS,
    Clock,
    DayKind,
    Declaration,
    Duty,
    Feed,
    Measure,
    Move,
    Rows,
    Span,
    Stage,
    StageKind,
    Take,
)
from duban.registers.errors import (
    DeclarationError,
    FoldError,
    Problem,
    Refusal,
    RefusedError,
)
from duban.registers.events import (
    Attached,
    Corrected,
    Created,
    Edited,
    Erased,
    Event,
    ExtensionAsked,
    ExtensionDecided,
    Moved,
    Paused,
    Resumed,
    RowAdded,
    RowClosed,
    RowEdited,
)
from duban.registers.events_json import event_from_json, event_to_json
from duban.registers.field import TYPE_LABELS, Field, FieldType
from duban.registers.folding import advance, fold
from duban.registers.loading import load, load_file, template, template_names, template_text
from duban.registers.measuring import Figure, Tally, measured, measured_at
from duban.registers.proposing import apply, propose
from duban.registers.reading_values import read_value
from duban.registers.record import Document, Pause, Record, Request, Row, Visit
from duban.registers.rights import Rights
from duban.registers.values import Datum, Point, Value, to_json
from duban.registers.viewing import (
    HiddenError,
    due_for_erasure,
    exportable,
    mask,
    public_view,
    view,
)

__all__ = [
    "DUTY_LABELS",
    "STATE_LABELS",
    "TYPE_LABELS",
    "Attached",
    "Clock",
    "Corrected",
    "Created",
    "Datum",
    "DayKind",
    "Days",
    "Declaration",
    "DeclarationError",
    "Document",
    "Duty",
    "Edited",
    "Erased",
    "Event",
    "ExtensionAsked",
    "ExtensionDecided",
    "Feed",
    "Field",
    "FieldType",
    "Figure",
    "FoldError",
    "HiddenError",
    "Measure",
    "Move",
    "Moved",
    "Pause",
    "Paused",
    "Point",
    "Problem",
    "Reading",
    "Record",
    "Refusal",
    "RefusedError",
    "Request",
    "Resumed",
    "Rights",
    "Row",
    "RowAdded",
    "RowClosed",
    "RowEdited",
    "Rows",
    "Span",
    "Stage",
    "StageKind",
    "State",
    "Take",
    "Tally",
    "Value",
    "Visit",
    "advance",
    "apply",
    "due_for_erasure",
    "event_from_json",
    "event_to_json",
    "exportable",
    "fold",
    "load",
    "load_file",
    "mask",
    "measured",
    "measured_at",
    "propose",
    "public_view",
    "read_clock",
    "read_clocks",
    "read_value",
    "template",
    "template_names",
    "template_text",
    "to_json",
    "view",
]
