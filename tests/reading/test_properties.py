"""What holds of every text: spans give back quotes, spelling does not matter, nothing raises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import duban
from duban.commitments import Report
from strategies import plan, scraps, sentences

SAMPLE = Path(duban.__file__).parent / "data" / "sample" / "report-2026.txt"
SAMPLE_TEXT = SAMPLE.read_text("utf-8")
BRIEF = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# One character for one character: the ways in which the same report is typed.
FULL_DIGITS = dict(zip("0123456789", "０１２３４５６７８９", strict=True))
SPELLINGS = {
    "full-width digits": FULL_DIGITS,
    "full-width per cent": {"%": "％"},
    "small per cent": {"%": "﹪"},
    "full-width points": {".": "．"},
    "half-width punctuation": dict(zip("，；：（）！", ",;:()!", strict=True)),
    "half-width stop": {"。": "｡"},
    "em, en and figure dashes": {"—": "–"},
    "hyphen for dash": {"—": "-"},
    "ratio sign": {"∶": "："},
    "ideographic space": {" ": "\u3000"},
    "all of it at once": FULL_DIGITS | {"%": "％", ".": "．", "；": ";", "（": "(", "）": ")"},
}
_FOLD = {new: old for table in SPELLINGS.values() for old, new in table.items()}
FOLD = str.maketrans(_FOLD | {"–": "—", "-": "—", "：": ":", "∶": ":"})


def folded(value: Any) -> Any:
    """A field with every spelling undone, so that fields of two spellings can be compared."""
    if isinstance(value, dict):
        return {key: folded(v) for key, v in value.items()}
    return value.translate(FOLD) if type(value) is str else value


def meaning(report: Report) -> list[dict[str, Any]]:
    claims = [{k: folded(v) for k, v in asdict(c).items()} for c in report.claims()]
    return claims + [
        {
            "id": c.id,
            "type": c.type,
            "span": (c.start, c.end),
            "names": [(n.start, n.end, n.kind) for n in c.names],
            "verbs": c.verbs,
        }
        for c in report.commitments()
    ]


def quoted(report: Report) -> Iterator[tuple[int, int, str]]:
    """Every span of a report with what it says stands there."""
    for claim in report.claims():
        yield claim.start, claim.end, claim.number
        assert claim.quote in report.text
    for commitment in report.commitments():
        yield commitment.start, commitment.end, commitment.text
        for name in commitment.names:
            assert commitment.start <= name.start < name.end <= commitment.end
            yield name.start, name.end, name.text


def check(report: Report) -> None:
    """Every span lies in the text, is not empty, and gives back its quote."""
    size = len(report.text)
    for start, end, quote in quoted(report):
        assert 0 <= start < end <= size
        assert report.text[start:end] == quote
    for unread in report.unread:
        assert 0 <= unread.start < unread.end <= size
        assert report.text[unread.start : unread.end].strip()
        assert unread.reason
    found = [c.id for c in report.commitments()]
    assert len(found) == len(set(found))


# ---------------------------------------------------------------- spans


def test_spans_of_the_sample_give_back_their_quotes(sample_report: Report) -> None:
    assert sample_report.text == SAMPLE_TEXT
    assert len(list(quoted(sample_report))) > 400
    check(sample_report)


@BRIEF
@given(sentences)
def test_spans_give_back_their_quotes(text: str) -> None:
    check(duban.read(plan(text), year=2026))


def test_a_claim_has_a_value_unless_it_is_relative(sample_report: Report) -> None:
    for claim in sample_report.claims():
        assert (claim.value is None) == (claim.kind == "relative")
        assert (claim.value_high is not None) == (claim.comparator == "range")
        assert (claim.strength is None) == (claim.role == "result")


# ---------------------------------------------------------------- spelling


def spelled(text: str, table: dict[str, str]) -> str:
    out = text.translate(str.maketrans(table))
    assert len(out) == len(text)
    return out


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_sample_reads_the_same_in_every_spelling(spelling: str, sample_report: Report) -> None:
    other = spelled(SAMPLE_TEXT, SPELLINGS[spelling])
    assert other != SAMPLE_TEXT or spelling == "ideographic space"
    assert meaning(duban.read(other)) == meaning(sample_report)


@BRIEF
@given(sentences, st.sampled_from(sorted(SPELLINGS)))
def test_a_sentence_reads_the_same_in_every_spelling(text: str, spelling: str) -> None:
    text = plan(text)
    other = spelled(text, SPELLINGS[spelling])
    assert meaning(duban.read(other, year=2026)) == meaning(duban.read(text, year=2026))


@BRIEF
@given(st.data())
def test_spellings_may_be_mixed_within_one_report(data: st.DataObject) -> None:
    table = SPELLINGS["all of it at once"]
    text = plan(data.draw(sentences))
    flips = data.draw(st.lists(st.booleans(), min_size=len(text), max_size=len(text)))
    mixed = "".join(table.get(c, c) if f else c for c, f in zip(text, flips, strict=True))
    assert meaning(duban.read(mixed, year=2026)) == meaning(duban.read(text, year=2026))


# ---------------------------------------------------------------- texts gone wrong


def mangled(text: str, data: st.DataObject) -> str:
    """A slice of a text with stretches cut out and scraps put in."""
    at = st.integers(0, len(text))
    start, end = sorted((data.draw(at), data.draw(at)))
    out = text[start:end]
    for _ in range(data.draw(st.integers(0, 4))):
        a = data.draw(st.integers(0, len(out)))
        out = out[:a] + data.draw(scraps) + out[a + data.draw(st.integers(0, 60)) :]
    return out


def read_or_refuse(text: str) -> Report | None:
    """A text without words is refused by the room of sources, in plain words; all else is read."""
    if not text.strip():
        return None
    return duban.read(text, year=2026)


@BRIEF
@given(st.data())
def test_a_mangled_sample_never_raises(data: st.DataObject) -> None:
    report = read_or_refuse(mangled(SAMPLE_TEXT, data))
    if report is not None:
        check(report)


@settings(max_examples=200, deadline=None)
@given(scraps)
def test_text_without_sense_never_raises(text: str) -> None:
    report = read_or_refuse(text)
    if report is not None:
        check(report)


@settings(max_examples=100, deadline=None)
@given(scraps)
def test_text_without_sense_in_a_plan_never_raises(text: str) -> None:
    check(duban.read(plan(text, "新增学位500个。"), year=2026))


@pytest.mark.parametrize("cut", range(0, len(SAMPLE_TEXT), 397))
def test_a_truncated_sample_never_raises(cut: int) -> None:
    report = read_or_refuse(SAMPLE_TEXT[:cut])
    if report is not None:
        check(report)


def test_a_truncated_report_keeps_the_ids_of_what_is_left(sample_report: Report) -> None:
    half = duban.read(SAMPLE_TEXT[: SAMPLE_TEXT.index("四、加强政府自身建设")])
    ids = {(c.id, c.text) for c in sample_report.commitments()}
    assert {(c.id, c.text) for c in half.commitments()} <= ids


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_mangled_real_reports_never_raise(reports_dir: Path, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(reports_dir.rglob("*.txt"))))
    report = read_or_refuse(mangled(path.read_text("utf-8"), data))
    if report is not None:
        check(report)
