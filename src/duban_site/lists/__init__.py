"""清单: every list of the service by one mechanism.

takes what a kind of thing says of itself (its rows, columns, filters, what may be done to many);
gives one page for all of them: sorting, filters, columns, selecting, doing something to many with
one undo, views under a name, CSV and Excel of what is shown; never shows what its reader may not
open.
"""
