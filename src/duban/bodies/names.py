"""One body, many names: 市发改委, 发展和改革局 and 区发改经信局 all name the same duties.

A name is read as a place, then an alias of the table; or as a place, then stems in a row, then
局, 委, 办 …, which is how merged bureaus are named (教育体育局, 文化广电旅游局, 文体旅局).
"""

from __future__ import annotations

import re
from functools import cache

from duban.bodies.duties import Duties, load_default_duties
from duban.text import canonicalise

_SEPARATOR = re.compile(r"[、,;/\s]+(?![^(]*\))")
_BRACKET = re.compile(r"\([^()]*\)")
_ROLE_PREFIX = re.compile(r"^(?:第?一?(?:牵头|责任|主办|配合|协同)(?:责任)?(?:单位|部门)|牵头)[:]?")
_BODY_ENDING = re.compile(
    r"(?:委员会办公室|中心支行|分行|支行|委员会|工作委员会|管理委员会|管理委|综合行政执法局|事业发展中心|发展促进中心"
    r"|服务中心|管理中心|发展中心|保障中心|联合会|办公室|工作局|事务局|事业局|管理局|服务局|发展局"
    r"|保护局|监管局|总局|厅|局|工委|委|办|处|部|中心|支队|指挥部|公司|集团|总公司)$"
)
_CONJUNCTIONS = "和与及暨"
_PLACE_PREFIX = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,12}?(?:自治[区州县旗]|省|市|县|州|盟|旗|区|镇|乡))?(?:委|(?:人民)?政府)?"
)
_BRANCH_NAME = re.compile(r"(局|公司)[\u4e00-\u9fff]{2,6}分(?:局|公司)$")  # 市生态环境局某区分局
_INNER_PLACE_NAMES = (  # names whose place stands inside them, and what is left without it
    (re.compile(r"^共青团.*委(?:员会)?$"), "共青团"),
    (re.compile(r"^(?:中国)?(?:人民银行|人行).*(?:[分支]行|营业管理部)$"), "人民银行"),
    (re.compile(r"^国家统计局.*调查(?:总)?队$"), "统计局"),
    (re.compile(r"^(?:中华人民共和国)?[\u4e00-\u9fff]{2,6}海关$"), "海关"),
    (re.compile(r"^(?:国家金融监督管理总局|中国银保监会).*局$"), "金融监管局"),
    (re.compile(r"^(?:国网|南方电网)[\u4e00-\u9fff]*供电(?:有限)?(?:责任)?(?:公司|局)$"), "供电公司"),
)
_MAX_PLACE_LENGTH = 12
_PLACE_WORDS = ("", "市委", "区委", "县委", "市政府", "区政府", "县政府", "市直", "国家", "国网")
_GOVERNMENT_ENDING = re.compile(r"(?:(?:[区县旗镇乡]|[^委]市)(?:人民)?政府|街道(?:办事处)?|[县区]市?区)$")
_ZONE_ENDING = re.compile(r"(?:管委会|管理委员会|开发区|高新区|经开区|新区|园区|合作区|功能区)$")


