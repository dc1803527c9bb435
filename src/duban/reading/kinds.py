"""What sort of quantity a claim is: growth, level, volume, share or points, and its direction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from duban.commitments import ClaimKind, Direction
from duban.quantities import Quantity
from duban.quantities.units import MEASURE, TIME
from duban.reading.lexicon import (
    CHANGES,
    GROWTH_HEADS,
    LEVEL_HEADS,
    SHARE_HEADS,
    VOLUME_HEADS,
    WEAK_VERBS,
)
from duban.reading.phrases import Tail

_STOCK_VERBS: Final = re.compile(
    r"建成|创建|培育|认定|缔结|打造|获评|创成|拥有|建立|发展|入选|命名|设立|获得|有"
)
_REMOVING: Final = re.compile(
    r"减负|减轻|减少|减免|降低|压减|压缩|削减|下降|取消|关停|关闭|淘汰|清退|拆除|精简|免除|免征|"
    r"废止|化解|腾退|消除|节约|节省|退出|裁减"
)
_LIGHTENING: Final = re.compile(
    r"减负|减轻|减少|减免|压减|压缩|削减|取消|关停|关闭|淘汰|清退|精简|裁减|降低|"
    r"清理(?!整治规范)|清运|拆除|拆违|打掉|压采|退出|取缔|腾退"
)
_REMOVED: Final = re.compile(r"(?:关闭|关停|退出|销账|拆除|淘汰|取缔|清零|注销)$")
"""8家矿山关闭退出: the verb of removal follows the things removed (guide, rule 23)."""
_CUTTING: Final = re.compile(r"减少|减免|降低|压减|压缩|削减|下调|精简|节约|压降")
"""Under these verbs a rate is by how much something is cut (压减一般性支出5%)."""
_STATE: Final = re.compile(
    r"[^,;]{1,14}?(?:(?:全部|均已|都已|已)(?!建成|完成|开工|竣工|办|脱贫|整改|拆|稳定脱贫)"
    r"|进入|跻身|实现[“\"])"
)
"""A number of things that are all in a state (28个省全部免征…) is a level, not an amount done."""
_CAUSES: Final = re.compile("[将把让使]")
_AMOUNTS: Final = (ClaimKind.VOLUME, ClaimKind.LEVEL)
_ARRIVING: Final = re.compile(r"达|突破|[到至为在]")
_EVENTS: Final = frozenset(("批次", "次", "场", "场次", "期", "件次", "户次", "例", "起"))
"""Units of events: how often something is done is a volume, never a stock."""
_STOCKS: Final = ("赤字", "余额", "存量", "总量", "总额", "债务总规模")
_CHANGE: Final = re.compile("增速|增幅|涨幅|降幅")
_DOWN_HEAD: Final = re.compile(r"(?:降幅|减幅|降低率|降率)$")
_ADDED: Final = re.compile(r"增加支出|增加投入|新增|新建|净增|新开|新设|增发|完成投资|年度投资")


_REACHED: Final = re.compile(r"[、, ]*(?:总数|总量)?(?:累计)?(?:达到?|增至|增加到|总数达)")
"""新增25家、达到225家: the second number is what is reached."""
_HAS: Final = re.compile(
    r"[^,;]{0,10}?(?:现有|已有|又有|还有|仍有|设有|拥有|共有|[末底中市县区省内]有)(?![效机力序])"
)
"""What there is: a stock."""
_CREATES: Final = re.compile(
    r"新增|新建|新设|新开|新改|新培|新认|净增|筹集|建成|改造|开工|新签|争取|获得|荣获|夺得|开展|举办|新引|引进|培训"
)
_FUND_ITEM: Final = re.compile(
    r"收入|支出|结余|结转|总计|合计|缺口|预算|财力|限额|余额|调入|调出|动用|上解|补助|(?:基金|预算)[^新]*债券$"
)
_GIVES: Final = re.compile(
    r"[^,;]{0,8}?(?:为|向|给)[^,;]{2,24}?(?:发放|办理|提供|挽回|兑现|解决|追讨|追回|拨付|投放|送去)"
)
"""What is given to somebody is an amount done: 为企业办理贷款, 向群众发放补贴."""
_MOVED: Final = re.compile(r"调入|调出|结转")
"""Money moved between funds is an item of the fund, also where it is called 资金."""
_SPENDS: Final = re.compile(r"偿还|资金|经费|投入|新增|节约|压减")


@dataclass(frozen=True, slots=True)
class Setting:
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
    inherited: ClaimKind | None = None
    linked: bool = False
    cumulative: bool = False
    grows: bool = False
    """Whether 增长 stands right behind the number (实现20%以上增长)."""


def kind_of(q: Quantity, s: Setting) -> tuple[ClaimKind, Direction]:
    """The kind and direction of a quantity in its setting (guide, rules 9, 15 and 18)."""
    down = s.tail.down or (not s.subject and not s.tail.up and bool(_LIGHTENING.search(s.before)))
    direction = Direction.DOWN if down else Direction.UP
    if q.unit == "百分点":
        return ClaimKind.POINTS, direction
    if q.unit in ("%", "‰"):
        return _rate(s, direction)
    if q.unit == "倍":
        held = s.tail.to and not (s.tail.up or s.tail.down)
        return (ClaimKind.LEVEL, Direction.UP) if held else (ClaimKind.GROWTH, direction)
    if not q.unit and not q.scaled:
        strong = s.subject.endswith("强度")
        return (ClaimKind.SHARE if strong else ClaimKind.LEVEL), Direction.UP
    return _amount(q, s, direction)


def _rate(s: Setting, direction: Direction) -> tuple[ClaimKind, Direction]:
    if (s.tail.up or s.tail.down) and not s.tail.to:
        return ClaimKind.GROWTH, direction
    if s.grows:
        return ClaimKind.GROWTH, direction
    if GROWTH_HEADS.end(s.subject) or _CHANGE.search(s.tail.text):
        falls = _DOWN_HEAD.search(s.subject)
        return ClaimKind.GROWTH, Direction.DOWN if falls or "降幅" in s.tail.text else Direction.UP
    if not s.subject and not s.noun and s.verbs and _REMOVING.search(s.verbs[-1]):
        return ClaimKind.GROWTH, Direction.DOWN
    if s.verbs and _CUTTING.fullmatch(s.verbs[-1]) and not SHARE_HEADS.end(s.subject):
        return ClaimKind.GROWTH, Direction.DOWN
    if not s.subject and not s.noun and s.inherited is ClaimKind.GROWTH:
        return ClaimKind.GROWTH, Direction.UP
    return ClaimKind.SHARE, Direction.UP


def _amount(q: Quantity, s: Setting, direction: Direction) -> tuple[ClaimKind, Direction]:
    """An amount is done within the year (volume), or it is a stock that is reached (level)."""
    level_head = LEVEL_HEADS.end(s.subject)
    return _told(q, s, direction, level_head) or _by_verb(q, s, direction, level_head)


def _told(
    q: Quantity, s: Setting, direction: Direction, level_head: bool
) -> tuple[ClaimKind, Direction] | None:
    """The kind by words of change, a state, the unit or the number before; None without any."""
    if (s.tail.up or s.tail.down) and not s.tail.to:
        return ClaimKind.VOLUME, direction
    if s.linked and not s.subject and _REACHED.match(s.before):
        return ClaimKind.LEVEL, Direction.UP
    if (s.tail.to and s.tail.down) or (_HAS.match(s.before) and not _CREATES.search(s.before)):
        return ClaimKind.LEVEL, Direction.UP
    if _REMOVED.search(s.before) or (s.noun and not s.verbs and _REMOVED.search(s.noun)):
        return ClaimKind.VOLUME, Direction.DOWN
    if s.noun and not s.verbs and _STATE.match(s.noun) and not _CAUSES.search(s.before):
        return ClaimKind.LEVEL, Direction.UP
    if q.unit in _EVENTS and not level_head:
        return ClaimKind.VOLUME, direction
    if s.subject.endswith(_STOCKS) and not _ADDED.search(s.before):
        return ClaimKind.LEVEL, Direction.UP
    if s.linked and s.inherited in _AMOUNTS and not _ARRIVING.search(s.tail.text):
        return s.inherited, Direction.UP
    return None


# The kind by the verbs and the head of the subject; where these say nothing, by the unit.
def _by_verb(
    q: Quantity, s: Setting, direction: Direction, level_head: bool
) -> tuple[ClaimKind, Direction]:
    if _GIVES.match(s.before):
        return ClaimKind.VOLUME, direction
    doing = [v for v in s.verbs if v not in WEAK_VERBS]
    volume_head = VOLUME_HEADS.end(s.subject)
    if s.cumulative and s.verbs and _STOCK_VERBS.search(s.verbs[-1]) and "元" not in q.unit:
        return ClaimKind.LEVEL, Direction.UP
    if (
        "累计" in s.before
        and q.unit.endswith("元")
        and not level_head
        and "突破" not in s.tail.text
    ):
        lighter = bool(s.verbs) and _LIGHTENING.search(s.verbs[-1]) is not None
        return ClaimKind.VOLUME, Direction.DOWN if lighter else direction
    if doing:
        removing = bool(_LIGHTENING.search("".join(doing)))
        return ClaimKind.VOLUME, Direction.DOWN if removing else Direction.UP
    if _ADDED.search(s.before):
        return ClaimKind.VOLUME, Direction.UP
    if level_head:
        return ClaimKind.LEVEL, Direction.UP
    if s.verbs and not s.tail.to:
        return ClaimKind.VOLUME, direction
    if s.before.endswith("覆盖") and "新增" not in s.before:
        return ClaimKind.LEVEL, Direction.UP
    if s.tail.to and not (volume_head and not _ARRIVING.search(s.tail.text)):
        return ClaimKind.LEVEL, Direction.UP
    if volume_head or s.noun:
        return ClaimKind.VOLUME, Direction.UP
    if s.inherited in _AMOUNTS:
        return s.inherited, Direction.UP
    return (ClaimKind.LEVEL if q.sort in (MEASURE, TIME) else ClaimKind.VOLUME), Direction.UP


def kind_in(document: str, q: Quantity, s: Setting, name: str) -> ClaimKind | None:
    """What an amount is by the convention of its kind of document (guide, rule 20), if it has one.

    In a bulletin totals and stocks are levels, in a budget so are the items of a fund; what was
    created, and by how much something changed, are volumes as everywhere.
    """
    if q.unit in ("%", "‰", "百分点", "倍") or ((s.tail.up or s.tail.down) and not s.tail.to):
        return None
    if s.verbs and s.verbs[-1] in CHANGES:
        return None if s.linked and _REACHED.match(s.before) else ClaimKind.VOLUME
    if name.endswith(("出栏", "存栏")):
        return ClaimKind.LEVEL
    if name.endswith(("金牌", "银牌", "铜牌", "奖牌")):
        return ClaimKind.VOLUME
    if document == "bulletin":
        made = _CREATES.search("".join(s.verbs) or s.before[:4])
        if made or (s.linked and s.inherited is ClaimKind.VOLUME):
            return None
        return None if VOLUME_HEADS.end(name) and "元" not in q.unit else ClaimKind.LEVEL
    if document == "budget" and "元" in q.unit and _FUND_ITEM.search(name):
        spends = _SPENDS.search(name) is not None and _MOVED.search(name) is None
        return None if spends and "等" not in s.before[-2:] else ClaimKind.LEVEL
    return None
