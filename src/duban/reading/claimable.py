"""Which quantities may be claims (guide, rules 4, 5 and 7): no dates, names, ages or conditions."""

from __future__ import annotations

import re
from typing import Final

from duban.quantities import Quantity
from duban.quantities.units import COUNT, MEASURE, RANK, TIME
from duban.reading.lexicon import LEVEL_HEADS, SHARE_HEADS
from duban.reading.phrases import doing, in_quotes, strip_tail

_NEAR: Final = 8
"""How many characters before a quantity are looked at."""
_QUOTE_REACH: Final = 30
_NAMES_BEFORE: Final = frozenset('第每“"《')
_SCALE_AFTER: Final = re.compile(r"级(?!别)|等级|强(?!化|国|市|省)|版|大(?![中学棚专关])|型|标段")
_LIFE: Final = re.compile(r"寿命|受教育年限")
_TIME_CHANGE: Final = re.compile(
    r"(?:至|到|缩短|减少|压减|压缩|延长|不超过|平均|控制在|提前|增加|时间|时长|为|降|约|达|居住|"
    r"停留|天数|不低于|不少于|每天|每日|增长|提高|提速至)$"
)
_NO_TIME: Final = frozenset(("岁", "周岁", "年", "日", "周", "分钟", "秒", "年期"))
"""Units of time that date or describe; the others may be shortened or reached."""
_NO_THINGS: Final = ("方面", "关键", "重大战略", "重大机遇", "战略机遇", "历史性")
_ROADS: Final = ("国道", "省道", "县道", "乡道")
_POLICY_AFTER: Final = re.compile(r"(?:政策)?(?:措施|政策|举措|意见|规定)")
_CARRY_OUT: Final = re.compile(r"落实|落细|贯彻|用好|执行|兑现")

_WHOSE: Final = re.compile(r"[^,;。\d]{0,8}(?:人民|父老|儿女|群众的|市民的)")
"""In 1000万云溪人民的期待 the number is no claim: it says only whose hopes these are."""
_MANY: Final = 100
"""A number without any unit counts things when it is at least this and a bound stands behind it."""

_FIXED: Final = re.compile(r"[三四五六七八九十两](?:个|项|大|件|张|条|位|类|种|套|部|篇)")
_FIXED_UNITS: Final = frozenset(("方面", "类", "级", "点", "片", "次", "面"))
_NUMBERED_UNITS: Final = frozenset(("期", "角", "批", "号"))
_REFERS: Final = frozenset("这那上前后各第共了是有,、。")
"""这三项，… refers to things already named; 新建两座，… does not."""
_HOSTED: Final = re.compile(r"(?:举办|承办)$")
_FEW_VERB: Final = re.compile(r"(?:新增|新建|建成|开工|再建|争取|力争|创建|建设|对接|各)$")
_ONE_VERB: Final = re.compile(r"(?:新建|建成|新增|对接|引进|创建|建设)(?:[^,;。、]{0,2})$")
_COUNT_VERB: Final = re.compile(
    r"(?:新增|新建|新建成|建成|建设|实施|创建|打造|培育|引进|开展|举办|承办|推进|完成|增设|组建|"
    r"布局|开工|成立|设立|争取|力争|新开|开通|打通|获批|达到|达|突破|超过|超|近|约|增长|提高|降低|"
    r"下降|减少|增加|翻|是|为|占|有|取得|再建|推出|制定|颁布|出台|批准|通过|改造|修建|兴建|发射|"
    r"缔结|培训|转移|安置|解决|增至|降至|选派|不少于|不低于|各|员额)[了好成]?$"
)