class BodyNames:
    """Reads body names of any city as ids of `duties`."""

    def __init__(self, duties: Duties) -> None:
        bodies = duties.bodies.values()
        self._id_by_alias = {alias: body.id for body in bodies for alias in (body.name, *body.aliases)}
        self._id_by_stem = {stem: body.id for body in bodies for stem in body.stems}
        self._id_by_letter = {letter: body.id for body in bodies for letter in body.letters}
        self._ids_by_shared_name = duties.ids_by_shared_name
        self._match_cached = cache(self._match_list)

    def match(self, name: str) -> tuple[str, ...]:
        """The ids of the body that `name` names first: several for a merged bureau, () if unknown.

        Where the string lists several bodies, the first-named leads, so the others are not read.
        """
        return self._match_cached(name)

    def match_all(self, names: str) -> list[tuple[str, ...]]:
        """The ids of each body of a list such as 市发改委、市统计局, unknown ones left out."""
        parts = _SEPARATOR.split(canonicalise(names).strip())
        return [ids for ids in map(self._match_single, parts) if ids]

    def _match_list(self, name: str) -> tuple[str, ...]:
        text = _ROLE_PREFIX.sub("", canonicalise(name).strip())
        body_ids = self._match_single(text)
        return body_ids or self._match_single(_SEPARATOR.split(text)[0])

    def _match_single(self, name: str) -> tuple[str, ...]:
        name = name.strip("。.★ ").removesuffix("等")
        if name in self._id_by_alias:
            return (self._id_by_alias[name],)
        plain_name = _BRANCH_NAME.sub(r"\1", _BRACKET.sub("", name))
        for pattern, replacement in _INNER_PLACE_NAMES:
            plain_name = pattern.sub(replacement, plain_name)
        for start in range(min(len(plain_name), _MAX_PLACE_LENGTH)):
            if self._is_place(plain_name[:start]) and (ids := self._match_without_place(plain_name[start:])):
                return ids
        if _ZONE_ENDING.search(plain_name) and "development-zones" in self._id_by_alias.values():
            return ("development-zones",)
        if _GOVERNMENT_ENDING.search(plain_name) and "county-government" in self._id_by_alias.values():
            return ("county-government",)
        return ()

    def _match_without_place(self, name: str) -> tuple[str, ...]:
        """The ids of a name without its place."""
        if name in self._ids_by_shared_name:
            return self._ids_by_shared_name[name]
        if name in self._id_by_alias:
            return (self._id_by_alias[name],)
        ending = _BODY_ENDING.search(name)
        while ending is not None:
            stem_text = name[: ending.start()]
            if len(stem_text) > 1 and (ids := self._split_stems(stem_text)):
                return ids
            # 综合行政执法局 may be an ending or a stem: try the shorter endings too
            shorter = _BODY_ENDING.search(name, ending.start() + 1)
            ending = shorter
        return ()

    def _split_stems(self, stem_text: str) -> tuple[str, ...]:
        """The ids of the stems that make up all of `stem_text`, in order; () if they do not."""
        ids_from: list[tuple[str, ...] | None] = [None] * (len(stem_text) + 1)
        ids_from[len(stem_text)] = ()
        piece_counts = [0] * (len(stem_text) + 1)
        for i in range(len(stem_text) - 1, -1, -1):
            for end in range(len(stem_text), i, -1):
                remaining_ids = ids_from[end]
                piece_ids = self._match_stem(stem_text[i:end], at_start=i == 0)
                if remaining_ids is None or piece_ids is None:
                    continue
                if ids_from[i] is None or piece_counts[end] + 1 < piece_counts[i]:
                    ids_from[i], piece_counts[i] = ((*piece_ids, *remaining_ids), piece_counts[end] + 1)
        return tuple(dict.fromkeys(ids_from[0] or ()))

    def _match_stem(self, piece: str, *, at_start: bool) -> tuple[str, ...] | None:
        body_id = self._id_by_stem.get(piece) or self._id_by_letter.get(piece)
        if body_id is not None:
            return (body_id,)
        return () if piece in _CONJUNCTIONS and not at_start else None

    @staticmethod
    def _is_place(text: str) -> bool:
        """Whether `text` can stand before a body's name: 市, 市委, a city's name."""
        return text in _PLACE_WORDS or bool(_PLACE_PREFIX.fullmatch(text)) or (2 <= len(text) <= 3)


def same_body(first_name: str, second_name: str, names: BodyNames | None = None) -> bool:
    """Whether two names, as any two cities write them, name one body: 市发改委, 区发展和改革局.

    A merged bureau is the same body as each of its parts (教育体育局 and 教育局; not 教育局 and
    体育局). Where a name lists several bodies, the first counts. Names of no body of the table are
    the same only when they are written alike. Place and level are not compared.
    """
    names = names or load_default_names()
    first_ids, second_ids = names.match(first_name), names.match(second_name)
    if first_ids and second_ids:
        return not set(first_ids).isdisjoint(second_ids)
    return not first_ids and not second_ids and _normalize_name(first_name) == _normalize_name(second_name) != ""


def _normalize_name(name: str) -> str:
    return _BRACKET.sub("", canonicalise(name)).strip()


@cache
def load_default_names() -> BodyNames:
    """The names of the table that ships with Duban."""
    return BodyNames(load_default_duties())
