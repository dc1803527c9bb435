"""The whole reader beside its peers, in interleaved rounds of one process; medians and ratios.

The reader gives every field of every claim. The peers give a number and its unit at best, and the
regular expression gives neither a value nor a meaning: it is the floor.

recognizers-text is made for an utterance, so it is measured a sentence at a time, where it does
about nine thousand characters a second, and the bar stands against that. Given the whole text at
once it finds the same and is some three times as quick; that ratio is printed too.
"""

from __future__ import annotations

import re
import statistics
import sys
import time
import warnings
from collections.abc import Callable

import duban
from bench.texts import one_report

ROUNDS = 5
# A fast contender runs again until it has taken this long, so that a round measures it at all.
ROUND_SECONDS = 0.2
BAR_PEER, BAR_FLOOR = 70, 100

Contender = Callable[[str], int]
"""Takes a text; gives how many things it found."""


def whole_reader(text: str) -> int:
    """Duban: from the string to the report."""
    return sum(1 for _ in duban.read(text).claims())


def one_regex() -> Contender:
    """The floor: one compiled scan for a number and what may be its unit."""
    pattern = re.compile(r"\d+(?:\.\d+)?\s*[%万亿个家户人元亩]*")
    return lambda text: len(pattern.findall(text))


def recognizers(*, by_sentence: bool) -> Contender:
    """Microsoft's recognizers-text: every number-with-unit model that it has for Chinese."""
    from recognizers_number_with_unit import NumberWithUnitRecognizer
    from recognizers_text import Culture

    found = NumberWithUnitRecognizer(Culture.Chinese)
    models = [
        getattr(found, f"get_{kind}_model")(Culture.Chinese, False)
        for kind in ("currency", "dimension", "age", "temperature")
    ]

    def find(text: str) -> int:
        pieces = [p for p in re.split("[。\n]", text) if p] if by_sentence else [text]
        return sum(len(model.parse(piece)) for piece in pieces for model in models)

    return find


def jionlp_money() -> Contender:
    """jionlp: sums of money with their values; it extracts no other quantity."""
    import jionlp

    return lambda text: len(jionlp.ner.extract_money(text, with_parsing=True) or [])


def contenders() -> dict[str, Contender]:
    """Who runs, the reader first."""
    return {
        "duban reader": whole_reader,
        "recognizers-text": recognizers(by_sentence=True),
        "… whole text": recognizers(by_sentence=False),
        "jionlp money": jionlp_money(),
        "one regex": one_regex(),
    }


def seconds(contender: Contender, text: str) -> float:
    """How long one pass over the text takes."""
    runs, began = 0, time.perf_counter()
    while True:
        contender(text)
        runs += 1
        took = time.perf_counter() - began
        if took >= ROUND_SECONDS:
            return took / runs


def measure(rivals: dict[str, Contender], text: str) -> dict[str, float]:
    """The median of interleaved rounds, so that a busy moment falls on all alike."""
    rounds: dict[str, list[float]] = {name: [] for name in rivals}
    for _ in range(ROUNDS):
        for name, contender in rivals.items():
            rounds[name].append(seconds(contender, text))
    return {name: statistics.median(took) for name, took in rounds.items()}


def main() -> int:
    """Print the table and the ratios; 1 when a bar is missed."""
    warnings.simplefilter("ignore")  # the peers' own
    name, text = one_report()
    rivals = contenders()
    found = {rival: contender(text) for rival, contender in rivals.items()}
    took = measure(rivals, text)
    print(f"{name}: {len(text)} characters, median of {ROUNDS} interleaved rounds")
    for rival, time_taken in took.items():
        rate = len(text) / time_taken
        print(f"  {rival:18}{time_taken * 1000:10.2f} ms {rate:14,.0f} characters/s {found[rival]:6} found")
    own = took["duban reader"]
    peer = took["recognizers-text"] / own
    floor = own / took["one regex"]
    print(f"reader vs recognizers-text: {peer:.0f}× (bar ≥ {BAR_PEER})")
    print(f"reader vs recognizers-text, whole text: {took['… whole text'] / own:.0f}×")
    print(f"reader vs regex: {floor:.0f}× slower (bar ≤ {BAR_FLOOR})")
    return int(peer < BAR_PEER or floor > BAR_FLOOR)


if __name__ == "__main__":
    sys.exit(main())