_INDEX: Final = re.compile(
    r"(?:指数|系数|投入强度)(?:达到?|为|降至|降到|下降到|提高到|提升至|到|至)?$"
)
"""What is measured without a unit."""
_PASSES: Final = re.compile(r"超|破|达|过")
_SPENT: Final = re.compile(r"(?:投资|资金|投入|造价|合同额|占地)(?:约|近|超过?|达到?)?$")
_SPENT_ON: Final = re.compile(r"(?:左右|多|余)?(?:的|,|用于|来|对|为|在|以?支持|\()")
"""An amount of money and what it is for are two claims (guide, rule 19)."""
_OVER: Final = re.compile(r"(?<![超突跨通])过$")
_OVER_NOUN: Final = re.compile(r"(?:元)?[^\s,;。、以的多余和]{2,}")
_OF_THOSE: Final = re.compile(r"及?以[上下](?:的)?[^,、\d]{0,6}?(?:占比?|达到?|占到)[^,、\d]{0,4}$")
"""50万元以上的村占50%: the bound says which villages."""
_BETWEEN: Final = 24
"""A condition and the number that it belongs to are at most so far apart."""
_NAMED_AFTER: Final = re.compile(r"(?:及?以上)?(?!大关|台阶|关口)[^\s,;。、以及和左右]{2,}")
_NOUN: Final = re.compile(r"[^\s以,]{3,}")
_PERSONS_UP: Final = re.compile(r"以[上下](?:的)?[^,、的]{2,}")
"""15人以上加工点221家: the bound says which places."""
_THOSE_OVER: Final = re.compile(r"以上(?:的)?[^,;。、的]{2,12}?(?:实现|全部|均已?|都)")
"""300户以上村庄实现全覆盖: the bound says which villages."""
_SHARE_OF: Final = re.compile(r"及?以[上下内]的?[^,、]{2,}(?:占比|比重|比例|率)")
_SIZED: Final = re.compile(r"(?:及?以[上下内])?(?:的)?[^\s、和以]{2,}")
_GOES_ON: Final = re.compile(
    r"(?:及?以[上下内])?(?:支持|用于|保障|惠及|服务|带动|建设|支撑|,|、|和|增长|提高|提升|增加|从|由)"
)


def may_claim(text: str, quantities: list[Quantity], i: int, start: int) -> bool:
    """Whether the quantity at `index` of the clause that begins at `start` may be a claim."""
    q = quantities[i]
    before = text[max(start, q.start - _NEAR) : q.start]
    if _is_named(text, q, before, start):
        return False
    if q.unit in ("岁", "年") and _LIFE.search(text, start, q.start):
        return text[q.start - 1] in "到至达为" or text[q.end : q.end + 1] in ",;。、左以"
    if q.sort == TIME:
        return q.unit not in _NO_TIME and _TIME_CHANGE.search(before) is not None
    if q.sort == RANK and (q.unit != "位" or before[-1:] in ("前", "后")):
        return False
    if not q.unit:
        return _bare_number(text, quantities, i)
    if not q.unit.endswith("%") and _SCALE_AFTER.match(text, q.end):
        return False
    if q.chinese and not q.scaled and q.unit != "%":
        return _chinese_count(text, q, before)
    return not _is_scope(text, quantities, i)


def _is_named(text: str, q: Quantity, before: str, start: int) -> bool:
    """A number inside a name (第3届, “3+2”), or that of an existing policy's measures."""
    if before.endswith(_ROADS) or (before[-1:] == "前" and q.unit == "名"):
        return True
    if q.unit in ("户", "人") and not before.strip() and _THOSE_OVER.match(text, q.end):
        return True
    if q.unit == "千伏" or (text.startswith("范围", q.end) and q.sort == MEASURE):
        return True
    if before[-1:] in _NAMES_BEFORE or q.unit == "番" or text.startswith(_NO_THINGS, q.end):
        return True
    if text[q.end : q.end + 1] in ("”", '"') and in_quotes(
        text, max(start, q.start - _QUOTE_REACH), q.start
    ):
        return True
    policy = q.unit in ("条", "项") and _POLICY_AFTER.match(text, q.end)
    return bool(policy) and _CARRY_OUT.search(text, start, q.start) is not None


