"""The service: boards, reporting and supervision on top of the library.

takes the library's reports and assessments and people's decisions; gives pages, a record of every
decision and the files people pass on; never judges by itself: every rule of reading and judging is
the library's.
"""
