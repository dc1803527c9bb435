"""清单: every list of the service by one mechanism.

takes the declaration of a list (its rows, columns, filters and batch operations); gives one page
for all lists: sorting, filters, columns, selection, batch operations with one undo, saved views,
CSV and Excel of the rows on the page; never shows what its reader may not open.
"""
