"""Cut a sentence into clauses, and find the quantities that may be claims in each.

A clause ends at ，；： and at the end of its sentence, but never inside quotation marks or brackets.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final, NamedTuple

from duban.quantities import Quantity
from duban.quantities.units import COUNT, MEASURE, RANK, TIME
from duban.reading.lexicon import DELIMITER, LEVEL_HEADS, SHARE_HEADS
from duban.reading.phrases import in_quotes, strip_tail


class Clause(NamedTuple):
    """`[start, end)` of the text, the positions of its free 、, and its quantities."""

    start: int
    end: int
    commas: tuple[int, ...]
    quantities: tuple[Quantity, ...]


_SCALE_AFTER = re.compile(r"级(?!别)|等级|强(?!化|国|市|省)|版|大(?![中学棚专])|型|标段")
_SCOPE_AFTER = re.compile(r"\s?(?:及?以[上下内]|之内)?(?:的)?[^\d,;。]{2,}")
_NAME_BEFORE = re.compile(r"(?:第|No|每|“|《|\(|[A-Za-z+])$")
_NAME_AFTER = re.compile(r"”|》|\+|号|线(?!上|下|路)|热线|[A-Za-z]*\d")
_TIME_CHANGE = re.compile(
    r"(?:至|到|缩短|减少|压减|压缩|延长|不超过|平均|控制在|提前|增加|时间|时长|为|降|约|达|居住|"
    r"停留|不低于|不少于|每天|每日)$"
)
_MANY: Final = 100
"""A number without any unit counts things when it is at least this and a bound stands behind it."""
_POLICY_AFTER = re.compile(r"(?:政策)?(?:措施|政策|举措|意见|规定)")
_CARRY_OUT = re.compile(r"落实|落细|贯彻|用好|执行|兑现")
_FIXED = re.compile(r"[三四五六七八九十两](?:个|项|大|件|张|条|位|类|种|套|部|篇)")
_CN_VERB = re.compile(
    r"(?:新增|新建|新建成|建成|建设|实施|创建|打造|培育|引进|开展|举办|承办|推进|完成|增设|组建|"
    r"布局|开工|成立|设立|争取|"
    r"力争|新开|开通|打通|获批|达到|达|突破|超过|超|近|约|增长|提高|降低|下降|减少|增加|翻|是|为|"
    r"占|有|取得|再建|"
    r"推出|制定|颁布|出台|批准|通过|改造|修建|兴建|发射|缔结|培训|转移|安置|解决|增至|降至|选派|"
    r"不少于|不低于|各|员额)[了好成]?$"
)


def cut(
    text: str, start: int, end: int, quantities: list[Quantity], starts: list[int]
) -> list[Clause]:
    """The clauses of the sentence `[start, end)` that hold at least one quantity.

    `quantities` are those of the whole text and `starts` their offsets, in order.
    """
    low, high = bisect_left(starts, start), bisect_left(starts, end)
    if low == high:
        return []
    clauses: list[Clause] = []
    at = start
    commas: list[int] = []
    inside = quantities[low:high]
    for match in DELIMITER.finditer(text, start, end):
        mark = match[0]
        if mark == "、":
            commas.append(match.start())
        elif len(mark) == 1:
            clauses.append(_clause(text, at, match.start(), commas, inside))
            at, commas = match.end(), []
    clauses.append(_clause(text, at, end, commas, inside))
    return clauses


def _clause(
    text: str, start: int, end: int, commas: list[int], quantities: list[Quantity]
) -> Clause:
    mine = [q for q in quantities if start <= q.start < end]
    kept = [q for i, q in enumerate(mine) if _may_claim(text, q, mine, i, start, end)]
    return Clause(start, end, tuple(commas), tuple(kept))


def _may_claim(text: str, q: Quantity, mine: list[Quantity], i: int, start: int, end: int) -> bool:
    """Whether a quantity can be a claim: not a date, a name, an age or a scope condition."""
    before = text[max(start, q.start - 8) : q.start]
    if (
        before[-1:] in ("第", "每")
        or (before[-1:] in ("“", '"', "《"))
        or (
            text[q.end : q.end + 1] in ("”", '"')
            and in_quotes(text, max(start, q.start - 30), q.start)
        )
    ):
        return False
    if (
        q.unit in ("条", "项")
        and _POLICY_AFTER.match(text, q.end)
        and _CARRY_OUT.search(text, start, q.start)
    ):
        return False
    if q.unit == "番" or text.startswith(("方面", "关键"), q.end):
        return False
    if q.unit in ("岁", "年") and re.search(r"寿命|受教育年限", text[start : q.start]):
        return text[q.start - 1] in "到至达为" or text[q.end : q.end + 1] in ",;。、左以"
    if q.sort == TIME:
        return q.unit not in ("岁", "周岁", "年", "日", "周", "分钟", "秒", "年期") and bool(
            _TIME_CHANGE.search(before)
        )
    if q.sort == RANK and q.unit != "位":
        return False
    if not q.unit:
        return _bare_number(text, q, mine, i, end)
    if _SCALE_AFTER.match(text, q.end) and not q.unit.endswith("%"):
        return False
    if q.chinese and not q.scaled and q.unit != "%":
        return _chinese_count(text, q, before)
    return not _is_scope(text, q, mine, i)


def _bare_number(text: str, q: Quantity, mine: list[Quantity], i: int, end: int) -> bool:
    """A number without a unit: a ratio, a member of a list with one unit, or one with 万 or 亿."""
    if text[q.end - 2 : q.end] == ":1":
        return True
    if text[q.start - 1 : q.start] in ("从", "由") or (
        i and text[q.start - 1 : q.start] in ("到", "至") and text[mine[i - 1].start - 1] in "从由"
    ):
        return text[q.end : q.end + 1] != "年"
    following = mine[i + 1] if i + 1 < len(mine) else None
    if following is not None and text[q.end : following.start] in ("、", "和", "与", "及"):
        return True
    if text.startswith(("以上", "左右", "以内"), q.end) and q.value >= _MANY:
        return True
    return q.scaled and not q.bare


def _chinese_count(text: str, q: Quantity, before: str) -> bool:
    """A count in Chinese numerals commits only under a verb or bound; 一 and fixed sets do not."""
    if q.value == 1 and q.unit not in ("倍", "番"):
        return False
    if q.unit in ("期", "角", "批", "号"):
        return False
    if q.unit == "届" and not re.search(r"(?:举办|承办)$", before):
        return False
    if q.bare or q.more or q.unit in ("倍", "番"):
        return True
    if _FIXED.match(text, q.start) and text[q.end : q.end + 1] in "“”":
        return False
    if q.unit in ("方面", "类", "级", "点", "片", "次", "面"):
        return False
    if text[q.end : q.end + 1] in (",", "。", ";", "、") and before[-1:] not in tuple(
        "这那上前后各第共了是有,、。"
    ):
        return True
    if q.sort == COUNT and q.value < 10 and q.unit in ("个", "项", "条"):
        return bool(re.search(r"(?:新增|新建|建成|开工|再建|争取|力争|创建|各)$", before))
    return bool(_CN_VERB.search(before)) or q.unit in ("所", "座", "家")


def _is_scope(text: str, q: Quantity, mine: list[Quantity], i: int) -> bool:
    """An amount inside a name: 亿元以上 in 亿元以上项目170个, 30万吨级 in 30万吨级泊位7个."""
    if i + 1 >= len(mine):
        return (
            q.bare
            and q.sort == MEASURE
            and bool(
                re.match(r"(?:及?以上)?(?!大关|台阶|关口)[^\s,;。、以及和左右]{2,}", text[q.end :])
            )
        )
    following = mine[i + 1]
    between = text[q.end : following.start]
    if "、" in between[:1] or "," in between or ";" in between or len(between) > 24:
        return False
    if q.sort == COUNT and following.sort == MEASURE and re.match(r"[^\s以,]{3,}", between):
        stop = strip_tail(text, q.end, following.start).at
        noun = text[q.end : stop]
        return LEVEL_HEADS.end(noun) or SHARE_HEADS.end(noun) or "占" in between
    if q.sort == MEASURE and following.unit == "%":
        return bool(re.match(r"及?以[上下内]的?[^,、]{2,}(?:占比|比重|比例|率)", between))
    if q.sort == MEASURE and q.unit != "%":
        return (
            following.sort == COUNT
            and bool(re.match(r"(?:及?以[上下内])?(?:的)?[^\s、和以]{2,}", between))
            and (
                not re.match(
                    r"(?:及?以[上下内])?(?:支持|用于|保障|惠及|服务|带动|建设|支撑|,|、|和|增长|"
                    r"提高|提升|增加|从|由)",
                    between,
                )
            )
        )
    return False
