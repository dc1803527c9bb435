"""表格: the cells of a document's tables to claims.

takes a `Document`, its canonical text and its plan year; gives the claims of each table (row and
column heads say what a cell measures, heads and captions its unit, its year and whether it is
planned) and an `Unread` for the cells of which that is not certain; never reads prose.
"""

from duban.tables.table_reader import Table, read_tables

__all__ = ["Table", "read_tables"]
