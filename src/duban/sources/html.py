"""HTML as government sites serve it: the article, without what the site puts around it.

No rule names a site. The article is the smallest element that holds all running prose and
tables of the page; lines of furniture (来源, 字号, 分享, links) are then taken off its edges.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from duban.sources.builder import Builder, too_much
from duban.sources.decode import decode
from duban.sources.errors import missing_extra
from duban.sources.html_blocks import BLOCKS, Grid, Piece, flat, is_layout, pieces
from duban.sources.html_furniture import is_furniture, is_furniture_box, strip_buttons
from duban.sources.limits import MAX_HTML_ATTRIBUTES, MAX_HTML_DEPTH, MAX_HTML_TAGS
from duban.text.document import BlockKind

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_LONG_TAG = re.compile(rb"<[A-Za-z][^<>]{3000,}")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_REMOVE = (
    "script, style, noscript, template, iframe, object, svg, canvas, nav, footer, form, "
    "button, select, input, textarea, video, audio, map, link, del, s, strike, [hidden]"
)
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})")
_CLOSE_WORDS = (
    b"area base br col embed hr img input link meta param source track wbr "
    b"p li dt dd td th tr tbody thead tfoot option optgroup colgroup html head body"
)
_CLOSE_THEMSELVES = frozenset(_CLOSE_WORDS.split())
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SENTENCE = re.compile(r"[。；！？]")
_HEAD_LINE = re.compile(
    r"代表大会.{0,20}会议|[省市县区州盟]长[\s　]*\S{1,2}[\s　]*\S{1,3}$|主席[\s　]+\S"
    r"|^[—\-－（(]*\s*[12]\d{3}年\d{1,2}月\d{1,2}日[）)]?$"
)
_SITE = re.compile(r"\s*[_\-|－—–]\s*[^_\-|－—–]*(?:网|政府|门户|港|局|平台|公开)[^_\-|－—–]*$")
_NO_DESCENT_WORDS = "p h1 h2 h3 h4 h5 h6 ul ol li dl dd dt pre blockquote tr td th"
_NO_DESCENT = frozenset(_NO_DESCENT_WORDS.split())
_STAMP = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,40}>")  # a <br> that a site shows as text
_META_TITLE = ("articletitle", "pagetitle", "og:title")
_META_DATE = ("pubdate", "publishdate", "article:published_time")
_DEPTH = 256  # ancestors that a text counts for; real pages nest some thirty deep


class Page:
    """A parsed HTML page: the article's blocks, and the title and date of its head."""

    builder: Builder
    title: str | None
    published: str | None
    notes: tuple[str, ...]

    def __init__(self, data: bytes, charset: str | None = None) -> None:
        """Parse the page's bytes. `charset` is the one that a mail header states."""
        try:
            from selectolax.lexbor import LexborHTMLParser
        except ImportError:
            raise missing_extra("selectolax") from None
        _refuse_endless(data)
        found = _CHARSET.search(data[:8192])
        stated = found[1] if found else (charset or "").encode("ascii", "ignore")
        text, self.notes = decode(data, _charset(stated) if stated else None)
        tree = LexborHTMLParser(text.lstrip("\ufeff"))
        meta = _meta(tree)
        self.title = _title(tree, meta)
        self.published = next((meta[k] for k in _META_DATE if meta.get(k)), None)
        self.builder = Builder()
        if tree.body is not None:
            self._read(tree.body)

    def _read(self, body: LexborNode) -> None:
        for node in body.css(_REMOVE):
            node.decompose()
        _remove_boxes(body)
        article = _article(body)
        found = _trim(list(pieces(article)))
        for line in self._lines_above(body, article, found):
            self.builder.paragraph(line, kind="heading")
        for item in found:
            if isinstance(item, Grid):
                self.builder.grid(item.cells)
            else:
                kind: BlockKind = "heading" if item.heading else "paragraph"
                self.builder.paragraph(strip_buttons(item.text), kind=kind)

    def _lines_above(
        self, body: LexborNode, article: LexborNode, found: list[Piece | Grid]
    ) -> list[str]:
        """The title, and the lines of session and speaker, where a site sets them apart."""
        start = _bare("".join(p.text for p in found[:4] if isinstance(p, Piece)))
        lines: dict[str, None] = {}
        for item in pieces(body, before=article):
            if isinstance(item, Piece) and self.published is None:
                stamp = _STAMP.search(item.text)
                self.published = stamp[0] if stamp else None
            if not isinstance(item, Piece) or item.linked > 0.5 or len(item.text) > 120:
                continue
            named = self.title is not None and _bare(item.text) == _bare(self.title)
            headed = _HEAD_LINE.search(item.text) and not is_furniture(item.text)
            if (named or headed) and _bare(item.text) not in start:
                lines[item.text] = None
        return list(lines)


