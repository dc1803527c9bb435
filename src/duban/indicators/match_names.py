"""Whether two names say the same indicator: harmonised first, then by their letters and scope."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

MINIMUM_LIKENESS = 0.8
"""Two keys with a lower likeness (2·LCS / sum of both lengths) are different indicators."""
ANY_ORDER_LIKENESS = 0.9
"""The same threshold for letters in any order, where both names are lists joined by 和."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A harmonised indicator. `better`: higher, lower, or neutral where neither is."""

    id: str
    name: str
    names: tuple[str, ...]
    unit: str
    better: str
    note: str
    parts: tuple[str, ...] = ()
    """The ids that add up to it, where statistics publish it only in parts."""


_NOISE = re.compile(r"\[\d+\]|[\s“”\"'《》〔〕]")
_ASIDE = re.compile(r"[（(]([^（）()]*)[）)]")
_LEADING_WORDS = re.compile(
    r"^(?:[^，]{0,4}提出|求(?!职|助|学|购|医|诊)|我国的|国务院|各?部门(?=全年|共|累计)|(?:取消(?:和|或|、))?下放(?=.{4})|[\d０-９〇○零一二三四五六七八九]{4}年|拟安排|安排|确保|力争|继续|全市|全省|全区|全县|全国|我国|全年|去年|上年|年末|年均|海关|昨年|其中|经济社会发展"
    r"|(?:预计|初步核算)?(?:完成|实现)(?=[一-鿿]{4})(?!率|情况|进度|程度|投资$)|预计|初步核算|经?核算"
    r"|本[市县区](?=生产总值|GDP)|地方(?=一般公共预算|公共财政|财政收入)|人民币(?=贷款)|新增(?=人民币)|全社会(?=研)|各类(?=.{3})|境内外|"
    r"(?:今年|当年|本年)的?)+"
)
_TRAILING_WORDS = re.compile(
    r"(?:涨幅|增速|增幅|降幅|增长率|的?增长速度|增长|总规模|去年|今年|上年|全年|问题|基本|(?:预期)?(?:增长)?(?:预期)?目标.*|预期目标|拟按|占用?比例$"
    r"|屡创.*|连续.*|首次.*|再创.*|再获.*|达到\d.*|平均"
    r"|(?:突破|超过|达到?|迈上|跃上|跨[上过]|站上|首破)[\d百千万亿].*"
    r"|(?:由|从)(?:上年|去年|前.年|\d{4}年).*|工程使.{1,6}受益|提高到每人|(?:每人)?每年|预定.*|的?(?:宏观)?调控|目标定.*"
    r"|(?<![虚模比])拟|(?<=[值入额资量])(?:预计|实际|可)?(?:完成|实现)|预计|(?:按)?(?:可比|同|自然)口径|可比|得到(?:有效|妥善|基本)?解决|圆满|顺利|超额|如期|是(?:必要|适宜|合适|可行|积极).*)$"
)
_SCOPE_WORD = re.compile(
    r"轻|重工|城镇|农村|乡村|农民|中央|地方|省级|市级|国家级|县级|区级|出口|进口|毕业生|失业人员|困难人员|工业|服务业|民间"
    r"|制造业|高技术|装备|企业|居民|职工|城市|义务教育|学前|小学|大学|幼儿园|高中|高校|人均|占|日|单位|女性|老年|养老|医疗|失业"
    r"|工伤|生育|第一产业|第二产业|第三产业|新能源|水电|核电|风电|光伏|火电|高速|公租|廉租|棚户区|旧小区|保障性"
    r"|财政|税收|外资|外商|旅游|化学需氧量|二氧化硫|氨氮|氮氧化物|二氧化碳|细颗粒物|PM2.5|PM10|稻|小麦|玉米"
    r"|大豆|油料|蔬菜|面积|产量|产值|增加值|收入|支出|总投资|投资|余额|规模以上|限额以上|重点|国有|民营|私营|能耗|水耗|电力|原油|天然气"
    r"|煤炭|公路|铁路|机场|贷款|存款|赤字|国债|专项债|医保|低保|补助|补贴|新型|基础|最低|平均|上市|独角兽|小巨人|高新"
)
_PLACE_PREFIX = re.compile(r"^[一-鿿]{2,6}?(?:省|自治区|(?<!城)市|县)(?![级内外场民政区属里域])")
_COUNTY_ENDING = re.compile(r"[县区旗]$")
# A county's own; in the report of a city or a province it is that of its counties together.
_COUNTY_WIDE = re.compile(r"县域(?=(?:地区)?生产总值|GDP|经济)")
_NUMBER = re.compile(r"\d+|[一二三四五六七八九十]")
_PAYER_OR_CATEGORY = re.compile(
    r"^(?:[比到由从]?[\d０-９〇○零一二三四五六七八九]{4}年?|中央|地方|国家|各级|全国|预算|财政|此项?|为此|此|政府|用于|这些|方面|安排|新增|增加|支出|投入|资金|补助"
    r"|补贴|专项|投资|国债|拨款|建设|项目|企业|试点|范围|试点范围|县|人|转|减|关停|淘汰|覆盖面|分别|比上年(?:预计数|预算|预算数)?|预计数|每人|人均|问题|的|收入|标准|预算内|支持|农村)*$"
)
# What a government spends on something is one thing, whether it 安排, 投入 or 用于 it.
_SPENDING = re.compile(
    r"^(中央财政|全国财政|省级财政|市级财政|财政)(?:拟?安排|拟?投入|用于|对|的)+(.{2,14}?)(?:方面|事业)?的?"
    r"(?:投入|支出|资金|经费)?$"
    r"|^(中央财政|全国财政|省级财政|市级财政)(.{2,14}?)(?:方面|事业)?的?(?:投入|支出|资金|经费)$"
)
_SPECIAL_FUNDING = re.compile(r"赤字|国债|债券|专项|补助|补贴|基金|预算内|转移支付")
_CONJUNCTION = re.compile(r"和|、|及|与")
# Words that take their subject from what stands before them.
_OPEN_NAME = re.compile(
    r"^(?:按?(?:自然|同|可比)口径|(?:扣除|剔除)[^，。；]{2,12}后|[又也都还均将约并则]{0,2}[比由从]?(?:上一?年末?|去年末?|前年|[\d一二三四五六七八九〇○零]{4}年)?的?(?:预计数|预算数|预算|实际)?|人|人均|每人|每年|转|减|关停|淘汰|覆盖面|分别|同比|环比"
    r"|此项?|支出|投入|建成(?:通车)?|通车|新?开工(?:建设)?|竣工|投产|增幅|增速|涨幅|降幅|仍然?高?|到人均?|到每人)+$"
)
_INSURED_PERSONS = re.compile(r"^(?:城镇|全市)?参加(.+?保险)的?(?:职工|人员)?(?:参保)?人数$")
# Words that are short for others, and words that change nothing of what is measured.
_REPLACEMENTS = (
    (re.compile(r"限上(?=[一-鿿])"), "限额以上"),
    (re.compile(r"(?:地方|区域)(?=(?:地区)?生产总值|GDP)"), ""),
    (re.compile(r"^清欠(?=[一-鿿])"), "拖欠"),
    (re.compile(r"(?:本外币|人民币)?各项(?=[存贷]款)"), ""),
    (re.compile(r"老年人"), "老人"),
    (re.compile(r"(?<=[一-鿿])年(?=(?:旅客|货物|集装箱)?吞吐量|产量|发电量|客流量)"), ""),
    (re.compile(r"(?<=[一-鿿]{2})各类(?=[一-鿿]{2})"), ""),
    (re.compile(r"(?<=生产总值)总量$"), ""),
    (re.compile(r"^生产(?=[一-鿿]{2,4}$)(?!总值|安全|能力|经营|性)(.+)$"), r"\1产量"),
    (re.compile(r"(?<=项目)(?:完成|年度|年内)(?:完成)?(?=投资)"), ""),
    (re.compile(r"(?<=[一-鿿]{3})(?:建成通车|建成|通车|竣工|投用|新改建|新建改建|改扩建)$"), ""),
    # What a reader leaves of 新开工 and 平均值 when it cuts them at the verb.
    (re.compile(r"(?<=[一-鿿]{3})(?<![创更最革维翻高])新$|(?<=率)年?平$|(?<=率)年$"), ""),
    (re.compile(r"提高到每人每月$|(?<=率)平均值?$"), ""),
    # Words that open a comparison or a rise and belong to the verb behind them.
    (re.compile(r"(?<=[量额值率入资数口])(?:在|由|从|则|只|也|才|就|又|还|将|也将|年内)$"), ""),
    (re.compile(r"(?<=资费)年内$|(?<=[一-鿿])平均(?=资费|电价)"), ""),
    (re.compile(r"(?:月人均|人均月|平均)(?=标准$)"), ""),
    (re.compile(r"(?<=保险)参保$"), "参保人数"),
)
# Any of them: most names have none, and are looked at once.
_ANY_REPLACEMENT = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in _REPLACEMENTS))
_ENTIRE_REGION = re.compile(r"全[市省区县国](?=\w*(?:生产总值|投资|服务业|工业|GDP))")
_BRANCH_INVESTMENT = re.compile(r"(?<=[业间])固定资产投资")
_SHARE_ENDING = re.compile(r"的比重$|所占比重$|占比$")
# 新增 within a name; in those of money, land and jobs it belongs there.
_NEWLY_ADDED = re.compile(r"(?<=[一-鿿]{2})新[增造](?!就业|城镇|贷款|人民币|耕地|用地|财力|产能)(?=[一-鿿])")
_SYNONYMS = {"GDP": "国内生产总值", "地区生产总值": "国内生产总值", "固定资产投资比重": "投资比重"}


