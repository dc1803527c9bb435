"""封存: a month closed as an immutable copy of all of its data.

takes a plan's commitments, figures, assessments and approved words at the close of a month; gives a
snapshot that pages, bulletins and the API read; never changes one once it is made.
"""
