"""From a place's name to its region. A name that fits several places is refused, never guessed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product

from duban.regions.table import Level, Region, by_code, regions

_COUNTRY = ("国务院", "全国", "国家", "中国", "中央", "中央人民政府")
_OFFICE = re.compile(r"(?:人民政府|政府|管理委员会|管委会|行政公署)$")
_PEOPLE = (
    "乌孜别克|柯尔克孜|俄罗斯|哈萨克|塔吉克|塔塔尔|维吾尔|达斡尔|鄂伦春|鄂温克|东乡|京族|仡佬|仫佬|佤|侗|保安|傈僳|傣|哈尼|回"
    "|土家|土族|基诺|壮|布依|布朗|彝|德昂|怒|拉祜|撒拉|景颇|普米|朝鲜|毛南|水族|满|独龙|珞巴|瑶|畲|白|纳西|羌|苗|蒙古|藏|裕固"
    "|赫哲|锡伯|门巴|阿昌|高山|黎|各"
)
_SELF_RULED = re.compile(rf"(?:(?:{_PEOPLE})族?)+自治(?P<level>[州县旗])$")
_PROVINCE = re.compile(r"(?:(?:壮族|回族|维吾尔)?自治区|特别行政区|[省市])$")
_ENDING = re.compile(r"(?:自治[州县旗]|地区|林区|特区|[省市县区盟旗])$")
_DASHES = str.maketrans("-－–―─", "—————")


class AmbiguousRegionError(ValueError):
    """A name that several places bear. `candidates` are those places, by code."""

    def __init__(self, name: str, candidates: tuple[Region, ...]) -> None:
        self.name, self.candidates = name, candidates
        shown = "、".join(f"{r.full_name} {r.code}" for r in candidates[:8])
        more = f"等 {len(candidates)} 处" if len(candidates) > 8 else ""
        super().__init__(
            f"“{name}”可以是 {shown}{more}：请写全称或代码 (write the full name or code)"
        )


@lru_cache(maxsize=4096)
def find(name: str) -> Region | None:
    """The region that a name or a code says, or None where no region bears it.

    Names may be full or short, alone or behind those of the regions they lie in (昆明, 昆明市,
    云南昆明, 云南省昆明市五华区), with or without 人民政府. 国务院 is the country. A full name goes
    before a short one; a province's short name before any other; a short name says a city or county
    before a district (西安 is no 西安区), and the wider of two that lie in one another (大理 is the
    prefecture). Raises `AmbiguousRegionError` where that leaves more than one.

    >>> find_region("云南昆明").code
    '530100'
    """
    plain = re.sub(r"\s", "", name).translate(_DASHES)
    if plain in regions():
        return regions()[plain]
    full, short = _names()
    for form in (plain, _OFFICE.sub("", plain)):
        if form in full:
            return _only(name, full[form])
        if form in short:
            return _only(name, _preferred(short[form]))
    return None


def _only(name: str, codes: frozenset[str]) -> Region:
    found = [r for code in sorted(codes) if (r := by_code(code))]
    wide = [r for r in found if all(o is r or r in o.ancestors for o in found)]
    if len(wide) == 1:
        return wide[0]
    raise AmbiguousRegionError(name, tuple(found))


def _preferred(codes: frozenset[str]) -> frozenset[str]:
    """Provinces, else whole governments that are no districts, else what there is."""
    table = regions()
    provinces = {c for c in codes if table[c].level is Level.PROVINCE}
    others = {c for c in codes if table[c].level is not Level.ZONE and table[c].name[-1] != "区"}
    return frozenset(provinces or others or codes)


@cache
def _names() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Every form of every name → codes: (those that end in a full name, those in a short one)."""
    full: dict[str, set[str]] = defaultdict(set)
    short: dict[str, set[str]] = defaultdict(set)
    for region in regions().values():
        for path in _paths(region):
            for own in (region.name, *region.also):
                full[path + own.translate(_DASHES)].add(region.code)
            for own in _short(region):
                short[path + own].add(region.code)
    for word in _COUNTRY:
        full[word].add("000000")
    return _frozen(full), _frozen(short)


def _frozen(names: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(codes) for name, codes in names.items()}


def _paths(region: Region) -> Iterator[str]:
    """What may stand before its own name: any of the regions it lies in, in full or in short."""
    choices = [("", r.name, *_short(r)) for r in region.ancestors]
    yield from ("".join(words) for words in product(*choices))


@cache
def _short(region: Region) -> tuple[str, ...]:
    """Shorter names: 昆明; 大理, 大理州; 禄劝, 禄劝县. None where less than two characters stay."""
    if region.level in (Level.ZONE, Level.NATIONAL):
        return ()
    if region.level is Level.PROVINCE:
        return (_PROVINCE.sub("", region.name),)
    ruled = _SELF_RULED.search(region.name)
    stem = region.name[: ruled.start()] if ruled else _ENDING.sub("", region.name)
    if ruled and len(stem) >= 2:
        return stem, stem + ruled["level"]
    return (stem,) if len(stem) >= 2 else ()
