from __future__ import annotations

from pathlib import Path

import pytest

from duban.sources import open_file
from duban.text import Document
from sources.builders import PARAGRAPHS, SESSION, TITLE
from sources.checks import check_blocks, quotes, rows

BODY = "".join(f"<p>&nbsp;&nbsp;{text}</p>" for text in PARAGRAPHS[1:])


def _read(folder: Path, html: str, encoding: str = "utf-8") -> Document:
    path = folder / "page"
    path.write_bytes(html.encode(encoding))
    document = open_file(path)
    check_blocks(document)
    assert document.format == "html"
    return document


def _site(article: str, head: str = "") -> str:
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8">{head}
    <title>{TITLE}-临川市人民政府门户网站</title><style>p {{color: red}}</style></head><body>
    <div class="header"><ul><li><a href="/">首页</a></li><li><a href="/z">公开</a></li></ul></div>
    <div class="bread">您的位置： <a href="/">首页</a> &gt; <a href="/bg">政府工作报告</a></div>
    <div class="main"><h1>{TITLE}</h1>
    <div class="info"><span>发布时间：2031-01-16 09:20</span><span>来源：临川日报</span>
    <p>【字体：<a>大</a> <a>中</a> <a>小</a>】</p><div class="share">分享到：<a>微信</a></div></div>
    <div class="content">{article}</div>
    <p>（责任编辑：某某）</p>
    <div class="related"><h3>相关阅读</h3>
    <ul><li><a href="/1">市长与网民交流，回答了大家的问题。</a></li></ul></div>
    </div><div class="foot"><p>主办：临川市人民政府办公室。地址：人民路1号。</p>
    <p>临ICP备00000001号</p></div>
    <script>document.write("<p>脚本里的话。</p>")</script></body></html>"""


def test_only_the_article_is_left_of_a_page(tmp_path: Path) -> None:
    document = _read(tmp_path, _site(f"<p>{SESSION}</p>{BODY}"))
    assert quotes(document) == [TITLE, *PARAGRAPHS]
    assert quotes(document, "heading") == [TITLE]
    assert (document.title, document.jurisdiction, document.year) == (TITLE, "临川市", 2031)
    assert str(document.date) == "2031-01-09"


def test_lines_of_session_and_speaker_above_the_article_are_kept(tmp_path: Path) -> None:
    page = _site(BODY).replace("</h1>", f"</h1><h3>{SESSION}</h3><h3>临川市市长 王 某</h3>")
    assert quotes(_read(tmp_path, page))[:3] == [TITLE, SESSION, "临川市市长 王 某"]


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "GB18030", "utf-8"])
def test_declared_encodings(tmp_path: Path, charset: str) -> None:
    encoding = "gb18030" if charset.lower() != "utf-8" else charset
    page = _site(BODY).replace('charset="utf-8"', f'charset="{charset}"')
    assert quotes(_read(tmp_path, page, encoding))[1:] == list(PARAGRAPHS[1:])


def test_a_wrong_declaration_does_not_matter(tmp_path: Path) -> None:
    page = _site(BODY).replace('charset="utf-8"', 'charset="gb2312"')
    assert quotes(_read(tmp_path, page, "utf-8"))[1:] == list(PARAGRAPHS[1:])


def test_breaks_part_paragraphs_and_wrapped_source_lines_do_not(tmp_path: Path) -> None:
    article = "<div>第一段的\n   后半。<br><br>第二段有 Western\n words。</div>"
    assert quotes(_read(tmp_path, _site(article)))[1:] == ["第一段的后半。", "第二段有 Western words。"]


def test_inline_elements_do_not_part_a_sentence(tmp_path: Path) -> None:
    article = "<p>增长<span>5</span><b>.2</b><font>%</font><sup>[1]</sup>。</p>"
    assert quotes(_read(tmp_path, _site(article)))[1:] == ["增长5.2%[1]。"]


def test_tables_give_cells_in_their_columns(tmp_path: Path) -> None:
    table = """<table><tr><th rowspan="2">指标</th><th colspan="2">数量</th></tr>
    <tr><td>今年</td><td>去年</td></tr><tr><td><p>粮食</p><p>产量</p></td><td>86</td><td></td></tr></table>"""
    document = _read(tmp_path, _site(f"<p>见下表。</p>{table}<p>完毕。</p>"))
    assert rows(document) == {
        (1, 1): {1: "指标", 2: "数量"},
        (1, 2): {2: "今年", 3: "去年"},
        (1, 3): {1: "粮食产量", 2: "86"},
    }
    assert quotes(document)[-1] == "完毕。"


def test_a_table_that_only_lays_out_the_page_is_no_table(tmp_path: Path) -> None:
    inner = f"<table><tr><td>{BODY}</td></tr></table>"
    page = f"<html><body><table><tr><td><a>首页</a></td><td>{inner}</td></tr></table></body></html>"
    document = _read(tmp_path, page)
    assert quotes(document) == list(PARAGRAPHS[1:])
    assert rows(document) == {}


def test_hidden_boxes_are_dropped_unless_they_hold_the_article(tmp_path: Path) -> None:
    hidden = '<div style="display: none"><p>看不见的一句。</p></div>'
    assert "看不见" not in _read(tmp_path, _site(BODY + hidden)).text
    page = f'<html><body><div style="display:none">{BODY}</div></body></html>'
    assert quotes(_read(tmp_path, page)) == list(PARAGRAPHS[1:])


def test_words_of_furniture_inside_the_article_stay(tmp_path: Path) -> None:
    article = "<p>第一句话说完了。</p><p>来源：本级收入</p><p>最后一句也说完了。</p>"
    assert "来源：本级收入" in quotes(_read(tmp_path, _site(article)))


def test_a_page_states_its_day_of_publication_where_no_session_is_named(tmp_path: Path) -> None:
    document = _read(tmp_path, _site(BODY, '<meta name="PubDate" content="2031-01-15 08:00">'))
    assert str(document.date) == "2031-01-15"
    assert any("publication" in note for note in document.notes)
