"""What sort of quantity a claim is: growth, level, volume, share or points, and its direction."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from duban.commitments import ClaimKind, Direction
from duban.quantities import Quantity
from duban.quantities.units import MEASURE, TIME
from duban.reading.lexicon import CHANGE_VERBS, GROWTH_HEADS, LEVEL_HEADS, SHARE_HEADS, VOLUME_HEADS, WEAK_VERBS
from duban.reading.phrases import Tail

_STOCK_VERB: Final = re.compile(r"建成|创建|培育|认定|缔结|打造|获评|创成|拥有|建立|发展|入选|命名|设立|获得|有")
_REMOVING_VERB: Final = re.compile(
    r"减负|减轻|减少|减免|降低|压减|压缩|削减|下降|取消|关停|关闭|淘汰|清退|拆除|精简|免除|免征|"
    r"废止|化解|腾退|消除|节约|节省|退出|裁减"
)
_LIGHTENING_VERB: Final = re.compile(
    r"减负|减轻|减少|减免|压减|压缩|削减|取消|关停|关闭|淘汰|清退|精简|裁减|降低|"
    r"调减|清理(?!整治规范)|清运|拆除|拆违|打掉|压采|退出|取缔|腾退"
)
_REMOVAL_ENDING: Final = re.compile(r"(?:关闭|关停|退出|销账|拆除|淘汰|取缔|清零|注销)$")
"""8家矿山关闭退出: the verb of removal follows the things removed (guide, rule 23)."""
_CUTTING_VERB: Final = re.compile(r"减少|减免|降低|压减|压缩|削减|下调|精简|节约|压降")
"""Under these verbs a rate is by how much something is cut (压减一般性支出5%)."""
_STATE_PHRASE: Final = re.compile(
    r"[^,;]{1,14}?(?:(?:全部|均已|都已|已)(?!建成|完成|开工|竣工|办|脱贫|整改|拆|稳定脱贫)"
    r"|进入|跻身|实现[“\"])"
)
"""A number of things that are all in a state (28个省全部免征…) is a level, not an amount done."""
_CAUSATIVE: Final = re.compile("[将把让使]")
_AMOUNT_KINDS: Final = (ClaimKind.VOLUME, ClaimKind.LEVEL)
_ARRIVAL_WORD: Final = re.compile(r"达|突破|[到至为在]")
_EVENT_UNITS: Final = frozenset(("批次", "次", "场", "场次", "期", "件次", "户次", "例", "起"))
"""Units of events: how often something is done is a volume, never a stock."""
_STOCK_HEADS: Final = ("赤字", "余额", "存量", "总量", "总额", "债务总规模")
_CHANGE_RATE: Final = re.compile("增速|增幅|涨幅|降幅")
_DECREASE_HEAD: Final = re.compile(r"(?:降幅|减幅|降低率|降率)$")
_ADDITION: Final = re.compile(r"增加支出|增加投入|新增|新建|净增|新开|新设|增发|完成投资|年度投资")


_REACHED_TOTAL: Final = re.compile(r"[、, ]*(?:总数|总量)?(?:累计)?(?:达到?|增至|增加到|总数达)")
"""新增25家、达到225家: the second number is what is reached."""
_EXISTENCE: Final = re.compile(
    r"[^,;]{0,10}?(?:现有|已有|又有|还有|仍有|设有|拥有|共有|[末底中市县区省内]有)(?![效机力序])"
)
"""What there is: a stock."""
_CREATION_VERB: Final = re.compile(
    r"新增|新建|新设|新开|新改|新培|新认|净增|筹集|建成|改造|开工|新签|争取|获得|荣获|夺得|开展|举办|新引|引进|培训"
)
_FUND_ITEM: Final = re.compile(
    r"收入|支出|结余|结转|总计|合计|缺口|预算|财力|限额|余额|调入|调出|动用|上解|补助|(?:基金|预算)[^新]*债券$"
)
_GIVING_VERB: Final = re.compile(
    r"[^,;]{0,8}?(?:为|向|给)[^,;]{2,24}?(?:发放|办理|提供|挽回|兑现|解决|追讨|追回|拨付|投放|送去)"
)
"""What is given to somebody is an amount done: 为企业办理贷款, 向群众发放补贴."""
_TRANSFER: Final = re.compile(r"调入|调出|结转")
"""Money moved between funds is an item of the fund, also where it is called 资金."""
_SPENDING: Final = re.compile(r"偿还|资金|经费|投入|新增|节约|压减")


class Setting(NamedTuple):
    """What stands around a number: its verbs, its tail, its subject and the noun behind it.

    `before` is the full phrase before the number. `inherited_kind` is the kind of the number
    before it, `is_linked` says that it follows on from that one, `is_cumulative` that 累计 came
    before.
    """

    verbs: tuple[str, ...]
    tail: Tail
    subject: str
    noun: str
    before: str
    inherited_kind: ClaimKind | None = None
    is_linked: bool = False
    is_cumulative: bool = False
    has_growth_after: bool = False
    """Whether 增长 stands right behind the number (实现20%以上增长)."""


def classify_quantity(quantity: Quantity, setting: Setting) -> tuple[ClaimKind, Direction]:
    """The kind and direction of a quantity in its setting (guide, rules 9, 15 and 18)."""
    falls = setting.tail.falls or (
        not setting.subject and not setting.tail.rises and bool(_LIGHTENING_VERB.search(setting.before))
    )
    direction = Direction.DOWN if falls else Direction.UP
    if quantity.unit == "百分点":
        return ClaimKind.POINTS, direction
    if quantity.unit in ("%", "‰"):
        return _classify_rate(setting, direction)
    if quantity.unit == "倍":
        is_level = setting.tail.reaches and not (setting.tail.rises or setting.tail.falls)
        return (ClaimKind.LEVEL, Direction.UP) if is_level else (ClaimKind.GROWTH, direction)
    if not quantity.unit and not quantity.scaled:
        is_intensity = setting.subject.endswith("强度")
        return (ClaimKind.SHARE if is_intensity else ClaimKind.LEVEL), Direction.UP
    return _classify_amount(quantity, setting, direction)


def _classify_rate(setting: Setting, direction: Direction) -> tuple[ClaimKind, Direction]:
    if (setting.tail.rises or setting.tail.falls) and not setting.tail.reaches:
        return ClaimKind.GROWTH, direction
    if setting.has_growth_after:
        return ClaimKind.GROWTH, direction
    if GROWTH_HEADS.end(setting.subject) or _CHANGE_RATE.search(setting.tail.text):
        decrease_head = _DECREASE_HEAD.search(setting.subject)
        return (ClaimKind.GROWTH, Direction.DOWN if decrease_head or "降幅" in setting.tail.text else Direction.UP)
    if not setting.subject and not setting.noun and setting.verbs and _REMOVING_VERB.search(setting.verbs[-1]):
        return ClaimKind.GROWTH, Direction.DOWN
    if setting.verbs and _CUTTING_VERB.fullmatch(setting.verbs[-1]) and not SHARE_HEADS.end(setting.subject):
        return ClaimKind.GROWTH, Direction.DOWN
    if not setting.subject and not setting.noun and setting.inherited_kind is ClaimKind.GROWTH:
        return ClaimKind.GROWTH, Direction.UP
    return ClaimKind.SHARE, Direction.UP


def _classify_amount(quantity: Quantity, setting: Setting, direction: Direction) -> tuple[ClaimKind, Direction]:
    """An amount is done within the year (volume), or it is a stock that is reached (level)."""
    level_head = LEVEL_HEADS.end(setting.subject)
    return _classify_by_words(quantity, setting, direction, level_head) or _classify_by_verb(
        quantity, setting, direction, level_head
    )


def _classify_by_words(
    quantity: Quantity, setting: Setting, direction: Direction, level_head: bool
) -> tuple[ClaimKind, Direction] | None:
    """The kind by words of change, a state, the unit or the number before; None without any."""
    if (setting.tail.rises or setting.tail.falls) and not setting.tail.reaches:
        return ClaimKind.VOLUME, direction
    if setting.is_linked and not setting.subject and _REACHED_TOTAL.match(setting.before):
        return ClaimKind.LEVEL, Direction.UP
    if (setting.tail.reaches and setting.tail.falls) or (
        _EXISTENCE.match(setting.before) and not _CREATION_VERB.search(setting.before)
    ):
        return ClaimKind.LEVEL, Direction.UP
    if _REMOVAL_ENDING.search(setting.before) or (
        setting.noun and not setting.verbs and _REMOVAL_ENDING.search(setting.noun)
    ):
        return ClaimKind.VOLUME, Direction.DOWN
    if (
        setting.noun
        and not setting.verbs
        and _STATE_PHRASE.match(setting.noun)
        and not _CAUSATIVE.search(setting.before)
    ):
        return ClaimKind.LEVEL, Direction.UP
    if quantity.unit in _EVENT_UNITS and not level_head:
        return ClaimKind.VOLUME, direction
    if setting.subject.endswith(_STOCK_HEADS) and not _ADDITION.search(setting.before):
        return ClaimKind.LEVEL, Direction.UP
    if setting.is_linked and setting.inherited_kind in _AMOUNT_KINDS and not _ARRIVAL_WORD.search(setting.tail.text):
        is_removing = setting.inherited_kind is ClaimKind.VOLUME and _stands_under_removal(setting)
        return setting.inherited_kind, Direction.DOWN if is_removing else Direction.UP
    return None


def _stands_under_removal(setting: Setting) -> bool:
    """Whether a number goes on under a verb of removal: 减少贫困人口12户、30人."""
    return bool(setting.verbs) and _LIGHTENING_VERB.search(setting.verbs[-1]) is not None


# The kind by the verbs and the head of the subject; where these say nothing, by the unit.
def _classify_by_verb(
    quantity: Quantity, setting: Setting, direction: Direction, level_head: bool
) -> tuple[ClaimKind, Direction]:
    if _GIVING_VERB.match(setting.before):
        return ClaimKind.VOLUME, direction
    active = [verb for verb in setting.verbs if verb not in WEAK_VERBS]
    volume_head = VOLUME_HEADS.end(setting.subject)
    if setting.is_cumulative and setting.verbs and _STOCK_VERB.search(setting.verbs[-1]) and "元" not in quantity.unit:
        return ClaimKind.LEVEL, Direction.UP
    if "累计" in setting.before and quantity.unit.endswith("元") and not level_head and "突破" not in setting.tail.text:
        lightens = bool(setting.verbs) and _LIGHTENING_VERB.search(setting.verbs[-1]) is not None
        return ClaimKind.VOLUME, Direction.DOWN if lightens else direction
    if active:
        is_removing = bool(_LIGHTENING_VERB.search("".join(active)))
        return ClaimKind.VOLUME, Direction.DOWN if is_removing else Direction.UP
    if _ADDITION.search(setting.before):
        return ClaimKind.VOLUME, Direction.UP
    if level_head:
        return ClaimKind.LEVEL, Direction.UP
    if setting.verbs and not setting.tail.reaches:
        return ClaimKind.VOLUME, direction
    if setting.before.endswith("覆盖") and "新增" not in setting.before:
        return ClaimKind.LEVEL, Direction.UP
    if setting.tail.reaches and not (volume_head and not _ARRIVAL_WORD.search(setting.tail.text)):
        return ClaimKind.LEVEL, Direction.UP
    if volume_head or setting.noun:
        return ClaimKind.VOLUME, Direction.UP
    if setting.inherited_kind in _AMOUNT_KINDS:
        return setting.inherited_kind, Direction.UP
    return (ClaimKind.LEVEL if quantity.sort in (MEASURE, TIME) else ClaimKind.VOLUME), Direction.UP


def kind_by_convention(document: str, quantity: Quantity, setting: Setting, indicator_name: str) -> ClaimKind | None:
    """What an amount is by the convention of its kind of document (guide, rule 20), if it has one.

    In a bulletin totals and stocks are levels, in a budget so are the items of a fund; what was
    created, and by how much something changed, are volumes as everywhere.
    """
    if quantity.unit in ("%", "‰", "百分点", "倍") or (
        (setting.tail.rises or setting.tail.falls) and not setting.tail.reaches
    ):
        return None
    if setting.verbs and setting.verbs[-1] in CHANGE_VERBS:
        return None if setting.is_linked and _REACHED_TOTAL.match(setting.before) else ClaimKind.VOLUME
    if indicator_name.endswith(("出栏", "存栏")):
        return ClaimKind.LEVEL
    if indicator_name.endswith(("金牌", "银牌", "铜牌", "奖牌")):
        return ClaimKind.VOLUME
    if document == "bulletin":
        creation = _CREATION_VERB.search("".join(setting.verbs) or setting.before[:4])
        if creation or (setting.is_linked and setting.inherited_kind is ClaimKind.VOLUME):
            return None
        return None if VOLUME_HEADS.end(indicator_name) and "元" not in quantity.unit else ClaimKind.LEVEL
    if document == "budget" and "元" in quantity.unit and _FUND_ITEM.search(indicator_name):
        is_spending = _SPENDING.search(indicator_name) is not None and _TRANSFER.search(indicator_name) is None
        return None if is_spending and "等" not in setting.before[-2:] else ClaimKind.LEVEL
    return None
