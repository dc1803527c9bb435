"""From a place's name to its region. A name that fits several places is refused, never guessed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product

from duban.notices import NoticeError, make_notice
from duban.regions.table import Level, Region, find_by_code, load_regions

_COUNTRY_NAMES = ("国务院", "全国", "国家", "中国", "中央", "中央人民政府")
_GOVERNMENT_SUFFIX = re.compile(r"(?:人民政府|政府|管理委员会|管委会|行政公署)$")
_ETHNIC_GROUPS = (
    "乌孜别克|柯尔克孜|俄罗斯|哈萨克|塔吉克|塔塔尔|维吾尔|达斡尔|鄂伦春|鄂温克|东乡|京族|仡佬|仫佬|佤|侗|保安|傈僳|傣|哈尼|回"
    "|土家|土族|基诺|壮|布依|布朗|彝|德昂|怒|拉祜|撒拉|景颇|普米|朝鲜|毛南|水族|满|独龙|珞巴|瑶|畲|白|纳西|羌|苗|蒙古|藏|裕固"
    "|赫哲|锡伯|门巴|阿昌|高山|黎|各"
)
_AUTONOMOUS_SUFFIX = re.compile(rf"(?:(?:{_ETHNIC_GROUPS})族?)+自治(?P<level>[州县旗])$")
_PROVINCE_SUFFIX = re.compile(r"(?:(?:壮族|回族|维吾尔)?自治区|特别行政区|[省市])$")
_LEVEL_SUFFIX = re.compile(r"(?:自治[州县旗]|地区|林区|特区|[省市县区盟旗])$")
_DASHES = str.maketrans("-－–―─", "—————")


class AmbiguousRegionError(NoticeError):
    """A name that several places bear. `candidates` are those places, by code."""

    def __init__(self, name: str, candidates: tuple[Region, ...]) -> None:
        self.name, self.candidates = name, candidates
        places = tuple(f"{region.full_name} {region.code}" for region in candidates[:8])
        super().__init__([make_notice("region_ambiguous", name=name, count=len(candidates), places=places)])


@lru_cache(maxsize=4096)
def find_region(name: str) -> Region | None:
    """The region that a name or a code says, or None where no region bears it.

    Names may be full or short, alone or behind those of the regions they lie in (昆明, 昆明市,
    云南昆明, 云南省昆明市五华区), with or without 人民政府. 国务院 is the country. A full name goes
    before a short one; a province's short name before any other; a short name says a city or county
    before a district (西安 is no 西安区), and the wider of two that lie in one another (大理 is the
    prefecture). Raises `AmbiguousRegionError` where that leaves more than one.

    >>> find_region("云南昆明").code
    '530100'
    """
    normalised_name = re.sub(r"\s", "", name).translate(_DASHES)
    if normalised_name in load_regions():
        return load_regions()[normalised_name]
    codes_by_full_name, codes_by_short_name = _codes_by_name()
    for form in (normalised_name, _GOVERNMENT_SUFFIX.sub("", normalised_name)):
        if codes := _find_codes(form, codes_by_full_name):
            return _resolve_single(name, codes)
        if codes := _find_codes(form, codes_by_short_name):
            return _resolve_single(name, _select_preferred(codes))
    return None


def _find_codes(form: str, codes_by_name: dict[str, set[str]]) -> frozenset[str]:
    """The regions whose own name ends a form, behind nothing but names of regions that they lie in."""
    return frozenset(
        code
        for start in range(len(form))
        for code in codes_by_name.get(form[start:], ())
        if form[:start] in _name_prefixes(load_regions()[code])
    )


def _resolve_single(name: str, codes: frozenset[str]) -> Region:
    matches = [region for code in sorted(codes) if (region := find_by_code(code))]
    widest = [
        region
        for region in matches
        if all(candidate is region or region in candidate.ancestors for candidate in matches)
    ]
    if len(widest) == 1:
        return widest[0]
    raise AmbiguousRegionError(name, tuple(matches))


def _select_preferred(codes: frozenset[str]) -> frozenset[str]:
    """Provinces, else whole governments that are no districts, else what there is."""
    table = load_regions()
    provinces = {code for code in codes if table[code].level is Level.PROVINCE}
    governments = {code for code in codes if table[code].level is not Level.ZONE and table[code].name[-1] != "区"}
    return frozenset(provinces or governments or codes)


@cache
def _codes_by_name() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The codes of the regions with each own name: in full, and in short."""
    codes_by_full_name: dict[str, set[str]] = defaultdict(set)
    codes_by_short_name: dict[str, set[str]] = defaultdict(set)
    for region in load_regions().values():
        for form in (region.name, *region.alternative_names):
            codes_by_full_name[form.translate(_DASHES)].add(region.code)
        for form in _short_names(region):
            codes_by_short_name[form].add(region.code)
    for word in _COUNTRY_NAMES:
        codes_by_full_name[word].add("000000")
    return dict(codes_by_full_name), dict(codes_by_short_name)


def _name_prefixes(region: Region) -> Iterator[str]:
    """What may stand before its own name: any of the regions it lies in, in full or in short."""
    choices = [("", ancestor.name, *_short_names(ancestor)) for ancestor in region.ancestors]
    yield from ("".join(words) for words in product(*choices))


@cache
def _short_names(region: Region) -> tuple[str, ...]:
    """Shorter names: 昆明; 大理, 大理州; 禄劝, 禄劝县. None where less than two characters stay."""
    if region.level in (Level.ZONE, Level.NATIONAL):
        return ()
    if region.level is Level.PROVINCE:
        return (_PROVINCE_SUFFIX.sub("", region.name),)
    autonomous = _AUTONOMOUS_SUFFIX.search(region.name)
    stem = region.name[: autonomous.start()] if autonomous else _LEVEL_SUFFIX.sub("", region.name)
    if autonomous and len(stem) >= 2:
        return stem, stem + autonomous["level"]
    return (stem,) if len(stem) >= 2 else ()
