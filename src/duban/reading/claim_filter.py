"""Which quantities may be claims (guide, rules 4, 5 and 7): no dates, names, ages or conditions."""

from __future__ import annotations

import re
from typing import Final

from duban.quantities import Quantity
from duban.quantities.units import COUNT, MEASURE, RANK, TIME
from duban.reading.lexicon import LEVEL_HEADS, SHARE_HEADS
from duban.reading.phrases import is_in_quotes, match_verb, strip_tail

_CONTEXT_REACH: Final = 8
"""How many characters before a quantity are looked at."""
_QUOTE_REACH: Final = 30
_NAME_OPENERS: Final = frozenset('第每“"《')
_SCALE_SUFFIX: Final = re.compile(r"级(?!别)|等级|强(?!化|国|市|省)|版|大(?![中学棚专关])|型|标段")
_LIFE_SPAN: Final = re.compile(r"寿命|受教育年限")
_DURATION_VERB: Final = re.compile(
    r"(?:至|到|缩短|减少|压减|压缩|延长|不超过|平均|控制在|提前|增加|时间|时长|为|降|约|达|居住|"
    r"停留|天数|不低于|不少于|每天|每日|增长|提高|提速至)$"
)
_DATING_UNITS: Final = frozenset(("岁", "周岁", "年", "日", "周", "分钟", "秒", "年期"))
"""Units of time that date or describe; the others may be shortened or reached."""
_ABSTRACT_NOUNS: Final = ("方面", "关键", "重大战略", "重大机遇", "战略机遇", "历史性")
_ROAD_PREFIXES: Final = ("国道", "省道", "县道", "乡道")
_POLICY_NOUN: Final = re.compile(r"(?:政策)?(?:措施|政策|举措|意见|规定)")
_IMPLEMENTATION_VERB: Final = re.compile(r"落实|落细|贯彻|用好|执行|兑现")

_POPULATION_OWNER: Final = re.compile(r"[^,;。\d]{0,8}(?:人民|父老|儿女|群众的|市民的)")
"""In 1000万云溪人民的期待 the number is no claim: it says only whose hopes these are."""
_LARGE_COUNT: Final = 100
"""A number without any unit counts things when it is at least this and a bound stands behind it."""

_FIXED_EXPRESSION: Final = re.compile(r"[三四五六七八九十两](?:个|项|大|件|张|条|位|类|种|套|部|篇)")
_FIXED_UNITS: Final = frozenset(("方面", "类", "级", "点", "片", "次", "面"))
_NUMBERED_UNITS: Final = frozenset(("期", "角", "批", "号"))
_REFERENCE_CHARACTERS: Final = frozenset("这那上前后各第共了是有,、。")
"""这三项，… refers to things already named; 新建两座，… does not."""
_HOSTING_VERB: Final = re.compile(r"(?:举办|承办)$")
_SMALL_COUNT_VERB: Final = re.compile(r"(?:新增|新建|建成|开工|再建|争取|力争|创建|建设|对接|各)$")
_SINGLE_COUNT_VERB: Final = re.compile(r"(?:新建|建成|新增|对接|引进|创建|建设)(?:[^,;。、]{0,2})$")
_COUNT_VERB: Final = re.compile(
    r"(?:新增|新建|新建成|建成|建设|实施|创建|打造|培育|引进|开展|举办|承办|推进|完成|增设|组建|"
    r"布局|开工|成立|设立|争取|力争|新开|开通|打通|获批|达到|达|突破|超过|超|近|约|增长|提高|降低|"
    r"下降|减少|增加|翻|是|为|占|有|取得|再建|推出|制定|颁布|出台|批准|通过|改造|修建|兴建|发射|"
    r"缔结|培训|转移|安置|解决|增至|降至|选派|不少于|不低于|各|员额)[了好成]?$"
)