def _bare_number(text: str, quantities: list[Quantity], i: int) -> bool:
    """A number without a unit: a ratio, a member of a list with one unit, or one with 万 or 亿."""
    q = quantities[i]
    if text[q.end - 2 : q.end] == ":1":
        return True
    if in_quotes(text, max(0, q.start - _QUOTE_REACH), q.start):
        return False  # “从0到1”
    before = text[q.start - 1 : q.start]
    if before in ("从", "由") or (
        i and before in ("到", "至") and text[quantities[i - 1].start - 1] in "从由"
    ):
        return text[q.end : q.end + 1] != "年"
    following = quantities[i + 1] if i + 1 < len(quantities) else None
    if following is not None and text[q.end : following.start] in ("、", "和", "与", "及"):
        return True
    if text.startswith(("以上", "左右", "以内"), q.end) and q.value >= _MANY:
        return True
    if _INDEX.search(text, max(0, q.start - _NEAR), q.start) and text[q.end : q.end + 1] != "年":
        return True
    if q.bare and _PASSES.search(text, max(0, q.start - 2), q.start) and text[q.end] in ",;。、":
        return True
    return q.scaled and not q.bare and _WHOSE.match(text, q.end) is None


def _chinese_count(text: str, q: Quantity, before: str) -> bool:
    """A count in Chinese numerals commits only under a verb or bound; 一 and fixed sets do not."""
    times = q.unit == "倍"
    if q.unit in _NUMBERED_UNITS or text.startswith("等", q.end):
        return False
    if q.value == 1 and not times:
        return q.unit in ("家", "所", "座") and _ONE_VERB.search(before) is not None
    if q.unit == "届" and not _HOSTED.search(before):
        return False
    if q.bare or q.more or times:
        return True
    after = text[q.end : q.end + 1]
    if q.unit in _FIXED_UNITS or (after in "“”" and _FIXED.match(text, q.start)):
        return False
    if after in (",", "。", ";", "、") and before[-1:] not in _REFERS:
        return True
    if q.sort == COUNT and q.value < 10 and q.unit in ("个", "项", "条"):
        return _FEW_VERB.search(before) is not None
    return q.unit in ("所", "座", "家") or _COUNT_VERB.search(before) is not None


def _spends(text: str, at: int) -> bool:
    """Whether behind an amount of money stands what it is spent on."""
    return _SPENT_ON.match(text, at) is not None or doing(text, at, at + _NEAR) is not None


def _is_scope(text: str, quantities: list[Quantity], i: int) -> bool:
    """An amount inside a name: 亿元以上 in 亿元以上项目170个, 30万吨级 in 30万吨级泊位7个."""
    q = quantities[i]
    if _SPENT.search(text, max(0, q.start - _NEAR), q.start) and _spends(text, q.end):
        return False
    over = q.unit in ("元", "") and _OVER.search(text, q.start - 2, q.start)
    if over and _OVER_NOUN.match(text, q.end):
        return True  # 产值过亿元企业: what is over it is counted
    if i + 1 >= len(quantities):
        return q.bare and q.sort == MEASURE and _NAMED_AFTER.match(text, q.end) is not None
    following = quantities[i + 1]
    between = text[q.end : following.start]
    if between[:1] == "、" or "," in between or ";" in between or len(between) > _BETWEEN:
        return False
    if q.unit == "人" and following.sort == COUNT and _PERSONS_UP.match(between):
        return True
    if q.sort == COUNT and following.sort == MEASURE and _NOUN.match(between):
        noun = text[q.end : strip_tail(text, q.end, following.start).at]
        return LEVEL_HEADS.end(noun) or SHARE_HEADS.end(noun) or "占" in between
    if (
        following.unit == "%"
        and between in ("的", "的约", "的近")
        and "占" in text[max(0, q.start - _NEAR) : q.start]
    ):
        return True
    if q.sort == MEASURE and following.unit == "%":
        return bool(_SHARE_OF.match(between) or _OF_THOSE.match(between))
    if q.sort == MEASURE and q.unit != "%" and following.sort == COUNT:
        return _SIZED.match(between) is not None and _GOES_ON.match(between) is None
    return False
