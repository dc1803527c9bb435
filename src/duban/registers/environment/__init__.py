"""空气和水质: air and water quality assessed by the national standards.

Takes measured concentrations; gives class, whether the limits are met, and the factors beyond them;
never fills in what was not measured.
"""

from duban.registers.environment.air import AirYear, good_day, judge_air_year
from duban.registers.environment.aqi import AirIndex, air_index, sub_index
from duban.registers.environment.water import WaterClass, judge_water, stable, year_class

__all__ = [
    "AirIndex",
    "AirYear",
    "WaterClass",
    "air_index",
    "good_day",
    "judge_air_year",
    "judge_water",
    "stable",
    "sub_index",
    "year_class",
]
