from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.sources import SourceError, open_file, open_text
from sources.builders import PARAGRAPHS, SESSION, TITLE
from sources.checks import check_blocks, quotes

TEXT = "\n".join((TITLE, SESSION, *PARAGRAPHS))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_utf8_text_is_what_python_reads(tmp_path: Path, newline: str) -> None:
    path = tmp_path / "报告"
    path.write_bytes(("\ufeff" + TEXT.replace("\n", newline) + newline * 3).encode())
    document = open_file(path)
    assert document.text == path.read_text(encoding="utf-8")
    assert document.text.startswith("\ufeff")
    assert quotes(document)[0] == TITLE
    check_blocks(document)


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "utf-16", "utf-32"])
def test_other_encodings_give_the_same_text(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode(encoding))
    assert open_file(path).text == TEXT


def test_a_guessed_encoding_is_noted(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(TEXT.encode("gb18030"))
    assert any("gb18030" in note for note in open_file(path).notes)


def test_traditional_characters_in_gbk_are_chinese_too(tmp_path: Path) -> None:
    text = "各位代表：現在，我向大會報告政府工作。過去一年，國民經濟發展很快，農業生產有了新的提高。"
    path = tmp_path / "report.txt"
    path.write_bytes(text.encode("gbk"))
    assert open_file(path).text == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_copy_cut_within_a_character_is_read_and_noted(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes((TEXT * 9).encode(encoding)[:-4] + b"\xe7")
    document = open_file(path)
    assert document.text.startswith(TITLE)
    assert any("damaged" in note for note in document.notes)


def test_text_without_chinese_is_still_text(tmp_path: Path) -> None:
    path = tmp_path / "notes"
    path.write_text("Nothing here is Chinese.\n", encoding="utf-8")
    assert quotes(open_file(path)) == ["Nothing here is Chinese."]


def test_the_suffix_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_text(TEXT, encoding="utf-8")
    assert open_file(path).format == "txt"


def test_blocks_leave_out_the_spaces_of_indentation() -> None:
    document = open_text("\u3000\u3000第一段。  \n \n\n第二段。\n")
    assert quotes(document) == ["第一段。", "第二段。"]


@pytest.mark.parametrize("encoding", ["shift-jis", "euc-jp", "big5", "euc-kr"])
def test_other_east_asian_encodings_are_refused(tmp_path: Path, encoding: str) -> None:
    samples = {
        "shift-jis": "これは日本語の文章です。市の予算は前年より五パーセント増えました。",
        "euc-jp": "これは日本語の文章です。ことしのけいかくです。カタカナもまじります。",
        "big5": "過去一年，全市上下團結奮鬥，經濟穩定增長，各項事業都有新的進步，民生持續改善。",
        "euc-kr": "올해 시 정부는 투자를 늘리고 일자리를 만들며 주민의 삶을 개선하겠습니다.",
    }
    path = tmp_path / "report.txt"
    path.write_bytes((samples[encoding] * 20).encode(encoding))
    with pytest.raises(SourceError, match="UTF-8"):
        open_file(path)


@given(st.text(alphabet="一二年，。 \t\u3000\r\n\ufeff\u200b\u2028\x85A1", max_size=60))
def test_blocks_always_fit_the_text(text: str) -> None:
    document = open_text(text)
    assert document.text == text
    check_blocks(document)
