"""What repeats another text is what a plain comparison of every pair of sentences says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from duban.wording import SentenceIndex, extract_shingles

SENTENCES = st.lists(st.text(alphabet="水利工程建设推进完成", max_size=24), max_size=8)


@given(st.text(alphabet="水利工程建设推进完成", min_size=12, max_size=24), SENTENCES)
def test_the_index_finds_what_comparing_all_pairs_finds(sentence: str, others: list[str]) -> None:
    own = extract_shingles(sentence)
    assert own is not None
    shares = [len(own & (extract_shingles(other) or frozenset())) / len(own) for other in others]
    nearest = SentenceIndex(others).find_most_alike(own)
    best = max(shares, default=0)
    assert (nearest.share if nearest else 0) == best
    if nearest:
        assert nearest.place == shares.index(best)


def test_punctuation_and_width_make_no_difference() -> None:
    assert extract_shingles("青澜河综合治理，新建水闸３座。") == extract_shingles("青澜河综合治理 新建水闸3座")


def test_a_sentence_within_a_longer_one_stands_in_it_fully() -> None:
    short, long = "推进青澜河综合治理工程建设", "坚持生态优先，推进青澜河综合治理工程建设，新建水闸3座"
    shingles = extract_shingles(short)
    assert shingles is not None
    found = SentenceIndex(["全面提升农村饮水安全保障水平", long]).find_most_alike(shingles)
    assert found == (1, 1.0)
