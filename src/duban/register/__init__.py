"""台账: declared registers of things that are followed one by one.

takes a declaration (a file) and append-only events; gives records as of any day, refusals with
their reason, clocks, measures, masked views; never knows a database, the time or who somebody is.
"""

from duban.register.clocks import STATE_LABELS, Reading, State, read_clock, read_clocks
from duban.register.days import Days
from duban.register.declaration import (
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
from duban.register.errors import (
    DeclarationError,
    FoldError,
    Problem,
    Refusal,
    RefusedError,
)
from duban.register.events import (
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
from duban.register.events_json import event_from_json, event_to_json
from duban.register.field import TYPE_LABELS, Field, FieldType
from duban.register.folding import advance, fold
from duban.register.loading import load, load_file, template, template_names, template_text
from duban.register.measuring import Figure, Tally, measured, measured_at
from duban.register.proposing import apply, propose
from duban.register.reading_values import read_value
from duban.register.record import Document, Pause, Record, Request, Row, Visit
from duban.register.rights import Rights
from duban.register.values import Datum, Point, Value, to_json
from duban.register.viewing import (
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
