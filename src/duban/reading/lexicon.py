"""The reader's words, compiled once from `data/lexicon/` and the short closed classes below.

Lists of words (verbs of doing, heads of names, words of change) are data files. What needs more
than words (bounds, time phrases, marks) is written here, as the regular expressions that it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import resources
from typing import Final


def load_sections(file_name: str) -> dict[str, list[str]]:
    """The words of a lexicon file by their [section]."""
    lexicon_text = resources.files("duban").joinpath(f"data/lexicon/{file_name}").read_text("utf-8")
    words_by_section: dict[str, list[str]] = {}
    words: list[str] = []
    for line in lexicon_text.splitlines():
        if line.startswith("#"):
            continue
        if line.startswith("["):
            words = words_by_section.setdefault(line[1:-1], [])
        else:
            words.extend(line.split())
    return words_by_section


def any_of(words: Iterable[str]) -> str:
    """Alternatives that match the longest word, grouped by first character.

    Of these groups the engine tries one, and searching stops only where one of them may begin.
    """
    return "|".join(_group_by_first_character(words).values())


def _group_by_first_character(words: Iterable[str]) -> dict[str, str]:
    """For each first character of the words, the pattern of those that begin with it, the longest first."""
    endings_by_character: dict[str, list[str]] = {}
    for word in sorted(set(words), key=lambda entry: (-len(entry), entry)):
        endings_by_character.setdefault(word[0], []).append(re.escape(word[1:]))
    return {
        first_character: f"{re.escape(first_character)}(?:{'|'.join(endings)})"
        for first_character, endings in endings_by_character.items()
    }


class WordsByCharacter(dict[str, re.Pattern[str]]):
    """Words by their first character, each group compiled when it is first wanted.

    A look-up finds the one group that can match; a pattern of all the words tries each in turn.
    """

    def __init__(self, words: Iterable[str]) -> None:
        super().__init__()
        self._patterns = _group_by_first_character(words)

    def __missing__(self, character: str) -> re.Pattern[str]:
        """Compile the group of a character; of one that no word begins with, what never matches."""
        self[character] = re.compile(self._patterns.get(character, r"(?!)"))
        return self[character]


_VERBS: Final = load_sections("verbs.txt")
_HEADS: Final = load_sections("heads.txt")
_NAMING: Final = load_sections("naming.txt")
_NAMES: Final = load_sections("names.txt")
_LEADS: Final = load_sections("leads.txt")
_TAILS: Final = load_sections("tails.txt")
_LEAD_WORDS: Final = (*_LEADS["modal"], *_LEADS["adverb"])

STOP_WORDS: Final = frozenset(_VERBS["stop"])
ACTION_VERBS: Final = frozenset(_VERBS["do"])
VERB_PATTERN: Final = re.compile(any_of(set(_VERBS["do"]) | STOP_WORDS))
"""A verb of doing, or a word of STOP that only begins like one."""
VERBS_BY_CHARACTER: Final = WordsByCharacter(set(_VERBS["do"]) | STOP_WORDS)
"""VERB_PATTERN by first character."""
VERB_FIRST_CHARACTERS: Final = frozenset(w[0] for w in (*_VERBS["do"], *STOP_WORDS))
"""The characters that a word of VERB may begin with: a look here is cheaper than a match."""

DIVIDING_VERBS: Final = frozenset(_VERBS["part"])
DIVIDING_VERB_PATTERN: Final = re.compile(any_of((*_VERBS["part"], *_VERBS["part at end"])))
PLAIN_VERBS: Final = frozenset(_VERBS["plain"])
WEAK_VERBS: Final = frozenset(_VERBS["weak"])


class Endings:
    """Words that a phrase may end in, indexed by last character: one lookup mostly decides."""

    def __init__(self, endings: Iterable[str]) -> None:
        self._by_last: dict[str, tuple[str, ...]] = {}
        for word in endings:
            self._by_last[word[-1]] = (*self._by_last.get(word[-1], ()), word)

    def end(self, phrase: str) -> bool:
        """Whether the phrase ends in one of the words."""
        candidates = self._by_last.get(phrase[-1:])
        return candidates is not None and phrase.endswith(candidates)


LEVEL_HEADS: Final = Endings(_HEADS["level"])
SHARE_HEADS: Final = Endings(_HEADS["share"])
VOLUME_HEADS: Final = Endings(_HEADS["volume"])
GROWTH_HEADS: Final = Endings(_HEADS["growth"])

BENEFIT_VERB: Final = "惠及"
"""Whom something benefits is never named without this verb (惠及经营主体)."""
BARE_HEADS: Final = frozenset(_NAMING["bare"])
HEADS_OF_LATEST_NAME: Final = frozenset(_NAMING["of the same"])
CONTEXT_DEPENDENT_NAMES: Final = frozenset(_NAMING["wants context"])
OBJECT_DEPENDENT_VERBS: Final = frozenset(_NAMING["wants object"])
FUNDERS: Final = frozenset(_NAMING["funder"])
AGENTS: Final = frozenset((*_NAMING["agent"], "省委、省政府", "市委、市政府"))

PROJECT_WORDS: Final = frozenset(_NAMES["project"])
PLACE_WORDS: Final = frozenset(_NAMES["place"])
GENERIC_WORDS: Final = frozenset(_NAMES["generic"])


HEAD_WORDS: Final = frozenset(w for ws in _HEADS.values() for w in ws)
REVERSED_HEAD: Final = re.compile(any_of(w[::-1] for w in HEAD_WORDS))
"""Matches, at the start of a reversed phrase, the longest head that the phrase ends in."""

# ---------------------------------------------------------------- closed classes

_PLAN_NAME = r"“?十[一二三四五六七八]?五”?"
_YEARS = r"(?:近|过去|今后|未来|最近|这|前|后)?(?:的)?[一二两三四五六七八九十\d]{1,2}年"
_TIME_PHRASE = (
    r"(?:到|至|截至|截止|自|从|于|在)?(?:"
    r"(?:19|20|21)\d\d年(?:底|末|初|上半年|下半年|年底|全年|度(?!假))?(?:以来|前|时)?"
    rf"|{_PLAN_NAME}(?:规划)?(?:期间|时期|末|以来|前四年|收官之年)?"
    rf"|{_YEARS}(?:来|间|内|中|期间)?(?=[,、]|累计|共|新|中|国|将|年|全|的|,|在)"
    r"|本世纪末|本世纪中叶|本届政府(?:任期内)?"
    r"|年(?:底|内|末|初|度|中)(?:前)?|(?:今|去|明|上|当|本|全)年(?:底|内|末|以来|上半年)?"
    r"|(?:上|下)半年|(?:一|二|三|四|前三|第[一二三四])季度|\d{1,2}月(?:底|末|份)?(?:前)?)"
)
_SCOPE_PHRASE = r"在?全(?:市|省|区|县|州|国|地区)|在?全社会(?=新增)|我(?:市|省|区|县|州)|全自治区|各地|各级"
_UNDATED_LEAD = (
    rf"{any_of(_LEAD_WORDS)}|各(?![类项级种地])|达(?!标)"
    r"|有(?![效机证色线轨关力序限偿益害毒氧奖声形无所望利为志待条文了组温头爱知经技])"
    r"|[①-⑳]|加上|减去|目前|[ ,、—:\-·]+|了|好|着(?!力)|起"
)
LEAD_PATTERN: Final = re.compile(
    rf"{_TIME_PHRASE}|{_SCOPE_PHRASE}|\d{{1,2}}\.\d{{1,2}}本?(?=[\u4e00-\u9fff])|{_UNDATED_LEAD}"
)
"""A time, a place, a modal or an adverb at the head of a phrase."""
TIME_FIRST_CHARACTERS: Final = frozenset(
    "到至截自从于在“十近过今未最这前后一二两三四五六七八九本年去明上当下全第我各0123456789"
)
"""The characters that a time, a place or a figure at the head of a phrase may begin with."""
UNDATED_LEAD_PATTERN: Final = re.compile(_UNDATED_LEAD)
"""LEAD_PATTERN where none of these characters stands: a third of the work."""
AMBIGUOUS_ADVERB: Final = re.compile(rf"{any_of(_LEADS['ambiguous'])}|[一二两三四五六七八九十\d]{{1,2}}年")
"""Adverbs that also begin names: adverbs only before a verb of doing or a number."""
COMPOUND_ENDINGS: Final = frozenset("业性率型化者量额费品权员商网链力单站点书法师生户区园券会")
"""A verb before one of these is the beginning of a compound noun (制造业, 保障性, 覆盖率)."""

COMPOUND_EXCEPTIONS: Final = (
    *("化工", "化肥", "化学", "会展", "会议", "会计"),
    *("户厕", "户用", "户均", "园区", "员工", "师资", "网络", "网点", "生活", "生态", "学生"),
    *("品牌", "商贸", "线路", "区域", "区级", "点位", "书屋", "书院", "站点", "权责"),
)
"""Nouns that begin like the end of a compound: 改造户厕 holds a verb."""
NAME_LIKE_LEAD: Final = re.compile(any_of(_LEADS["name"]))
"""Names that begin like a lead (能源, 可再生, 超长期, 对口)."""
NAME_FIRST_CHARACTERS: Final = frozenset(w[0] for w in _LEADS["name"])
"""The characters that NAME_LIKE_LEAD may begin with."""

LEAD_FIRST_CHARACTERS: Final = (
    TIME_FIRST_CHARACTERS | frozenset("达 ,、—:-·了好着起目加减有①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳") | {w[0] for w in _LEAD_WORDS}
)
"""The characters that LEAD may begin with."""
HEAD_FIRST_CHARACTERS: Final = LEAD_FIRST_CHARACTERS | VERB_FIRST_CHARACTERS | {w[0] for w in _LEADS["ambiguous"]}
"""The characters that LEAD, VERB or AMBIGUOUS may begin with: at another, nothing is taken off."""
AMBIGUOUS_FIRST_CHARACTERS: Final = frozenset("一二两三四五六七八九十0123456789") | {w[0] for w in _LEADS["ambiguous"]}
"""The characters that AMBIGUOUS may begin with."""

TAIL_SORT_BY_REVERSED_WORD: Final = {word[::-1]: sort for sort, words in _TAILS.items() for word in words}
"""What a word at the end of a phrase does, by the word read backwards."""
CHANGE_VERBS: Final = frozenset((*_TAILS["up"], *_TAILS["down"]))
_TAIL_EXCEPTIONS = r"(?!约[签预公条合违简]|近[附邻临]|均[人户亩]|达[发抵直])"
"""Words that end like a bound, read backwards: 签约, 附近, 发达."""
REVERSED_TAIL: Final = re.compile(
    rf"{_TAIL_EXCEPTIONS}(?:{any_of(TAIL_SORT_BY_REVERSED_WORD)})|[ ,、:\-]+|\]\d{{1,3}}\["
    r"|年[一二两三四五六七八九十]续连"
)
COMPARISON_ENDING: Final = re.compile(
    r"(?:比|较|同)(?:(?:19|20)\d\d年|“?十[一二三四]五”?(?:末|期末|初期|初)?)"
    r"(?:同期|底|末)?(?:相比)?$"
)

DISTRIBUTIVE_WORD: Final = re.compile(r"(?<![年平人月日])均|都|各|分别")
"""Words that distribute a number, or several in turn, over the members of a list."""

BOUND_AFTER_NUMBER: Final = re.compile(
    r"\s?(?:(?P<ge>及?以上|之上|起)|(?P<le>及?以下|以内|之内|内)|(?P<approx>左右|上下)|(?P<gt>多|余))"
)
"""A bound that stands behind its number, by the name of its `Comparator`."""
BOUND_FIRST_CHARACTERS: Final = frozenset("及以之起下内左上多余")
"""The characters that it may begin with, but for a space."""

_BEFORE_BOUNDS: Final = (
    ("ge", r"不低于|不少于|不小于|不亚于|至少|不弱于|迈上|跃上|站上|跨上|迈入|跨入|跨越"),
    ("le", r"不超过|不高于|不大于|不多于|不突破|控制在|压控在|限制在|严控在"),
    ("gt", r"突破|超过|超出|超|高于|大于|逾|首破|跨过|多于|好于|快于|优于|冲破"),
    ("lt", r"低于|少于|小于"),
    ("approx", r"接近|将近|大约|约(?<!节约)(?!束)|近(?<![远邻临附]近)"),
)
BOUNDS_BEFORE_NUMBER: Final = tuple((name, re.compile(words)) for name, words in _BEFORE_BOUNDS)
"""Bounds that stand before their number, the more specific first."""
ANY_BOUND_BEFORE_NUMBER: Final = re.compile("|".join(words for _, words in _BEFORE_BOUNDS))
"""Any of them: before most numbers there is none."""

ENSURE_WORD: Final = re.compile(r"确保|必须|坚决|务必|保证|务求|一定要|决心|守住|保障(?=实现|完成)")
STRIVE_WORD: Final = re.compile(r"力争|争取|努力|力求|奋力|争(?=达|创|突破|进)|冲刺")
ENSURE_OR_STRIVE: Final = re.compile(f"{ENSURE_WORD.pattern}|{STRIVE_WORD.pattern}")
PERIOD_PATTERN: Final = re.compile(
    r"(?:到|至|截至|截止)?(?P<year>(?:19|20)\d\d)年"
    r"|(?<!第)“?(?P<plan>十[一二三四五六]?五)”?(?!届|规划(?:纲要)?(?:编制|草案|建议))"
    r"|(?P<span>今后|未来|近|过去|这)?(?P<n>[两二三四五六七八九十])年(?:来|间|内|累计|共)"
)
QUOTED_TEXT: Final = r"“[^”\n]{0,60}”|\([^()\n]{0,40}\)|《[^》\n]{0,60}》|\"[^\"\n]{0,40}\""
"""What stands in quotation marks or brackets: nothing inside it is cut."""
CLAUSE_PATTERN: Final = re.compile(r"[^,;:。]+[,;:。]?")
"""A clause with its closing mark, quoted or not."""
DELIMITER: Final = re.compile(
    r"“[^”\n]{0,60}”|\([^()\n]{0,60}\)|《[^》\n]{0,60}》|\"[^\"\n]{1,40}\""
    r"|,(?<!\d,)|,(?!\d{3}(?!\d))|:(?<!\d:)|:(?!\d)|;|!|\?|。|…|、"
)
"""Something quoted, the mark that ends a clause, or 、. Each branch begins with one character, so
that searching stops only there."""
