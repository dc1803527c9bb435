"""地区: whose report it is, by code.

takes a place's name as a report writes it, or a code; gives a Region of GB/T 2260 or of our own
extension (扩展码), also as it was in an earlier year; never guesses between two places, and
never knows a report.
"""

from duban.regions.finding import AmbiguousRegionError, find
from duban.regions.history import current_code, find_in_year
from duban.regions.table import Level, Region, by_code, regions

__all__ = [
    "AmbiguousRegionError",
    "Level",
    "Region",
    "by_code",
    "current_code",
    "find",
    "find_in_year",
    "regions",
]
