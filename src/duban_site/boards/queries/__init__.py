"""What the boards read, each board in few queries whatever the number of rows."""

from duban_site.boards.queries.bodies import Group, list_board_commitments, list_body_groups, list_leader_groups
from duban_site.boards.queries.dossier import Dossier, load_dossier
from duban_site.boards.queries.living_report import Living, load_living_report
from duban_site.boards.queries.months import Month, Months, load_months
from duban_site.boards.queries.overview import Overview, load_overview
from duban_site.boards.queries.table import Filters, annotate_status, filter_commitments

__all__ = [
    "Dossier",
    "Filters",
    "Group",
    "Living",
    "Month",
    "Months",
    "Overview",
    "annotate_status",
    "filter_commitments",
    "list_board_commitments",
    "list_body_groups",
    "list_leader_groups",
    "load_dossier",
    "load_living_report",
    "load_months",
    "load_overview",
]