def _refuse_endless(data: bytes) -> None:
    """Raise `SourceError` for too many or too deeply nested tags, before a tree is built."""
    if data.count(b"<") > MAX_HTML_TAGS:
        raise too_much()
    if any(len(tag[0].split()) > MAX_HTML_ATTRIBUTES for tag in _LONG_TAG.finditer(data)):
        raise too_much()
    depth = 0
    for tag in _TAG.finditer(data):
        if tag[2].lower() not in _CLOSE_THEMSELVES:
            depth = max(0, depth + (-1 if tag[1] else 1))
            if depth > MAX_HTML_DEPTH:
                raise too_much()


def _charset(declared: bytes) -> str:
    name = declared.decode("ascii", "replace").lower()
    # gb2312 and gbk as sites declare them hold characters of GB18030, which includes both.
    return "gb18030" if name in ("gb2312", "gbk", "gb_2312-80") else name.replace("utf8", "utf-8")


def _meta(tree: LexborHTMLParser) -> dict[str, str]:
    out: dict[str, str] = {}
    for node in tree.css("meta"):
        name = node.attributes.get("name") or node.attributes.get("property") or ""
        out.setdefault(name.lower(), node.attributes.get("content") or "")
    return out


def _title(tree: LexborHTMLParser, meta: dict[str, str]) -> str | None:
    stated = [meta[k] for k in _META_TITLE if meta.get(k)]
    heads = [_MARKUP.sub("", h.text()) for h in tree.css("h1")]
    node = tree.css_first("title")
    page = [_SITE.sub("", flat(_MARKUP.sub("", node.text()))[:200])] if node is not None else []
    return next((t for t in map(flat, [*stated, *heads, *page]) if 3 < len(t) < 200), None)


def _bare(text: str) -> str:
    return "".join(text.split())


def _weights(body: LexborNode) -> dict[int, int]:
    """For each element, the characters of prose and of table cells in it, links not counted."""
    texts: defaultdict[int, list[str]] = defaultdict(list)
    owners: dict[int, LexborNode] = {}
    for node in body.traverse(include_text=True):
        if node.tag != "-text":
            continue
        text = (node.text_content or "").strip()
        owner = _owner(node) if text else None
        if owner is not None:
            owners[owner.mem_id] = owner
            texts[owner.mem_id].append(text)
    weights: defaultdict[int, int] = defaultdict(int)
    for key, parts in texts.items():
        text = "".join(parts)
        told = _SENTENCE.search(text) or owners[key].tag in ("td", "th")
        if not told or is_furniture(text):
            continue
        up: LexborNode | None = owners[key]
        for _ in range(_DEPTH):
            if up is None:
                break
            weights[up.mem_id] += len(text)
            up = up.parent
    return weights


def _owner(node: LexborNode) -> LexborNode | None:
    """The block that a text belongs to; None for the text of a link."""
    up = node.parent
    for _ in range(_DEPTH):
        if up is None or up.tag == "a":
            return None
        if up.tag in BLOCKS:
            return up
        up = up.parent
    return None


def _remove_boxes(body: LexborNode) -> None:
    """Take out boxes that call themselves a share bar, a foot, … and those that are not shown.

    A box with a tenth of the page's prose stays whatever it is called: some sites call everything
    `header`, and show by script what the page hides.
    """
    weights = _weights(body)
    limit = weights.get(body.mem_id, 0) / 10
    for node in body.css("[class], [id], [style]"):
        attributes = node.attributes
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        hidden = _HIDDEN.search(attributes.get("style") or "")
        if (hidden or is_furniture_box(names)) and weights.get(node.mem_id, 0) <= limit:
            _blank(node)


def _blank(node: LexborNode) -> None:
    # Emptied, not removed: a list from css() may hold elements inside this one.
    node.inner_html = ""


def _article(body: LexborNode) -> LexborNode:
    """The smallest element that holds all the prose."""
    weights = _weights(body)
    node = body
    while True:
        total = weights.get(node.mem_id, 0)
        children = [c for c in node.iter() if weights.get(c.mem_id, 0)]
        best = max(children, key=lambda c: weights[c.mem_id], default=None)
        if best is None or weights[best.mem_id] < 0.999 * total or not _may_enter(best):
            return node
        node = best


def _may_enter(node: LexborNode) -> bool:
    if node.tag in ("table", "tbody", "tr", "td", "th"):
        return node.tag != "table" or is_layout(node)
    return node.tag in BLOCKS and node.tag not in _NO_DESCENT


def _trim(found: list[Piece | Grid]) -> list[Piece | Grid]:
    """Without lines of furniture before the first and after the last sentence."""
    prose = [i for i, p in enumerate(found) if isinstance(p, Grid) or _is_prose(p)]
    first, last = (prose[0], prose[-1]) if prose else (len(found), -1)
    return [
        item
        for i, item in enumerate(found)
        if isinstance(item, Grid)
        or (first < i < last and any(c.isalnum() for c in item.text))
        or not _is_edge(item, i in (first, last))
    ]


def _is_prose(piece: Piece) -> bool:
    return bool(_SENTENCE.search(piece.text)) and not is_furniture(piece.text)


def _is_edge(piece: Piece, prose: bool) -> bool:
    mute = not any(c.isalnum() for c in piece.text)
    return mute or is_furniture(piece.text) or (piece.linked > 0.6 and not prose)