_REORDERED_MINIMUM = 4
"""Names of the same letters, so many at least, say the same in another order (出栏肉牛)."""
# Where the order says which is set against which.
_COMPARISON_WORD = re.compile(r"占(?!比)|比(?!重|例)|高于|低于|对")


@cache
def load_vocabulary() -> dict[str, Indicator]:
    """Every harmonised indicator by id. The file is checked by the tests."""
    toml_text = files("duban").joinpath("data/indicators/indicators.toml").read_text("utf-8")
    return {
        indicator_id: Indicator(
            indicator_id,
            row["name"],
            (row["name"], *row.get("also", ())),
            row.get("unit", ""),
            row.get("better", "higher"),
            row.get("note", ""),
            tuple(row.get("parts", ())),
        )
        for indicator_id, row in tomllib.loads(toml_text).items()
    }


@lru_cache(maxsize=8192)
def simplify_name(name: str, place: str | None = None) -> str:
    """The name without footnotes, the place whose report it is, and words that only lead or end."""
    simple_name = _ASIDE.sub(lambda match: match[1] if _SCOPE_WORD.search(match[1]) else "", _NOISE.sub("", name))
    if place:
        stem = place.rstrip("省市县区")
        for place_form in (place, stem):
            simple_name = simple_name.removeprefix(place_form).removeprefix("市").removeprefix("全市")
        if _COUNTY_ENDING.search(place):
            simple_name = _COUNTY_WIDE.sub("", simple_name)
    simple_name = _LEADING_WORDS.sub("", simple_name)
    simple_name = _ENTIRE_REGION.sub("", simple_name)
    for word, replacement in _SYNONYMS.items():
        simple_name = simple_name.replace(word, replacement)
    simple_name = _BRANCH_INVESTMENT.sub("投资", simple_name).replace("规上", "规模以上")
    if _ANY_REPLACEMENT.search(simple_name):
        for pattern, replacement in _REPLACEMENTS:
            simple_name = pattern.sub(replacement, simple_name)
    if insured := _INSURED_PERSONS.match(simple_name):
        simple_name = f"{insured[1]}参保人数"
    while (shortened := _TRAILING_WORDS.sub("", simple_name)) != simple_name and shortened:
        simple_name = shortened
    return _normalise_spending(_SHARE_ENDING.sub("比重", simple_name))


