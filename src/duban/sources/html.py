"""HTML as government sites serve it: the article, without what the site puts around it.

No rule names a site. The article is the smallest element that holds all running prose and
tables of the page; lines of furniture (来源, 字号, 分享, links) are then taken off its edges.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from duban.sources.builder import DocumentBuilder, too_large_error
from duban.sources.decode_text import decode_text
from duban.sources.errors import SourceError
from duban.sources.html_blocks import BLOCK_TAGS, Grid, TextPiece, collapse_whitespace, is_layout_table, list_pieces
from duban.sources.html_furniture import is_furniture, is_furniture_box, strip_buttons
from duban.sources.limits import MAX_HTML_ATTRIBUTES, MAX_HTML_DEPTH, MAX_HTML_TAGS
from duban.text.document import BlockKind

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_LONG_TAG = re.compile(rb"<[A-Za-z][^<>]{3000,}")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_REMOVED_SELECTOR = (
    "script, style, noscript, template, iframe, object, svg, canvas, nav, footer, form, "
    "button, select, input, textarea, video, audio, map, link, del, s, strike, [hidden]"
)
_TAG_START = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})")
_SELF_CLOSING_NAMES = (
    b"area base br col embed hr img input link meta param source track wbr "
    b"p li dt dd td th tr tbody thead tfoot option optgroup colgroup html head body"
)
_SELF_CLOSING_TAGS = frozenset(_SELF_CLOSING_NAMES.split())
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[。；！？]")
_HEAD_LINE = re.compile(
    r"代表大会.{0,20}会议|[省市县区州盟]长[\s　]*\S{1,2}[\s　]*\S{1,3}$|主席[\s　]+\S"
    r"|^[—\-－（(]*\s*[12]\d{3}年\d{1,2}月\d{1,2}日[）)]?$"
)
_SITE_SUFFIX = re.compile(r"\s*[_\-|－—–]\s*[^_\-|－—–]*(?:网|政府|门户|港|局|平台|公开)[^_\-|－—–]*$")
_LEAF_TAG_NAMES = "p h1 h2 h3 h4 h5 h6 ul ol li dl dd dt pre blockquote tr td th"
_LEAF_TAGS = frozenset(_LEAF_TAG_NAMES.split())
_DATE_STAMP = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}")
_LITERAL_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,40}>")  # a <br> that a site shows as text
_META_TITLE_KEYS = ("articletitle", "pagetitle", "og:title")
_META_DATE_KEYS = ("pubdate", "publishdate", "article:published_time")
_MAX_ANCESTORS = 256  # ancestors that a text counts for; real pages nest some thirty deep


class HtmlPage:
    """A parsed HTML page: the article's blocks, and the title and date of its head."""

    builder: DocumentBuilder
    title: str | None
    published: str | None
    notes: tuple[str, ...]

    def __init__(self, data: bytes, charset: str | None = None) -> None:
        """Parse the page's bytes. `charset` is the one that a mail header states."""
        try:
            from selectolax.lexbor import LexborHTMLParser
        except ImportError:
            raise SourceError.make("library_missing", package="selectolax", extra="files") from None
        _refuse_oversized(data)
        charset_match = _META_CHARSET.search(data[:8192])
        stated_charset = charset_match[1] if charset_match else (charset or "").encode("ascii", "ignore")
        text, self.notes = decode_text(data, _normalise_charset(stated_charset) if stated_charset else None)
        tree = LexborHTMLParser(text.lstrip("\ufeff"))
        meta = _read_meta(tree)
        self.title = _find_title(tree, meta)
        self.published = next((meta[key] for key in _META_DATE_KEYS if meta.get(key)), None)
        self.builder = DocumentBuilder()
        if tree.body is not None:
            self._read_body(tree.body)

    def _read_body(self, body: LexborNode) -> None:
        for node in body.css(_REMOVED_SELECTOR):
            node.decompose()
        _remove_boxes(body)
        article = _find_article(body)
        content_pieces = _trim_furniture(list(list_pieces(article)))
        for line in self._find_lines_above(body, article, content_pieces):
            self.builder.add_paragraph(line, kind="heading")
        for piece in content_pieces:
            if isinstance(piece, Grid):
                self.builder.add_table(piece.cells)
            else:
                kind: BlockKind = "heading" if piece.is_heading else "paragraph"
                self.builder.add_paragraph(strip_buttons(piece.text), kind=kind)

    def _find_lines_above(
        self, body: LexborNode, article: LexborNode, content_pieces: list[TextPiece | Grid]
    ) -> list[str]:
        """The title, and the lines of session and speaker, where a site sets them apart."""
        article_start = _strip_whitespace(
            "".join(first_piece.text for first_piece in content_pieces[:4] if isinstance(first_piece, TextPiece))
        )
        heading_lines: dict[str, None] = {}
        for piece in list_pieces(body, end_node=article):
            if isinstance(piece, TextPiece) and self.published is None:
                stamp = _DATE_STAMP.search(piece.text)
                self.published = stamp[0] if stamp else None
            if not isinstance(piece, TextPiece) or piece.link_share > 0.5 or len(piece.text) > 120:
                continue
            is_title = self.title is not None and _strip_whitespace(piece.text) == _strip_whitespace(self.title)
            is_head_line = _HEAD_LINE.search(piece.text) and not is_furniture(piece.text)
            if (is_title or is_head_line) and _strip_whitespace(piece.text) not in article_start:
                heading_lines[piece.text] = None
        return list(heading_lines)


