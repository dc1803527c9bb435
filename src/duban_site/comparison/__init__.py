"""横向对比: the same indicator across plans, years and levels, by the library's comparison.

takes reports' texts with the claims that were accepted of them; gives what a page of comparison
shows; never ranks governments, and never shows a draft.
"""
