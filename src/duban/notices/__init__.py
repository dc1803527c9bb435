"""提示: what people are to know of an input or a result, as data.

Takes a code, a place and parameters; gives the sentence of the catalogue in Chinese or English, with what to do;
never decides anything, and holds no sentence outside `catalogue/`.
"""

from duban.notices.entries import CATALOGUE, PLACE_LABELS, Entry
from duban.notices.notice import Name, Notice, NoticeError, Parameter, make_notice
from duban.notices.place import NOWHERE, Language, Place, Step

__all__ = [
    "CATALOGUE",
    "NOWHERE",
    "PLACE_LABELS",
    "Entry",
    "Language",
    "Name",
    "Notice",
    "NoticeError",
    "Parameter",
    "Place",
    "Step",
    "make_notice",
]