_UNITLESS_MEASURE: Final = re.compile(r"(?:指数|系数|投入强度)(?:达到?|为|降至|降到|下降到|提高到|提升至|到|至)?$")
"""What is measured without a unit."""
_PASSING_VERB: Final = re.compile(r"超|破|达|过")
_SPENDING_NOUN: Final = re.compile(r"(?:投资|资金|投入|造价|合同额|占地)(?:约|近|超过?|达到?)?$")
_SPENDING_PURPOSE: Final = re.compile(r"(?:左右|多|余)?(?:的|,|用于|来|对|为|在|以?支持|\()")
"""An amount of money and what it is for are two claims (guide, rule 19)."""
_OVER_WORD: Final = re.compile(r"(?<![超突跨通])过$")
_OVER_NOUN: Final = re.compile(r"(?:元)?[^\s,;。、以的多余和]{2,}")
_BOUND_BEFORE_SHARE: Final = re.compile(r"及?以[上下](?:的)?[^,、\d]{0,6}?(?:占比?|达到?|占到)[^,、\d]{0,4}$")
"""50万元以上的村占50%: the bound says which villages."""
_CONDITION_REACH: Final = 24
"""A condition and the number that it belongs to are at most so far apart."""
_NOUN_AFTER_BOUND: Final = re.compile(r"(?:及?以上)?(?!大关|台阶|关口)[^\s,;。、以及和左右]{2,}")
_NOUN_BETWEEN: Final = re.compile(r"[^\s以,]{3,}")
_BOUNDED_GROUP: Final = re.compile(r"及?以[上下]的?(?:“[^”]{1,8}”|[^,;。、集经人均]{0,4}?[村户])(?![集均])")
"""消除收入5万元以下的村: the bound says which villages."""
_PERSONS_BOUND: Final = re.compile(r"以[上下](?:的)?[^,、的]{2,}")
"""15人以上加工点221家: the bound says which places."""
_BOUND_BEFORE_STATE: Final = re.compile(r"以上(?:的)?[^,;。、的]{2,12}?(?:实现|全部|均已?|都)")
"""300户以上村庄实现全覆盖: the bound says which villages."""
_SHARE_AFTER_BOUND: Final = re.compile(r"及?以[上下内]的?[^,、]{2,}(?:占比|比重|比例|率)")
_SIZED_NOUN: Final = re.compile(r"(?:及?以[上下内])?(?:的)?[^\s、和以]{2,}")
_CONTINUATION: Final = re.compile(
    r"(?:及?以[上下内])?(?:支持|用于|保障|惠及|服务|带动|建设|支撑|,|、|和|增长|提高|提升|增加|从|由)"
)


def may_claim(text: str, quantities: list[Quantity], index: int, start: int) -> bool:
    """Whether the quantity at `index` of the clause that begins at `start` may be a claim."""
    quantity = quantities[index]
    before = text[max(start, quantity.start - _CONTEXT_REACH) : quantity.start]
    if _is_part_of_name(text, quantity, before, start):
        return False
    if quantity.unit in ("岁", "年") and _LIFE_SPAN.search(text, start, quantity.start):
        return text[quantity.start - 1] in "到至达为" or text[quantity.end : quantity.end + 1] in ",;。、左以"
    if quantity.sort == TIME:
        return quantity.unit not in _DATING_UNITS and _DURATION_VERB.search(before) is not None
    if quantity.sort == RANK and (quantity.unit != "位" or before[-1:] in ("前", "后")):
        return False
    if not quantity.unit:
        return _is_bare_number_claim(text, quantities, index)
    if not quantity.unit.endswith("%") and _SCALE_SUFFIX.match(text, quantity.end):
        return False
    if quantity.chinese and not quantity.scaled and quantity.unit != "%":
        return _is_chinese_count_claim(text, quantity, before)
    return not _is_scope(text, quantities, index)


def _is_part_of_name(text: str, quantity: Quantity, before: str, start: int) -> bool:
    """A number inside a name (第3届, “3+2”), or that of an existing policy's measures."""
    if before.endswith(_ROAD_PREFIXES) or (before[-1:] == "前" and quantity.unit == "名"):
        return True
    if quantity.unit in ("户", "人") and not before.strip() and _BOUND_BEFORE_STATE.match(text, quantity.end):
        return True
    if quantity.unit == "千伏" or (text.startswith("范围", quantity.end) and quantity.sort == MEASURE):
        return True
    if before[-1:] in _NAME_OPENERS or quantity.unit == "番" or text.startswith(_ABSTRACT_NOUNS, quantity.end):
        return True
    if text[quantity.end : quantity.end + 1] in ("”", '"') and is_in_quotes(
        text, max(start, quantity.start - _QUOTE_REACH), quantity.start
    ):
        return True
    has_policy_noun = quantity.unit in ("条", "项") and _POLICY_NOUN.match(text, quantity.end)
    return bool(has_policy_noun) and _IMPLEMENTATION_VERB.search(text, start, quantity.start) is not None


