"""数列: figures over time.

takes published figures; gives Period, Observation, Series, unit conversion and working days;
never knows a target and never judges, and shows nothing before it was published.
"""

from duban.series.calendar import WorkCalendar
from duban.series.observation import Observation, Version
from duban.series.period import Period, PeriodError
from duban.series.series import Series, SeriesError
from duban.series.units import UnitError, convert, find_family, strip_power

__all__ = [
    "Observation",
    "Period",
    "PeriodError",
    "Series",
    "SeriesError",
    "UnitError",
    "Version",
    "WorkCalendar",
    "convert",
    "find_family",
    "strip_power",
]
