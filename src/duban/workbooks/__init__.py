"""工作簿: what every sheet import needs, whatever the sheet is of.

takes a workbook's bytes; gives cells as people see them (percents, merged cells) and headings as
they are meant; never knows what a column is for, and never decides what a missing one does.
Run it in a process of its own for files from somebody else.
"""

from duban.workbooks.headings import Found, find, key
from duban.workbooks.merged import Carried, carry_down
from duban.workbooks.named import HeadingsError, NamedRows, named_rows
from duban.workbooks.percents import percent_cells, shown_as_percent

__all__ = [
    "Carried",
    "Found",
    "HeadingsError",
    "NamedRows",
    "carry_down",
    "find",
    "key",
    "named_rows",
    "percent_cells",
    "shown_as_percent",
]
