"""Whether a result counts the same group of things as its target, or others of a similar name.

Similar names may be of different groups: key projects of the province and of the county, standard
orchards and model orchards. A larger group than the promised one proves nothing about it, and
neither does a smaller group that falls short.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from duban.indicators import match_names
from duban.verification.model import Judgement, Result, Target

_COUNTER_WORDS: Final = frozenset("个家户所项座件条处名场套台辆")
_MIN_EXTRA_LETTERS: Final = 2
"""With so many letters more than the compared name, a name says something that it does not."""
_UNSPECIFIC_WORDS: Final = re.compile(
    r"[“”\"《》]|[\[(（【].*?[\])）】]|全年|年度|累计|新增|新建|新认定|新|实施|完成|建设|改造|打造|培育|引进|招引|"
    r"推进|谋划|铺排|开工|建成|创建|培训|治理|管控|获评|获批|认定|总投资|投资|数量|产业(?=项目)|任务|工作|村庄|基本|全县|全市|全区|共"
)
_BROAD_NAME_ENDING: Final = re.compile(r"(?:项目|工程|实事)$")
"""There are many groups of these, each with its own list."""
_BATCH_PATTERN: Final = re.compile(
    r"总投资[约超近达为]*[\d.]+[万亿]*元的?(?:[^,，。;；]{0,8}?)[\d.]+[个项]|[\d.]+[个项][^,，。;；]{0,12}?总投资"
)
"""A list identified by its number and its sum: where these differ it is another list."""


def find_group_doubt(target: Target, result: Result, judgement: Judgement) -> str | None:
    """Why a verdict on these two is doubtful; None where both are of one group."""
    if judgement is Judgement.UNCLEAR or target.key in match_names.load_vocabulary():
        return None
    batch = _BATCH_PATTERN.search(target.clause)
    if batch is not None and "项目" in target.clause and target.number != result.number:
        return "目标说的是一批列明总投资的项目，报告的数可能是另一批"
    target_name, result_name = (_strip_unspecific(target.indicator), _strip_unspecific(result.indicator))
    is_broad = _BROAD_NAME_ENDING.search(target_name) is not None
    if target.unit not in _COUNTER_WORDS and not is_broad:
        return None
    target_says_more, result_says_more = (
        _has_extra_letters(target_name, result_name),
        _has_extra_letters(result_name, target_name),
    )
    is_uncertain = result_says_more if judgement is Judgement.MISSED else target_says_more
    if (target_says_more and result_says_more) or (is_broad and is_uncertain):
        return f"“{result.indicator}”与“{target.indicator}”可能不是同一批"
    return None


def _strip_unspecific(name: str) -> str:
    """A name without what does not say which things are meant."""
    return _UNSPECIFIC_WORDS.sub("", name)


def _has_extra_letters(name: str, compared_name: str) -> bool:
    """Whether a name says something that the compared name does not."""
    return (Counter(name) - Counter(compared_name)).total() >= _MIN_EXTRA_LETTERS
