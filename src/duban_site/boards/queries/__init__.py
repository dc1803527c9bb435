"""What the boards read, each board in few queries whatever the number of rows."""

from duban_site.boards.queries.bodies import Group, board_of, bodies, leaders
from duban_site.boards.queries.dossier import Dossier, dossier
from duban_site.boards.queries.months import Month, Months, months
from duban_site.boards.queries.overview import Overview, overview
from duban_site.boards.queries.table import Filters, filtered, with_status
from duban_site.boards.queries.text import Living, living

__all__ = [
    "Dossier",
    "Filters",
    "Group",
    "Living",
    "Month",
    "Months",
    "Overview",
    "board_of",
    "bodies",
    "dossier",
    "filtered",
    "leaders",
    "living",
    "months",
    "overview",
    "with_status",
]
