"""The core of a name: what is left when synonyms are evened out and words that only dress it go.

新增城市停车位 and 新建停车泊位 have one core. Two cores are the same, or one is the other with a
qualifier before it: a narrower thing, or a wider one.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache

from duban.indicators import names

ALIKE = 0.85
"""Below this likeness (2·LCS / both lengths) two cores are different things."""
_QUALIFIER = 12
"""A longer difference is more than a qualifier."""

# Words for one thing, the longer before the shorter.
_SAME = tuple(
    (re.compile(pattern), same)
    for pattern, same in (
        (r"细颗粒物(?:PM2\.5)?", "PM2.5"),
        (r"(?<=国家|全国)级(?!以上)|(?<=[省市县区])级(?!以上)", ""),
        (r"规模(?=工业)", "规模以上"),
        (r"软件[和与]?信息(?:技术)?(?:服务)?业", "软件业"),
        (r"(?:生活)?垃圾(?:分类)?回收利用率", "垃圾回收利用率"),
        (r"旅游(?:综合|总)收入", "旅游收入"),
        (r"限额以上单位", "限额以上"),
        (r"^(?:政府|地方)+债务$|^化债$", "化债"),
        (r"(?:敬老院|养老院|养老(?:服务)?机构)(?=床位)", "养老"),
        (r"植树造林|造林绿化", "造林"),
        (r"执业医师和执业助理医师|执业（助理）医师|执业助理医师", "执业医师"),
        (r"停车泊位|泊车位|停车位", "车位"),
        (r"管线|管道", "管网"),
        (r"公办园", "公办幼儿园"),
        (r"战新产业", "战略性新兴产业"),
        (r"(?:利用|使用|到账|到位)外资|外资(?:实际)?(?:到位|到账)", "使用外资"),
        (r"营业收入", "营收"),
        (r"研究与试验发展|R&D|研究与开发|科学研究", "研发"),
        (r"研发(?:经费|投入|支出|费用)+", "研发"),
        (r"(?:政务服务(?:事项)?)?(?:网上可办率|网办率|网上办理率)", "网办率"),
        (r"(?:外出|转移)务工(?:就业)?", "务工"),
        (r"脱贫(?:劳动力|劳力|群众)", "脱贫人口"),
        (r"劳动力|劳力", "劳动力"),
        (r"^第?([一二三])(?:次?产业|产)?增加值$", r"第\1产业增加值"),
        (r"^税收$", "税收收入"),
        (r"外商投资企业", "外资企业"),
        (r"国控", "国考"),
        (r"(?:环境)?空气质量|环境空气", "空气"),
        (r"优良(?:天数)?(?:比率|比例|占比|率)", "优良天数比率"),
        (
            r"^(?:全[市县区]|中心城[市区]|城市|市?城区|市?区|县城)?(?:环境)?(?:空气)?(?:平均)?(?=优良天数)",
            "",
        ),
        (r"水质优良(?:比率|比例|占比|率)|优良水[质体](?:比率|比例|占比|率)", "水质优良比率"),
        (r"基本医疗保险|医疗保险|基本医疗|基本医保", "医保"),
        (r"基本养老保险", "养老保险"),
        (r"种植|播种", "播种"),
        (r"(?:政府|地方)?(?:隐性)?债务化解|化解(?:政府|地方)?(?=隐?性?债务)", "债务"),
        (r"户厕|厕所|改厕", "厕"),
        (r"回迁安置", "回迁"),
        (r"外贸出口", "出口"),
        (r"外贸进出口|货物进出口", "进出口"),
        (r"通过?公共网络(?:实现)?的?(?:商品)?(?:零售额?)?$", "网络零售额"),
        (r"抵达|跨越", "达"),
        (r"占比|比率|比例|所占比重", "比重"),
        (r"棚改|棚户区改造", "棚户区"),
        (r"服务中心", "中心"),
        (r"专项债券?资金|专项债(?!券)", "专项债券"),
        (r"年均浓度|年平均浓度|平均浓度", "浓度"),
        (r"龙头企业", "龙头"),
        (r"全域", ""),
        (r"人员|人才|人数|职工", "人"),
        (r"(?:项目)?审批时间|(?:项目)?审批时限|办理时限|办理时间", "时限"),
    )
)  # fmt: skip
# Words that change nothing of what is counted, where unit and period agree anyway.
_DRESS = re.compile(
    r"滚动|考核(?=断面)|重点(?=产业链)|稳中提质|稳中有升|稳中向好|量稳质升|促稳提质|等(?:基础设施|领域|行业)|建成试?运[转行营]|优质|各类|各级|全面|圆满|年度|全年|年内|当年|当前|实际|预计|实现|完成|任务|综合|提质|扩容|持续|有效|现代化"
    r"|标准化|规范化|全社会|全域|既有|住宅|城乡居民(?=医保参保率)|居民(?=医保参保率)|婴幼儿(?=托位)|城市(?=空气|车位|绿道|公园|更新|老旧)|中心城区|市城区|城区|市区|县城(?=空气|老旧|车位)"
    r"|新引进|引进|引育|招引|引入|培育|创建|打造|新认定|认定|获批|改扩建|新改建|新建|改建|建成|建设|改造|提升|整治|治理|更新|铺设|敷设|铺排|供应|盘活|处置"
    r"|新增|新开工|新投产|新投用|新开通|开通|增加|净增|增设|实施|组织|开展|举办|推进|落地|建成投用|投用|启用|通车|竣工|投产|开工|交付|发放|争取|筹集"
    r"|总量|总数|总额|金额|数量|总里程|里程|总面积|面积|总规模|(?<!大)规模(?!以上|化)|家数|总人数|专业(?=合作社)|产业化(?=龙头)|农业(?=龙头)"
    r"|合计|共计|累计|顺利|如期|平均|其中|地方(?=一般公共)|[区县]级?(?=一般公共)|“|”|的|等|了|及(?=以上)"
)  # fmt: skip
_LEVEL = re.compile(r"(?:国家|全国|省|市|县|区|自治区)级?(?:及?以上)?(?=[一-鿿])")
_NUMBER = re.compile(r"\d+|[一二三四五六七八九十百千]")
_DENOMINATOR = re.compile(r"占[^占]{2,16}?(?=比重)")
_LISTED = re.compile(r"[、和与及]$")
_TINY = 2
# What so many names end in that the ending alone says nothing.
_GENERIC = frozenset(
    "项目 企业 人 人才 学校 道路 床位 医院 基地 园区 活动 平台 产业 资金 投资 收入 产值 面积 产量 工程 设施 服务 中心 机构"
    " 公路 铁路 居民 群众 农村 重点项目 示范 试点 岗位 住房 比重 用地 土地 规模 人口 就业 亿元 平均 补贴 贷款 人次 游客".split()
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two cores are (0 to 1), and the words that one has before the other."""

    degree: float
    narrower: str = ""
    """What the result says more than the target."""
    wider: str = ""
    """What the target says more than the result."""


