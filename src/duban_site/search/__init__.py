"""搜索: one field over everything that somebody may see.

takes words of one character or more; gives what contains all of them, by kind; never shows what
the reader could not open.
"""
