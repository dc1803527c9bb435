"""What a commitment names: projects, places and programmes; and the verbs that it promises by.

Names are found by their last word (水库, 口岸, 产业园, …) and cut at the phrase they stand in; programmes by
their quotation marks or by 行动, 工程, 计划 at their end. No gazetteer: the rule has to hold in any city.
"""

from __future__ import annotations

import re
from typing import Final

from duban.commitments import Name, NameKind
from duban.reading.lexicon import CLAUSE, alternatives
from duban.reading.phrases import strip_lead

_PROJECT: Final = (
    "抽水蓄能电站|水电站|风电场|光伏电站|电站|水库|灌区|引水工程|调水工程|水利枢纽|枢纽工程|枢纽|"
    "高铁|铁路|城际|高速公路|高速|"
    "快速路|大道|大桥|隧道|航道|码头|港区|机场|航站楼|产业园|工业园|科技园|物流园|园区|示范园|"
    "开发区|合作区|基地|数据中心|算力中心|"
    "会展中心|体育中心|文化中心|医疗中心|综合体|博物馆|图书馆|科技馆|遗址公园|国家公园|公园|医院|"
    "校区|大学|学院|科学城|实验室|"
    "口岸|陆港|保税区|生产线|改扩建|扩建工程|改造工程|建设工程|治理工程|一期工程|工程|项目|电厂|"
    "管网工程|会客厅|客厅"
)
_PLACE: Final = "新区|城区|老城|片区|街区|街道|社区|县城|镇|村|湖|江|河|湾|岛|湿地|流域"
_ENDS: Final = re.compile(rf"(?P<project>{alternatives(_PROJECT.split('|'))})|(?P<place>{_PLACE})")
_PROGRAMME: Final = re.compile(
    r"“[^”\n]{2,24}”(?:[^,;。、“”\s]{0,8}?(?:行动|工程|计划|项目|活动|攻坚战?|专项|机制|试点|"
    r"政策|品牌|战略))?"
)
_CAMPAIGN: Final = re.compile(
    r"三年行动(?:计划)?|专项行动|攻坚行动|行动方案|行动计划|提升行动|倍增计划|攻坚战"
)
_BREAK: Final = re.compile(r"[,;:。、“”\s()]|和|与|及|等")
_GENERIC: Final = re.compile(
    r"^(?:一批|重大|重点|各类|相关|更多|新|多个|全部|所有|省级|市级|国家|国家级|工业|产业|投资|"
    r"建设|亿元以上|\d.*|其他|城市|农村|中小|老旧|现代|高标准|"
    r"美丽|特色|示范|标准|智慧|数字|绿色|招商引资?|重点建设|基础设施|储备|试点|民生|中心|完整|"
    r"和美|先进制造业?|战略性新兴)*$"
)
_KINDS: Final = {
    "project": NameKind.PROJECT,
    "place": NameKind.PLACE,
    None: NameKind.PROGRAMME,
}
_REACH: Final = 18


def names_in(canon: str, text: str, start: int, end: int) -> tuple[Name, ...]:
    """The names inside `[start, end)`, in text order; of two that begin together the first kind found."""
    found: dict[int, Name] = {}
    for match in _PROGRAMME.finditer(canon, start, end):
        a, b = match.span()
        found[a] = Name(a, b, text[a:b], NameKind.PROGRAMME)
    for pattern in (_CAMPAIGN, _ENDS):
        for match in pattern.finditer(canon, start, end):
            name = _ending(canon, text, match, start)
            if name is not None:
                found.setdefault(name.start, name)
    return tuple(sorted(found.values(), key=lambda n: (n.start, n.end)))


def _ending(canon: str, text: str, match: re.Match[str], start: int) -> Name | None:
    floor = max(start, match.start() - _REACH)
    begin = max((m.end() for m in _BREAK.finditer(canon, floor, match.start())), default=floor)
    if begin == floor > start:
        return None
    begin = strip_lead(canon, begin, match.start()).at
    if match.start() - begin < 2 or _GENERIC.match(canon[begin : match.start()]):
        return None
    kind = _KINDS[match.lastgroup]
    return Name(begin, match.end(), text[begin : match.end()], kind)


def verbs_in(canon: str, start: int, end: int) -> tuple[str, ...]:
    """The verbs of doing at the head of each clause of `[start, end)`, each once."""
    verbs: dict[str, None] = {}
    for clause in CLAUSE.finditer(canon, start, end):
        verbs.update(dict.fromkeys(strip_lead(canon, *clause.span()).verbs))
    return tuple(verbs)
