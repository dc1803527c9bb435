"""提示: what people are to know of an input or a result, as data.

Takes a code, a place and parameters; gives the sentence of the catalogue in Chinese or English, with what to do;
never decides anything, and holds no sentence outside `catalogue/`.
"""

from duban.notices.entries import Entry, load_catalogue, load_place_labels
from duban.notices.notice import Name, Notice, NoticeError, Parameter, make_notice, render_parameter
from duban.notices.place import LANGUAGES, NOWHERE, Language, Place, Step

__all__ = [
    "LANGUAGES",
    "NOWHERE",
    "Entry",
    "Language",
    "Name",
    "Notice",
    "NoticeError",
    "Parameter",
    "Place",
    "Step",
    "load_catalogue",
    "load_place_labels",
    "make_notice",
    "render_parameter",
]
