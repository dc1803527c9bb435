"""What the boards read, each board in few queries whatever the number of rows."""

from duban_site.boards.queries.dossier import Dossier, dossier
from duban_site.boards.queries.months import Month, Months, months
from duban_site.boards.queries.overview import Overview, overview
from duban_site.boards.queries.table import Filters, filtered, with_status
from duban_site.boards.queries.text import Living, living
from duban_site.boards.queries.units import Group, board_of, leaders, units

__all__ = [
    "Dossier",
    "Filters",
    "Group",
    "Living",
    "Month",
    "Months",
    "Overview",
    "board_of",
    "dossier",
    "filtered",
    "leaders",
    "living",
    "months",
    "overview",
    "units",
    "with_status",
]
