"""The reader's words, compiled once from `data/lexicon/` and the short closed classes below.

Open classes (verbs of doing, heads of indicator names, units) are data files. Closed classes (bounds,
modals, change words, time phrases) are written here, as the regular expressions that they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import resources
from typing import Final


def _sections(name: str) -> dict[str, list[str]]:
    """The words of a lexicon file by their [section]."""
    text = resources.files("duban").joinpath(f"data/lexicon/{name}").read_text("utf-8")
    sections: dict[str, list[str]] = {}
    words: list[str] = []
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        if line.startswith("["):
            words = sections.setdefault(line[1:-1], [])
        else:
            words.extend(line.split())
    return sections


def alternatives(words: Iterable[str]) -> str:
    """Alternatives that match the longest word, grouped by first character: the engine tries few of them."""
    groups: dict[str, list[str]] = {}
    for word in sorted(set(words), key=lambda w: (-len(w), w)):
        groups.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in groups.items())


_VERBS: Final = _sections("verbs.txt")
_HEADS: Final = _sections("heads.txt")
_NAMING: Final = _sections("naming.txt")

STOP: Final = frozenset(_VERBS["stop"])
VERB: Final = re.compile(alternatives(set(_VERBS["do"]) | STOP))
"""A verb of doing, or a word of STOP that only begins like one."""
VERB_FIRST: Final = frozenset(w[0] for w in (*_VERBS["do"], *STOP))
"""The characters that a word of VERB may begin with: a look here is cheaper than a match."""

PART: Final = frozenset(_VERBS["part"])
PART_OR_END: Final = re.compile(alternatives((*_VERBS["part"], *_VERBS["part at end"])))
PLAIN: Final = frozenset(_VERBS["plain"])
WEAK_VERBS: Final = frozenset(_VERBS["weak"])

LEVEL_HEADS: Final = tuple(_HEADS["level"])
SHARE_HEADS: Final = tuple(_HEADS["share"])
VOLUME_HEADS: Final = tuple(_HEADS["volume"])
GROWTH_HEADS: Final = tuple(_HEADS["growth"])

BARE_HEADS: Final = frozenset(_NAMING["bare"])
OF_THE_SAME: Final = frozenset(_NAMING["of the same"])
WANTS_CONTEXT: Final = frozenset(_NAMING["wants context"])
WANTS_OBJECT: Final = frozenset(_NAMING["wants object"])
FUNDERS: Final = frozenset(_NAMING["funder"])
AGENTS: Final = frozenset(_NAMING["agent"])


def _suffixes(words: list[str]) -> re.Pattern[str]:
    """Matches, at the start of a reversed string, the longest of `words` that the string ends in."""
    return re.compile(alternatives([w[::-1] for w in words]))


HEAD_REVERSED: Final = _suffixes([w for words in _HEADS.values() for w in words])

# ---------------------------------------------------------------- closed classes

PERIOD_NAME = r"“?十[一二三四五六七八]?五”?"
_YEARS = r"(?:近|过去|今后|未来|最近|这|前|后)?(?:的)?[一二两三四五六七八九十\d]{1,2}年"
TIME_PHRASE = (
    r"(?:到|至|截至|截止|自|从|于|在)?(?:"
    r"(?:19|20|21)\d\d年(?:底|末|初|上半年|下半年|年底|全年)?(?:以来|前|时)?"
    rf"|{PERIOD_NAME}(?:规划)?(?:期间|时期|末|以来|前四年|收官之年)?"
    rf"|{_YEARS}(?:来|间|内|中|期间)?(?=[,、]|累计|共|新|中|国|将|年|全|的|,|在)"
    r"|本世纪末|本世纪中叶|本届政府(?:任期内)?|年(?:底|内|末|初|度|中)(?:前)?|(?:今|去|明|上|当|本|全)年(?:底|内|末|以来|上半年)?"
    r"|(?:上|下)半年|(?:一|二|三|四|前三|第[一二三四])季度|\d{1,2}月(?:底|末|份)?(?:前)?)"
)

MODAL = (
    r"(?:必须|应当|应该|一定要|需要|要|将|拟|可|能|计划|预计|力求|力争|争取|努力|奋力|确保|保证|坚决|务必|务求|"
    r"全力以赴|决心)"
)
ADVERB = (
    r"(?:进一步|持续|继续|不断|全面|全力|大力|积极|深入|切实|着力|稳步|有序|逐步|加快|加力|加紧|扎实|统筹|协同|"
    r"认真|严格|精心|充分|主动|牢牢|坚持|扩围|常态化|因地制宜|"
    r"分批|依法|如期|按期|率先|首次|顺利|圆满|"
    r"完全|全部|累计|共计|合计|总计|总共|均|都|各(?![类项级种地])|分别|每年|年均|再次|又|还|也|已经|已|正在|"
    r"先后|陆续|连续|先|及时|有效|有力|迅速|大幅|显著|明显|实现|达到|达(?!标)|突破|做到|完成好|今后|"
    r"同时|并且|并|而且|且|而|其中|特别是|尤其是|包括|以及|通过|为|使|让|把|将|对|向|给|由|在|与|和|被|令|"
    r"一次性|实打实|加速|尽快|争先|不少于|不低于|超过|超|近|约|至少|共有|拥有|仅|只)"
)
AMBIGUOUS: Final = re.compile(
    r"高标准|高质量|高水平|高效|精准|科学|合理|滚动|集中|分类|分级|重点|优先|提前|成功|共同|联合|一体|同步|整体|总体|基本|共|再|"
    r"平均|实际|直接|快速|首批|协调|健全|就近|动态|新|[一二两三四五六七八九十\d]{1,2}年"
)
"""Adverbs that are also the beginning of names (重点实验室, 高标准农田): adverbs only before a verb or number."""
COMPOUND: Final = frozenset("业性率型化者量额费品权员商网链力单站点书法师生户区园")
"""A verb before one of these is the beginning of a compound noun (制造业, 保障性, 覆盖率)."""
SCOPE = r"(?:在?全市|在?全省|在?全区|在?全县|在?全州|在?全国|在?全社会(?=新增)|我市|我省|我区|我县|我州|全自治区|各地|各级)"
LEAD: Final = re.compile(
    rf"(?:{TIME_PHRASE}|{SCOPE}|{MODAL}|{ADVERB}|[ ,、—:\-·]+|了|好|着(?!力)|起)"
)
LEAD_FIRST: Final = frozenset(
    "到至截自从于在“十近过今未最前后一二两三四五六七八九本年去明上当下第这 ,、—:-·了好着起0123456789"
) | {w[0] for w in re.findall(r"[\u4e00-\u9fff]+", MODAL + ADVERB + SCOPE)}
"""The characters that LEAD may begin with."""

UP = "增长|增加|提高|提升|上升|上涨|扩大|增产|增收|增|涨|扩容|增值|上浮|上调|加密|延长|新增|净增|拓展|多增"
DOWN = (
    "下降|降低|减少|缩小|缩短|压减|压降|回落|收窄|精简|节约|压缩|下调|减轻|减负|减免|降|减|削减|下浮|缩减|"
    "节省|核减|取消|淘汰|关停|清退|少"
)
TO_WORDS = (
    "增长到|增加到|提高到|提升到|上升到|扩大到|扩展到|拓展到|增至|升至|提高至|提升至|上升至|增加至|扩大至|扩大为|"
    "下降到|下降至|降低到|降低至|减少到|减少至|降至|降到|减至|缩小到|缩小至|缩短到|缩短至|压缩到|压缩至|压减到|"
    "压减至|整合为|优化为|整合优化为|延长到|延长至|跃升到|跃升至|跃升为|发展到|上升为|调整到|调整至|调整为|恢复到|回升到|"
    "回升至|下调至|下调到|上调至|上调到|涨到|突破到|跃至|拓展至|推广到|推广至|扩面到|提至|提到|更新为|转变为"
)
AT_WORDS = (
    "达到|达至|达|突破|超过|超|"
    "稳定在|稳定保持在|保持在|维持在|控制在|确保在|稳在|高于|低于|大于|小于|多于|少于|不低于|不少于|不小于|不高于|"
    "不超过|不大于|不多于|为|是|有|至|到|在|迈上|跃上|站上|迈入|跨上|跨越|跨过|跨入|首破|冲破|接近|将近|约为|大约|约|"
    "近|逾|上|至少|占到|占|仅|只有|只|以|可达|好于|优于|快于|共|计|合计|共计|总计|累计|"
    "位居|稳居"
)
LINK = (
    "比上年年初预算|比上年执行数|全国|全省|全市|全区|每千人|每万人|每百人|每千人口|比上年|比去年|较上年|较去年|比上年同期|比去年同期|比上年预算|比去年预算|比去年预算执行数|同比|同口径|按可比价格计算|"
    "按可比口径|按不变价格计算|按可比价计算|扣除价格因素|扣除物价上升因素|扣除物价因素|剔除价格因素|可比口径|环比|比年初|较年初|"
    "年均|平均|均值|实际|名义|首次|历史性|率先|再次|连续|均|都|分别|各|也|又|还|再|将|已|已经|仍|"
    "力争|争取|努力|确保|实现|基本|总体|总数|全部|成功|顺利|预计|有望|大幅|大幅度|持续|进一步|年度|全年|每年|就|要|能|能够|"
    "稳定|稳步|继续|快速|显著|逐步|平稳|合理|保持|控制|总共|每年将|将会|可|约|左右|的|了|由|从|严格|接续|强劲|逆势|累计|"
    "其中|每|另|并|坚决|全面|初步|相当于|比计划|较计划|超计划|计划|一次性|当年|提前|净|力求|再度|月均|日均|总体上|"
    "目标|预期目标|预期|新台阶|只增不减|进一步|多措并举|必须|应当|务必|双双|普遍|整体"
)
_COMPARED = r"(?:比|较|同)(?:(?:19|20)\d\d年|“?十[一二三四]五”?(?:末|期末|初期|初)?)(?:同期|底|末)?(?:相比)?"


TAIL_SORT: Final = {
    word[::-1]: sort
    for sort, words in (("link", LINK), ("up", UP), ("down", DOWN), ("at", AT_WORDS), ("to", TO_WORDS))
    for word in words.split("|")
}
"""What a word at the end of a phrase does, by the word read backwards."""
TAIL_REVERSED: Final = re.compile(rf"{alternatives(set(TAIL_SORT))}|[ ,、:\-]+")
COMPARED_END: Final = re.compile(_COMPARED + "$")

DISTRIBUTES: Final = re.compile(r"(?<![年平人月日])均|都|各|分别")
"""What shares a number, or numbers in turn, out to the members of a list."""

AFTER_BOUND: Final = re.compile(
    r"\s?(?:(?P<ge>及?以上|之上|起)|(?P<le>及?以下|以内|之内|内)|(?P<approx>左右|上下)|(?P<gt>多|余))"
)
"""A bound that stands behind its number."""

BEFORE_BOUND: Final = (
    ("ge", re.compile(r"不低于|不少于|不小于|不亚于|至少|不弱于|迈上|跃上|站上|跨上|迈入|跨入|跨越")),
    ("le", re.compile(r"不超过|不高于|不大于|不多于|不突破|控制在|压控在|限制在|严控在")),
    ("gt", re.compile(r"突破|超过|超出|超|高于|大于|逾|首破|跨过|多于|好于|快于|优于|冲破")),
    ("lt", re.compile(r"低于|少于|小于")),
    ("approx", re.compile(r"接近|将近|大约|(?<!节)约(?!束)|(?<![远邻临附])近")),
)
"""Bounds that stand before their number, the more specific first."""

ENSURE: Final = re.compile(r"确保|必须|坚决|务必|保证|务求|一定要|决心|守住|保障(?=实现|完成)")
STRIVE: Final = re.compile(r"力争|争取|努力|力求|奋力|争(?=达|创|突破|进)|冲刺")
PERIOD: Final = re.compile(
    r"(?:到|至|截至|截止)?(?P<year>(?:19|20)\d\d)年|“?(?P<plan>十[一二三四五六]?五)”?(?!规划(?:纲要)?(?:编制|草案|建议))"
    r"|(?P<span>今后|未来|近|过去|这)?(?P<n>[两二三四五六七八九十])年(?:来|间|内|累计|共)"
)
QUOTED: Final = re.compile(r"“[^”\n]{0,60}”|\([^()\n]{0,40}\)|《[^》\n]{0,60}》|\"[^\"\n]{0,40}\"")
CLAUSE: Final = re.compile(r"[^,;:。]+[,;:。]?")
"""A clause with its closing mark, quoted or not."""
DELIMITER: Final = re.compile(
    r"“[^”\n]{0,60}”|\([^()\n]{0,60}\)|《[^》\n]{0,60}》|\"[^\"\n]{1,40}\"|(?P<c>(?<!\d),|,(?!\d{3}(?!\d))|(?<!\d):|:(?!\d)|[;!?。])|(?P<l>、)"
)
