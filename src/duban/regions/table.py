"""The table of regions: data/regions, read once."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Level(StrEnum):
    """国家、省级、地级、县级; a zone (开发区, 新区) is no level of government."""

    NATIONAL = "national"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    ZONE = "zone"


@dataclass(frozen=True, slots=True)
class Region:
    """One region. `parent` is the code of the region it lies in; None for the country.

    `code` is the six digits of GB/T 2260 (000000 for the country), the six digits of the statistics
    bureau for a zone that has them, or our own 扩展码: the six digits of the government that the
    zone is under, `X`, two digits. GB/T 2260 has no letters, so the two cannot clash.
    """

    code: str
    name: str
    level: Level
    parent: str | None
    alternative_names: tuple[str, ...] = ()

    @property
    def ancestors(self) -> tuple[Region, ...]:
        """The regions it lies in, the widest (below the country) first."""
        parent_region = find_by_code(self.parent) if self.parent else None
        if parent_region is None or parent_region.level is Level.NATIONAL:
            return ()
        return (*parent_region.ancestors, parent_region)

    @property
    def full_name(self) -> str:
        """The name with those of the regions it lies in: 云南省昆明市五华区."""
        return "".join(region.name for region in (*self.ancestors, self))


@cache
def load_regions() -> dict[str, Region]:
    """Every region by its code, in the order of the codes."""
    all_regions = [_build_standard_region(row) for row in _read_rows("regions.csv")]
    all_regions += [_build_zone(row) for row in _read_rows("zones.csv")]
    return {region.code: region for region in sorted(all_regions, key=lambda region: region.code)}


def find_by_code(code: str) -> Region | None:
    """The region with this code, or None."""
    return load_regions().get(code)


def _read_rows(file_name: str) -> list[dict[str, str]]:
    csv_text = files("duban").joinpath(f"data/regions/{file_name}").read_text("utf-8")
    return list(csv.DictReader(csv_text.splitlines()))


def _build_standard_region(row: dict[str, str]) -> Region:
    return Region(row["code"], row["name"], Level(row["level"]), row["parent"] or None)


def _build_zone(row: dict[str, str]) -> Region:
    alternative_names = tuple(row["also"].split("|")) if row["also"] else ()
    return Region(row["code"], row["name"], Level.ZONE, row["parent"], alternative_names)
