"""地区: whose report it is, by code.

takes a place's name as a report writes it, or a code; gives a Region of GB/T 2260 or of our own
extension (扩展码), also as it was in an earlier year; never guesses between two places, and
never knows a report.
"""

from duban.regions.history import current_code, find_in_year
from duban.regions.lookup import AmbiguousRegionError, find_region
from duban.regions.table import Level, Region, find_by_code, load_regions

__all__ = [
    "AmbiguousRegionError",
    "Level",
    "Region",
    "current_code",
    "find_by_code",
    "find_in_year",
    "find_region",
    "load_regions",
]