def _normalise_spending(name: str) -> str:
    match = _SPENDING.match(name)
    if match is None or _SPECIAL_FUNDING.search(name):
        return name
    return f"{match[1] or match[3]}{match[2] or match[4]}支出"


@cache
def _id_by_simple_name() -> dict[str, str]:
    return {simplify_name(name): indicator.id for indicator in load_vocabulary().values() for name in indicator.names}


def harmonise(name: str, place: str | None = None) -> Indicator | None:
    """The indicator of the vocabulary that a name says, or None.

    >>> harmonise("地区生产总值增速").id
    'gdp'
    """
    simple_name = simplify_name(name, place)
    indicator_id = _id_by_simple_name().get(simple_name) or _id_by_simple_name().get(simple_name.replace("的", ""))
    return load_vocabulary()[indicator_id] if indicator_id else None


def is_open_name(name: str, place: str | None = None) -> bool:
    """Whether a name leaves open what is measured (人, 比上年预计数, 关停)."""
    simple_name = simplify_name(name, place)
    return harmonise(name, place) is None and (len(simple_name) < 2 or _OPEN_NAME.match(simple_name) is not None)


def comparison_key(name: str, place: str | None = None) -> str:
    """What a name is compared by: the id of the vocabulary, or else its plain form."""
    simple_name = simplify_name(name, place)
    base_name = _NEWLY_ADDED.sub("", simple_name)
    indicator = harmonise(name, place) or (harmonise(base_name) if base_name != simple_name else None)
    return indicator.id if indicator else base_name


