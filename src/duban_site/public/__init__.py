"""公开: what everybody may read, and what everybody may say.

takes published snapshots through `snapshots.public_view`, and nothing else; gives pages, feeds and
a static site, and keeps citizens' clues and ratings; never reads a live table of a plan.
"""