def _refuse_oversized(data: bytes) -> None:
    """Raise `SourceError` for too many or too deeply nested tags, before a tree is built."""
    if data.count(b"<") > MAX_HTML_TAGS:
        raise too_large_error()
    if any(len(tag[0].split()) > MAX_HTML_ATTRIBUTES for tag in _LONG_TAG.finditer(data)):
        raise too_large_error()
    depth = 0
    for tag in _TAG_START.finditer(data):
        if tag[2].lower() not in _SELF_CLOSING_TAGS:
            depth = max(0, depth + (-1 if tag[1] else 1))
            if depth > MAX_HTML_DEPTH:
                raise too_large_error()


def _normalise_charset(declared: bytes) -> str:
    charset = declared.decode("ascii", "replace").lower()
    # gb2312 and gbk as sites declare them hold characters of GB18030, which includes both.
    return "gb18030" if charset in ("gb2312", "gbk", "gb_2312-80") else charset.replace("utf8", "utf-8")


def _read_meta(tree: LexborHTMLParser) -> dict[str, str]:
    content_by_name: dict[str, str] = {}
    for node in tree.css("meta"):
        name = node.attributes.get("name") or node.attributes.get("property") or ""
        content_by_name.setdefault(name.lower(), node.attributes.get("content") or "")
    return content_by_name


def _find_title(tree: LexborHTMLParser, meta: dict[str, str]) -> str | None:
    meta_titles = [meta[key] for key in _META_TITLE_KEYS if meta.get(key)]
    heading_titles = [_LITERAL_TAG.sub("", heading.text()) for heading in tree.css("h1")]
    node = tree.css_first("title")
    page_titles = (
        [_SITE_SUFFIX.sub("", collapse_whitespace(_LITERAL_TAG.sub("", node.text()))[:200])] if node is not None else []
    )
    return next(
        (
            candidate
            for candidate in map(collapse_whitespace, [*meta_titles, *heading_titles, *page_titles])
            if 3 < len(candidate) < 200
        ),
        None,
    )


def _strip_whitespace(text: str) -> str:
    return "".join(text.split())


