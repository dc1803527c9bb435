"""台账 (registers): declared lists of items that are followed one by one.

Takes a declaration (a TOML file) and append-only events. Gives records as of any day, refusals with
their reasons, clocks, measures and masked views. Never reads a database or the current time, and
never decides who a user is.
"""

from duban.registers.check_event import apply, propose
from duban.registers.clocks import STATE_LABELS, ClockReading, ClockState, read_clock, read_clocks
from duban.registers.days import Days
from duban.registers.declaration import (
    DUTY_NAMES,
    Aggregation,
    Clock,
    DayKind,
    Declaration,
    Duty,
    Feed,
    Measure,
    Move,
    RowGroup,
    Span,
    Stage,
    StageKind,
)
from duban.registers.errors import DeclarationError, FoldError, RefusedError
from duban.registers.events import (
    Attached,
    Corrected,
    Created,
    Edited,
    Erased,
    Event,
    ExtensionDecided,
    ExtensionRequested,
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
from duban.registers.loading import list_template_names, load, load_file, load_template, read_template_text
from duban.registers.masking import (
    HiddenError,
    find_keys_to_erase,
    is_exportable,
    mask_personal_value,
    public_view,
    view_record,
)
from duban.registers.measuring import Figure, Tally, compute_figure, compute_figure_at
from duban.registers.reading_values import read_value
from duban.registers.record import Document, ExtensionRequest, Pause, Record, Row, Visit
from duban.registers.rights import Rights
from duban.registers.values import Datum, Point, Value, to_json

__all__ = [
    "DUTY_NAMES",
    "STATE_LABELS",
    "TYPE_LABELS",
    "Aggregation",
    "Attached",
    "Clock",
    "ClockReading",
    "ClockState",
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
    "ExtensionDecided",
    "ExtensionRequest",
    "ExtensionRequested",
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
    "Record",
    "RefusedError",
    "Resumed",
    "Rights",
    "Row",
    "RowAdded",
    "RowClosed",
    "RowEdited",
    "RowGroup",
    "Span",
    "Stage",
    "StageKind",
    "Tally",
    "Value",
    "Visit",
    "advance",
    "apply",
    "compute_figure",
    "compute_figure_at",
    "event_from_json",
    "event_to_json",
    "find_keys_to_erase",
    "fold",
    "is_exportable",
    "list_template_names",
    "load",
    "load_file",
    "load_template",
    "mask_personal_value",
    "propose",
    "public_view",
    "read_clock",
    "read_clocks",
    "read_template_text",
    "read_value",
    "to_json",
    "view_record",
]
