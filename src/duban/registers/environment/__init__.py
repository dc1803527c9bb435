"""空气和水质: air and water quality assessed by the national standards.

Takes measured concentrations; gives class, whether the limits are met, and the factors beyond them;
never fills in what was not measured.
"""

from duban.registers.environment.air import AirYear, is_good_day, judge_air_year
from duban.registers.environment.aqi import AirIndex, compute_air_index, compute_sub_index
from duban.registers.environment.water import WaterClass, is_stable, judge_water, judge_water_year

__all__ = [
    "AirIndex",
    "AirYear",
    "WaterClass",
    "compute_air_index",
    "compute_sub_index",
    "is_good_day",
    "is_stable",
    "judge_air_year",
    "judge_water",
    "judge_water_year",
]
