"""One body, many names: 市发改委, 发展和改革局 and 区发改经信局 all name the same duties.

A name is read as a place, then an alias of the table; or as a place, then stems in a row, then
局, 委, 办 …, which is how merged bureaus are named (教育体育局, 文化广电旅游局, 文体旅局).
"""

from __future__ import annotations

import re
from functools import cache

from duban.bodies.duties import Duties, default_duties
from duban.text import canonical

_SEPARATOR = re.compile(r"[、,;/\s]+(?![^(]*\))")
_BRACKET = re.compile(r"\([^()]*\)")
_ROLE = re.compile(r"^(?:第?一?(?:牵头|责任|主办|配合|协同)(?:责任)?(?:单位|部门)|牵头)[:]?")
_ENDINGS = re.compile(
    r"(?:委员会办公室|中心支行|分行|支行|委员会|工作委员会|管理委员会|管理委|综合行政执法局|事业发展中心|发展促进中心"
    r"|服务中心|管理中心|发展中心|保障中心|联合会|办公室|工作局|事务局|事业局|管理局|服务局|发展局"
    r"|保护局|监管局|总局|厅|局|工委|委|办|处|部|中心|支队|指挥部|公司|集团|总公司)$"
)
_JOINTS = "和与及暨"
_PLACE = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,12}?(?:自治[区州县旗]|省|市|县|州|盟|旗|区|镇|乡))?(?:委|(?:人民)?政府)?"
)
_BRANCH = re.compile(r"(局|公司)[\u4e00-\u9fff]{2,6}分(?:局|公司)$")  # 市生态环境局某区分局
_PLACE_INSIDE = (  # names whose place stands inside them, and what is left without it
    (re.compile(r"^共青团.*委(?:员会)?$"), "共青团"),
    (re.compile(r"^(?:中国)?(?:人民银行|人行).*(?:[分支]行|营业管理部)$"), "人民银行"),
    (re.compile(r"^国家统计局.*调查(?:总)?队$"), "统计局"),
    (re.compile(r"^(?:中华人民共和国)?[\u4e00-\u9fff]{2,6}海关$"), "海关"),
    (re.compile(r"^(?:国家金融监督管理总局|中国银保监会).*局$"), "金融监管局"),
    (
        re.compile(r"^(?:国网|南方电网)[\u4e00-\u9fff]*供电(?:有限)?(?:责任)?(?:公司|局)$"),
        "供电公司",
    ),
)
_LONGEST_PLACE = 12
_BEFORE = ("", "市委", "区委", "县委", "市政府", "区政府", "县政府", "市直", "国家", "国网")
_GOVERNMENT = re.compile(r"(?:(?:[区县旗镇乡]|[^委]市)(?:人民)?政府|街道(?:办事处)?|[县区]市?区)$")
_ZONE = re.compile(r"(?:管委会|管理委员会|开发区|高新区|经开区|新区|园区|合作区|功能区)$")


class BodyNames:
    """Reads body names of any city as ids of `duties`."""

    def __init__(self, duties: Duties) -> None:
        bodies = duties.bodies.values()
        self._whole = {alias: body.id for body in bodies for alias in (body.name, *body.aliases)}
        self._stems = {stem: body.id for body in bodies for stem in body.stems}
        self._letters = {letter: body.id for body in bodies for letter in body.letters}
        self._together = duties.together
        self._match = cache(self._read)

    def match(self, name: str) -> tuple[str, ...]:
        """The ids of the body that `name` names first: several for a merged bureau, () if unknown.

        Where the string lists several bodies, the first-named leads, so the others are not read.
        """
        return self._match(name)

    def match_all(self, names: str) -> list[tuple[str, ...]]:
        """The ids of each body of a list such as 市发改委、市统计局, unknown ones left out."""
        parts = _SEPARATOR.split(canonical(names).strip())
        return [ids for ids in map(self._read_one, parts) if ids]

    def _read(self, name: str) -> tuple[str, ...]:
        text = _ROLE.sub("", canonical(name).strip())
        whole = self._read_one(text)
        return whole or self._read_one(_SEPARATOR.split(text)[0])

    def _read_one(self, name: str) -> tuple[str, ...]:
        name = name.strip("。.★ ").removesuffix("等")
        if name in self._whole:
            return (self._whole[name],)
        bare = _BRANCH.sub(r"\1", _BRACKET.sub("", name))
        for pattern, rest in _PLACE_INSIDE:
            bare = pattern.sub(rest, bare)
        for start in range(min(len(bare), _LONGEST_PLACE)):
            if self._is_place(bare[:start]) and (ids := self._tail(bare[start:])):
                return ids
        if _ZONE.search(bare) and "development-zones" in self._whole.values():
            return ("development-zones",)
        if _GOVERNMENT.search(bare) and "county-government" in self._whole.values():
            return ("county-government",)
        return ()

    def _tail(self, tail: str) -> tuple[str, ...]:
        """The ids of a name without its place."""
        if tail in self._together:
            return self._together[tail]
        if tail in self._whole:
            return (self._whole[tail],)
        ending = _ENDINGS.search(tail)
        while ending is not None:
            core = tail[: ending.start()]
            if len(core) > 1 and (ids := self._row(core)):
                return ids
            # 综合行政执法局 may be an ending or a stem: try the shorter endings too
            shorter = _ENDINGS.search(tail, ending.start() + 1)
            ending = shorter
        return ()

    def _row(self, core: str) -> tuple[str, ...]:
        """The ids of the stems that make up all of `stem_text`, in order; () if they do not."""
        ways: list[tuple[str, ...] | None] = [None] * (len(core) + 1)
        ways[len(core)] = ()
        cost = [0] * (len(core) + 1)
        for i in range(len(core) - 1, -1, -1):
            for j in range(len(core), i, -1):
                rest = ways[j]
                step = self._piece(core[i:j], at_start=i == 0)
                if rest is None or step is None:
                    continue
                if ways[i] is None or cost[j] + 1 < cost[i]:
                    ways[i], cost[i] = (*step, *rest), cost[j] + 1
        return tuple(dict.fromkeys(ways[0] or ()))

    def _piece(self, piece: str, *, at_start: bool) -> tuple[str, ...] | None:
        id_ = self._stems.get(piece) or self._letters.get(piece)
        if id_ is not None:
            return (id_,)
        return () if piece in _JOINTS and not at_start else None

    @staticmethod
    def _is_place(text: str) -> bool:
        """Whether `text` can stand before a body's name: 市, 市委, a city's name."""
        return text in _BEFORE or bool(_PLACE.fullmatch(text)) or (2 <= len(text) <= 3)


def same_body(one: str, other: str, names: BodyNames | None = None) -> bool:
    """Whether two names, as any two cities write them, name one body: 市发改委, 区发展和改革局.

    A merged bureau is the same body as each of its parts (教育体育局 and 教育局; not 教育局 and
    体育局). Where a name lists several bodies, the first counts. Names of no body of the table are
    the same only when they are written alike. Place and level are not compared.
    """
    names = names or default_names()
    left, right = names.match(one), names.match(other)
    if left and right:
        return not set(left).isdisjoint(right)
    return not left and not right and _alike(one) == _alike(other) != ""


def _alike(name: str) -> str:
    return _BRACKET.sub("", canonical(name)).strip()


@cache
def default_names() -> BodyNames:
    """The names of the table that ships with Duban."""
    return BodyNames(default_duties())