def _is_bare_number_claim(text: str, quantities: list[Quantity], index: int) -> bool:
    """A number without a unit: a ratio, a member of a list with one unit, or one with 万 or 亿."""
    quantity = quantities[index]
    if text[quantity.end - 2 : quantity.end] == ":1":
        return True
    if is_in_quotes(text, max(0, quantity.start - _QUOTE_REACH), quantity.start):
        return False  # “从0到1”
    before = text[quantity.start - 1 : quantity.start]
    if before in ("从", "由") or (index and before in ("到", "至") and text[quantities[index - 1].start - 1] in "从由"):
        return text[quantity.end : quantity.end + 1] != "年"
    following = quantities[index + 1] if index + 1 < len(quantities) else None
    if following is not None and text[quantity.end : following.start] in ("、", "和", "与", "及"):
        return True
    if text.startswith(("以上", "左右", "以内"), quantity.end) and quantity.value >= _LARGE_COUNT:
        return True
    if (
        _UNITLESS_MEASURE.search(text, max(0, quantity.start - _CONTEXT_REACH), quantity.start)
        and text[quantity.end : quantity.end + 1] != "年"
    ):
        return True
    if (
        quantity.bare
        and _PASSING_VERB.search(text, max(0, quantity.start - 2), quantity.start)
        and text[quantity.end] in ",;。、"
    ):
        return True
    return quantity.scaled and not quantity.bare and _POPULATION_OWNER.match(text, quantity.end) is None


def _is_chinese_count_claim(text: str, quantity: Quantity, before: str) -> bool:
    """A count in Chinese numerals commits only under a verb or bound; 一 and fixed sets do not."""
    is_multiple = quantity.unit == "倍"
    if quantity.unit in _NUMBERED_UNITS or text.startswith("等", quantity.end):
        return False
    if quantity.value == 1 and not is_multiple:
        return quantity.unit in ("家", "所", "座") and _SINGLE_COUNT_VERB.search(before) is not None
    if quantity.unit == "届" and not _HOSTING_VERB.search(before):
        return False
    if quantity.bare or quantity.more or is_multiple:
        return True
    after = text[quantity.end : quantity.end + 1]
    if quantity.unit in _FIXED_UNITS or (after in "“”" and _FIXED_EXPRESSION.match(text, quantity.start)):
        return False
    if after in (",", "。", ";", "、") and before[-1:] not in _REFERENCE_CHARACTERS:
        return True
    if quantity.sort == COUNT and quantity.value < 10 and quantity.unit in ("个", "项", "条"):
        return _SMALL_COUNT_VERB.search(before) is not None
    return quantity.unit in ("所", "座", "家") or _COUNT_VERB.search(before) is not None


def _is_spending(text: str, offset: int) -> bool:
    """Whether behind an amount of money stands what it is spent on."""
    return (
        _SPENDING_PURPOSE.match(text, offset) is not None
        or match_verb(text, offset, offset + _CONTEXT_REACH) is not None
    )


def _is_scope(text: str, quantities: list[Quantity], index: int) -> bool:
    """An amount inside a name: 亿元以上 in 亿元以上项目170个, 30万吨级 in 30万吨级泊位7个."""
    quantity = quantities[index]
    if _SPENDING_NOUN.search(text, max(0, quantity.start - _CONTEXT_REACH), quantity.start) and _is_spending(
        text, quantity.end
    ):
        return False
    over_word = quantity.unit in ("元", "") and _OVER_WORD.search(text, quantity.start - 2, quantity.start)
    if over_word and _OVER_NOUN.match(text, quantity.end):
        return True  # 产值过亿元企业: what is over it is counted
    if _BOUNDED_GROUP.match(text, quantity.end) and (
        "元" in quantity.unit or (quantity.unit == "%" and text.endswith(("率", "比", "占比"), 0, quantity.start))
    ):
        return True
    if index + 1 >= len(quantities):
        return quantity.bare and quantity.sort == MEASURE and _NOUN_AFTER_BOUND.match(text, quantity.end) is not None
    following = quantities[index + 1]
    between = text[quantity.end : following.start]
    if between[:1] == "、" or "," in between or ";" in between or len(between) > _CONDITION_REACH:
        return False
    if quantity.unit == "人" and following.sort == COUNT and _PERSONS_BOUND.match(between):
        return True
    if quantity.sort == COUNT and following.sort == MEASURE and _NOUN_BETWEEN.match(between):
        noun = text[quantity.end : strip_tail(text, quantity.end, following.start).subject_end]
        return LEVEL_HEADS.end(noun) or SHARE_HEADS.end(noun) or "占" in between
    if (
        following.unit == "%"
        and between in ("的", "的约", "的近")
        and "占" in text[max(0, quantity.start - _CONTEXT_REACH) : quantity.start]
    ):
        return True
    if quantity.sort == MEASURE and following.unit == "%":
        return bool(_SHARE_AFTER_BOUND.match(between) or _BOUND_BEFORE_SHARE.match(between))
    if quantity.sort == MEASURE and quantity.unit != "%" and following.sort == COUNT:
        return _SIZED_NOUN.match(between) is not None and _CONTINUATION.match(between) is None
    return False