def _weigh_elements(body: LexborNode) -> dict[int, int]:
    """For each element, the characters of prose and of table cells in it, links not counted."""
    texts_by_owner: defaultdict[int, list[str]] = defaultdict(list)
    owners: dict[int, LexborNode] = {}
    for node in body.traverse(include_text=True):
        if node.tag != "-text":
            continue
        text = (node.text_content or "").strip()
        owner = _find_owner(node) if text else None
        if owner is not None:
            owners[owner.mem_id] = owner
            texts_by_owner[owner.mem_id].append(text)
    weights: defaultdict[int, int] = defaultdict(int)
    for owner_id, parts in texts_by_owner.items():
        text = "".join(parts)
        is_content = _SENTENCE_END.search(text) or owners[owner_id].tag in ("td", "th")
        if not is_content or is_furniture(text):
            continue
        ancestor: LexborNode | None = owners[owner_id]
        for _ in range(_MAX_ANCESTORS):
            if ancestor is None:
                break
            weights[ancestor.mem_id] += len(text)
            ancestor = ancestor.parent
    return weights


def _find_owner(node: LexborNode) -> LexborNode | None:
    """The block that a text belongs to; None for the text of a link."""
    ancestor = node.parent
    for _ in range(_MAX_ANCESTORS):
        if ancestor is None or ancestor.tag == "a":
            return None
        if ancestor.tag in BLOCK_TAGS:
            return ancestor
        ancestor = ancestor.parent
    return None


def _remove_boxes(body: LexborNode) -> None:
    """Take out boxes that call themselves a share bar, a foot, … and those that are not shown.

    A box with a tenth of the page's prose stays whatever it is called: some sites call everything
    `header`, and show by script what the page hides.
    """
    weights = _weigh_elements(body)
    max_weight = weights.get(body.mem_id, 0) / 10
    for node in body.css("[class], [id], [style]"):
        attributes = node.attributes
        box_names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        is_hidden = _HIDDEN_STYLE.search(attributes.get("style") or "")
        if (is_hidden or is_furniture_box(box_names)) and weights.get(node.mem_id, 0) <= max_weight:
            _empty_element(node)


def _empty_element(node: LexborNode) -> None:
    # Emptied, not removed: a list from css() may hold elements inside this one.
    node.inner_html = ""


def _find_article(body: LexborNode) -> LexborNode:
    """The smallest element that holds all the prose."""
    weights = _weigh_elements(body)
    node = body
    while True:
        total_weight = weights.get(node.mem_id, 0)
        children = [child for child in node.iter() if weights.get(child.mem_id, 0)]
        heaviest = max(children, key=lambda child: weights[child.mem_id], default=None)
        if heaviest is None or weights[heaviest.mem_id] < 0.999 * total_weight or not _can_enter(heaviest):
            return node
        node = heaviest


def _can_enter(node: LexborNode) -> bool:
    if node.tag in ("table", "tbody", "tr", "td", "th"):
        return node.tag != "table" or is_layout_table(node)
    return node.tag in BLOCK_TAGS and node.tag not in _LEAF_TAGS


def _trim_furniture(content_pieces: list[TextPiece | Grid]) -> list[TextPiece | Grid]:
    """Without lines of furniture before the first and after the last sentence."""
    prose_indexes = [
        i for i, prose_piece in enumerate(content_pieces) if isinstance(prose_piece, Grid) or _is_prose(prose_piece)
    ]
    first_index, last_index = (prose_indexes[0], prose_indexes[-1]) if prose_indexes else (len(content_pieces), -1)
    return [
        piece
        for i, piece in enumerate(content_pieces)
        if isinstance(piece, Grid)
        or (first_index < i < last_index and any(character.isalnum() for character in piece.text))
        or not _is_edge(piece, i in (first_index, last_index))
    ]


def _is_prose(piece: TextPiece) -> bool:
    return bool(_SENTENCE_END.search(piece.text)) and not is_furniture(piece.text)


def _is_edge(piece: TextPiece, is_prose: bool) -> bool:
    has_no_words = not any(character.isalnum() for character in piece.text)
    return has_no_words or is_furniture(piece.text) or (piece.link_share > 0.6 and not is_prose)
