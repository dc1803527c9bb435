"""公开: the public pages, and citizens' clues and ratings.

takes published snapshots through `snapshots.public_view`, and nothing else; gives pages, feeds and
a static site, and keeps citizens' clues and ratings; never reads a live table of a plan.
"""