NONE = Likeness(0.0)


@lru_cache(maxsize=16384)
def core(name: str) -> str:
    """The core of a name; the name itself where nothing would be left."""
    short = re.sub(r"^市(?=区)|^区(?=[^域间块级内外属])|^级(?=重点)", "", names.plain(name))
    for pattern, same in _SAME:
        short = pattern.sub(same, short)
    bare = _DRESS.sub("", short)
    return bare if len(bare) >= _TINY else short


@cache
def _known() -> dict[str, str]:
    """Indicator ids by the cores of their names, where a core says one of them only."""
    ids: dict[str, set[str]] = {}
    for indicator in names.vocabulary().values():
        for name in indicator.names:
            ids.setdefault(core(name), set()).add(indicator.id)
    return {c: next(iter(found)) for c, found in ids.items() if len(found) == 1}


def generic(text: str) -> bool:
    """Whether a core is one of the endings that say nothing alone."""
    return text in _GENERIC or len(text) < _TINY


@lru_cache(maxsize=65536)
def likeness(target: str, result: str) -> Likeness:
    """How alike the cores of two names are."""
    a, b = core(target), core(result)
    if ("比重" in a) and ("比重" in b) and ("占" in a) != ("占" in b):
        a, b = _DENOMINATOR.sub("", a), _DENOMINATOR.sub("", b)
    if names.nobody(names.plain(target)) or names.nobody(names.plain(result)):
        return NONE
    known = _known()
    if a == b or (a in known and known[a] == known.get(b)):
        return Likeness(1.0)
    if len(a) == len(b) >= 4 and Counter(a) == Counter(b):
        return Likeness(0.95)
    if set(_NUMBER.findall(a)) != set(_NUMBER.findall(b)):
        return NONE
    if len(b) > len(a) >= _TINY and b.endswith(a) and len(b) - len(a) <= _QUALIFIER:
        return Likeness(0.8, narrower=b[: -len(a)])
    if len(a) > len(b) >= _TINY and a.endswith(b) and not _LISTED.search(a[: -len(b)]):
        return Likeness(0.8, wider=a[: -len(b)])
    if a in known or b in known or min(len(a), len(b)) < 4:
        return NONE
    if names.scopes(a) != names.scopes(b) or set(_LEVEL.findall(a)) != set(_LEVEL.findall(b)):
        return NONE
    degree = names.letters(a, b)
    return Likeness(degree) if degree >= ALIKE else NONE
