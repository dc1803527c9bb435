"""The clarity of a sentence of a plan: five classes of directives, and none.

After CAPC-CG (Sun, Chang, Ang et al. 2026, arXiv 2510.08986): first whether a text orders, forbids or does neither,
then how clear an order is. How the classes are understood here: docs/reference/wording.md.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from duban.quantities.scan import COUNT, MEASURE, RANK, Quantity, scan
from duban.text import canonicalise
from duban.wording.signals import Signals, load_signals


class Clarity(StrEnum):
    """How clear a sentence is about what is to be done.

    `none`: no directive; `red` forbids; `black` can be checked by a yardstick that is not softened;
    `yellow` warns or limits; `grey` leaves open whether or how; `charcoal` orders without a yardstick.
    """

    NONE = "none"
    RED = "red"
    BLACK = "black"
    YELLOW = "yellow"
    GREY = "grey"
    CHARCOAL = "charcoal"


class ClauseKind(StrEnum):
    """What a clause does; a `frame` says when, for what or in which spirit."""

    BAN = "ban"
    CAUTION = "caution"
    SOFT = "soft"
    ORDER = "order"
    FRAME = "frame"
    BARE = "bare"


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence's class, and the words that decided: the signal, empty for `none`."""

    clarity: Clarity
    signal: str


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    kind: ClauseKind
    signal: str
    yardstick: str | None


_CLAUSE: Final = re.compile(r"[^,;。!?…]+")
_HEADING: Final = re.compile(
    r"(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d{1,2}[.、])[^,。;:]{2,28}[。.]?$"
)
_QUOTED: Final = re.compile(r"“[^”]*”|\"[^\"]*\"|《[^》]*》")
_CLASS_BY_KIND: Final = {
    ClauseKind.CAUTION: Clarity.YELLOW,
    ClauseKind.SOFT: Clarity.GREY,
    ClauseKind.ORDER: Clarity.CHARCOAL,
}
_DIRECTIVE_KINDS: Final = frozenset({ClauseKind.BAN, *_CLASS_BY_KIND})


def clarity_version() -> str:
    """The version of the signals, for the tables that are counted with them."""
    return load_signals().version


def classify_sentence(text: str) -> Reading:
    """The class of a sentence, by its clauses: what most of them do, on a tie what comes first.

    >>> [classify_sentence(text).clarity.value for text in ("严禁新增隐性债务。", "新建学校3所。", "力争新建学校3所。")]
    ['red', 'black', 'grey']
    """
    signals, sentence = load_signals(), canonicalise(text).strip()
    if _HEADING.match(sentence) or signals.appeals.search(sentence) or _states_something(sentence, signals):
        return Reading(Clarity.NONE, "")
    clauses = _read_clauses(sentence, signals)
    directives = [clause for clause in clauses if clause.kind in _DIRECTIVE_KINDS]
    main_kind = _find_main_kind(directives)
    if main_kind is ClauseKind.BAN:
        return Reading(Clarity.RED, _first_signal(directives, ClauseKind.BAN))
    for clause in clauses:
        if clause.yardstick is not None and clause.kind is not ClauseKind.SOFT:
            return Reading(Clarity.BLACK, clause.yardstick)
    if main_kind is None:
        return Reading(Clarity.NONE, "")
    return Reading(_CLASS_BY_KIND[main_kind], _first_signal(directives, main_kind))


def _states_something(sentence: str, signals: Signals) -> bool:
    return signals.statements.search(sentence) is not None and not _find_yardstick(sentence, signals)


def _read_clauses(sentence: str, signals: Signals) -> list[_Clause]:
    return [
        _Clause(match[0], *_determine_kind(match[0].strip(), signals), _find_yardstick(match[0], signals))
        for match in _CLAUSE.finditer(sentence)
    ]


def _determine_kind(clause: str, signals: Signals) -> tuple[ClauseKind, str]:
    ban = signals.bans.search(clause)
    if ban is not None:
        return ClauseKind.BAN, ban[0]
    head_start = _skip_openers(clause, signals)
    for kind, heads, signs, ends in (
        (ClauseKind.SOFT, signals.softeners, signals.soft_signs, signals.soft_ends),
        (ClauseKind.CAUTION, signals.cautions, signals.caution_signs, signals.caution_ends),
    ):
        signal = heads.match(clause, head_start) or signs.search(clause) or ends.search(clause)
        if signal is not None:
            return kind, signal[0]
    if signals.frames.match(clause):
        return ClauseKind.FRAME, ""
    # what is passed over may be the verb itself (统筹……)
    order = (
        signals.orders.match(clause, head_start) or signals.orders.match(clause) or signals.order_signs.search(clause)
    )
    if order is not None:
        return ClauseKind.ORDER, order[0]
    return ClauseKind.BARE, ""


def _skip_openers(clause: str, signals: Signals) -> int:
    opener = signals.openers.match(clause)
    return opener.end() if opener is not None else 0


def _find_main_kind(directives: list[_Clause]) -> ClauseKind | None:
    """What most clauses do; a softener that comes first governs the rest."""
    if directives and directives[0].kind is ClauseKind.SOFT:
        return ClauseKind.SOFT
    counts = Counter(clause.kind for clause in directives)
    # most_common keeps the order of first occurrence among equals
    return counts.most_common(1)[0][0] if counts else None


def _first_signal(directives: list[_Clause], kind: ClauseKind) -> str:
    return next(clause.signal for clause in directives if clause.kind is kind)


def _find_yardstick(clause: str, signals: Signals) -> str | None:
    """The words of a clause by which one can check it: a number, a date, the end state of a named thing."""
    open_text = _QUOTED.sub(lambda match: "“" * len(match[0]), clause)
    for quantity in scan(open_text):
        if _counts_something(quantity, signals):
            return clause[quantity.start : quantity.end]
    deadline = signals.deadlines.search(open_text)
    if deadline is not None:
        return deadline[0]
    end_state = signals.end_states.search(open_text)
    has_name = signals.objects.search(clause) is not None or "《" in clause
    is_promoted = signals.promotions.match(open_text, _skip_openers(open_text, signals)) is not None
    if end_state is not None and has_name and not is_promoted and signals.nameless.search(clause) is None:
        return end_state[0]
    return None


def _counts_something(quantity: Quantity, signals: Signals) -> bool:
    if quantity.sort not in {COUNT, MEASURE, RANK} or quantity.doubtful:
        return False
    if not quantity.unit and not quantity.scaled:
        return False
    is_plain_chinese = quantity.chinese and not quantity.scaled
    return not (is_plain_chinese and (quantity.value == 1 or quantity.unit in signals.vague_units))