@lru_cache(maxsize=65536)
def compare_keys(first_key: str, second_key: str) -> float:
    """How alike two comparison keys are, 0 to 1; 0 where their scope words or numbers differ."""
    if first_key == second_key:
        is_harmonised = first_key in load_vocabulary()
        return 1.0 if is_harmonised or (len(first_key) >= 3 and not _PAYER_OR_CATEGORY.match(first_key)) else 0.0
    if _PAYER_OR_CATEGORY.match(first_key) or _PAYER_OR_CATEGORY.match(second_key):
        return 0.0
    if first_key in load_vocabulary() or second_key in load_vocabulary() or min(len(first_key), len(second_key)) < 3:
        return 0.0
    if set(_SCOPE_WORD.findall(first_key)) != set(_SCOPE_WORD.findall(second_key)):
        return 0.0
    if set(_NUMBER.findall(first_key)) != set(_NUMBER.findall(second_key)):
        return 0.0
    if bool(_PLACE_PREFIX.match(first_key)) != bool(_PLACE_PREFIX.match(second_key)):
        return 0.0
    if (
        len(first_key) == len(second_key) >= _REORDERED_MINIMUM
        and Counter(first_key) == Counter(second_key)
        and not _COMPARISON_WORD.search(first_key)
    ):
        return max(ANY_ORDER_LIKENESS, letter_likeness(first_key, second_key))
    if (
        _CONJUNCTION.search(first_key)
        and _CONJUNCTION.search(second_key)
        and letter_likeness(first_key, second_key) < MINIMUM_LIKENESS
    ):
        return _compare_in_any_order(first_key, second_key)
    return letter_likeness(first_key, second_key)


def names_only_payer(name: str) -> bool:
    """Whether a name says only who pays or what kind of thing it is, not what is measured."""
    return _PAYER_OR_CATEGORY.match(name) is not None


def find_scope_words(name: str) -> frozenset[str]:
    """The words in a name that limit its scope (城镇, 工业, 面积)."""
    return frozenset(_SCOPE_WORD.findall(name))


def _compare_in_any_order(first_name: str, second_name: str) -> float:
    """Likeness of two lists joined by 和, whose members may come in any order."""
    shared_letters = Counter(first_name) & Counter(second_name)
    likeness = 2 * shared_letters.total() / (len(first_name) + len(second_name))
    return likeness if likeness >= ANY_ORDER_LIKENESS else 0.0


def letter_likeness(first_name: str, second_name: str) -> float:
    """Likeness of two strings: 2 × their longest common subsequence / the sum of their lengths."""
    if not first_name or not second_name:
        return 0.0
    lengths = [0] * (len(second_name) + 1)
    for first_letter in first_name:
        diagonal = 0
        for column, second_letter in enumerate(second_name, 1):
            diagonal, lengths[column] = (
                lengths[column],
                diagonal + 1 if first_letter == second_letter else max(lengths[column], lengths[column - 1]),
            )
    return 2 * lengths[-1] / (len(first_name) + len(second_name))
