"""工作簿: what every sheet import needs, whatever the sheet is of.

takes a workbook's bytes; gives cells as people see them (percents, merged cells) and headings as
they are meant; never knows what a column is for, and never decides what a missing one does.
Run it in a process of its own for files from somebody else.
"""

from duban.workbooks.headings import HeadingMatch, match_headings, normalise_heading
from duban.workbooks.merged_cells import CarriedRange, carry_down
from duban.workbooks.named_rows import HeadingsError, NamedRows, make_headings_error, read_named_rows
from duban.workbooks.percent_cells import find_percent_cells, format_as_percent

__all__ = [
    "CarriedRange",
    "HeadingMatch",
    "HeadingsError",
    "NamedRows",
    "carry_down",
    "find_percent_cells",
    "format_as_percent",
    "make_headings_error",
    "match_headings",
    "normalise_heading",
    "read_named_rows",
]
