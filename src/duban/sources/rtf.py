"""RTF as Word, WPS and LibreOffice write it: paragraphs, headings and tables (RTF 1.9.1).

Left out, as for DOCX: heads, feet, notes, pictures, field codes, hidden text, the table of contents
and what a tracked change deletes. Numbers before paragraphs stand in the file as text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from duban.sources.builder import Cell, DocumentBuilder
from duban.sources.package import zip_bomb_error
from duban.sources.rtf_tables import RtfRow, list_cells
from duban.sources.rtf_tokens import RtfEncodings, Token, list_tokens

_SKIPPED_DESTINATION_NAMES = (
    "colortbl info pict header headerl headerr headerf footer footerl footerr footerf footnote "
    "annotation fldinst listtable listoverridetable generator xmlnstbl themedata objdata objclass "
    "objname nonesttables sp ftnsep ftnsepc aftnsep aftnsepc template keycode upr revtbl filetbl "
    "tc xe txe atnid atnauthor mmathPr"
)
_SKIPPED_DESTINATIONS = frozenset(_SKIPPED_DESTINATION_NAMES.split())
_CHARACTER_BY_WORD = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": "\u3000", "enspace": " ",
    "nestcell": "\n", "nestrow": "\n",
}  # fmt: skip
_CHARACTER_BY_SYMBOL = {"~": "\u00a0", "_": "-", "{": "{", "}": "}", "\\": "\\", "\n": "\n", "\r": "\n"}
_MAX_DEPTH = 1_000
_BODY_TEXT_LEVEL = 9


@dataclass(slots=True)
class _GroupState:
    """The state that a group inherits from the group around it."""

    is_skipped: bool = False
    destination: str = "text"
    font: int = 0
    fallback_length: int = 1
    is_hidden: bool = False
    is_deleted: bool = False


def read_rtf(data: bytes) -> DocumentBuilder:
    """The blocks of an RTF file. Raises `SourceError` for one nested beyond all sense."""
    reader = _RtfReader()
    for token in list_tokens(data.decode("latin-1")):
        reader.read_token(token)
    return reader.finish()


class _RtfReader:
    def __init__(self) -> None:
        self._builder = DocumentBuilder()
        self._encodings = RtfEncodings()
        self._state = _GroupState()
        self._stack: list[_GroupState] = []
        self._bytes = bytearray()
        self._fallback_remaining = 0  # characters that stand in for one given by \u
        self._text_parts: list[str] = []
        self._boxes: list[str] = []
        self._outer_texts: list[tuple[int, list[str]]] = []
        self._style, self._level = 0, _BODY_TEXT_LEVEL
        self._styles: dict[int, tuple[str, int]] = {}
        self._in_table = False
        self._row = RtfRow()
        self._rows: list[RtfRow] = []

    def read_token(self, token: Token) -> None:
        if token.kind == "byte":
            self._add_bytes(bytes((int(token.value, 16),)))
        elif token.kind == "text":
            self._add_bytes(token.value.encode("latin-1"))
        else:
            self._flush_bytes()
            if token.kind == "open":
                self._open_group()
            elif token.kind == "close":
                self._close_group()
            elif token.kind == "symbol":
                self._read_symbol(token.value)
            else:
                self._read_word(token.value, token.number)

    def finish(self) -> DocumentBuilder:
        self._flush_bytes()
        self._end_paragraph()
        self._end_table()
        return self._builder

    # ------------------------------------------------------------------ text

    def _add_bytes(self, data: bytes) -> None:
        skipped_count = min(self._fallback_remaining, len(data))
        self._fallback_remaining -= skipped_count
        self._bytes += data[skipped_count:]

    def _flush_bytes(self) -> None:
        if self._bytes:
            text = self._encodings.decode_bytes(bytes(self._bytes), self._state.font)
            self._bytes.clear()
            self._add_text(text)

    def _add_text(self, text: str) -> None:
        state = self._state
        if state.destination == "style":
            style_name, _, _ = text.partition(";")
            previous_name, level = self._styles.get(self._style, ("", _BODY_TEXT_LEVEL))
            self._styles[self._style] = (previous_name + style_name, level)
        elif state.destination == "text" and not (state.is_skipped or state.is_hidden or state.is_deleted):
            self._text_parts.append(text)

    def _read_symbol(self, symbol: str) -> None:
        self._fallback_remaining = 0
        if symbol == "*":
            self._state.is_skipped = self._state.destination == "text"
        elif symbol in "\r\n":
            self._read_word("par", None)
        elif symbol in _CHARACTER_BY_SYMBOL:
            self._add_text(_CHARACTER_BY_SYMBOL[symbol])

    # ------------------------------------------------------------------ groups

    def _open_group(self) -> None:
        if len(self._stack) > _MAX_DEPTH:
            raise zip_bomb_error()
        self._fallback_remaining = 0
        self._stack.append(self._state)
        self._state = replace(self._state)

    def _close_group(self) -> None:
        self._fallback_remaining = 0
        if self._stack:
            self._state = self._stack.pop()
        if self._outer_texts and self._outer_texts[-1][0] > len(self._stack):
            self._boxes.append("".join(self._text_parts))
            self._text_parts = self._outer_texts.pop()[1]

    def _enter_destination(self, word: str) -> bool:
        state = self._state
        if word in _SKIPPED_DESTINATIONS:
            state.is_skipped = True
        elif word in ("fonttbl", "stylesheet"):
            state.destination = "font" if word == "fonttbl" else "style"
            self._style = 0
        elif word == "shptxt":
            # A text box: inside a drawing, which is passed over, and after the paragraph.
            state.is_skipped = False
            self._outer_texts.append((len(self._stack), self._text_parts))
            self._text_parts = []
        else:
            return False
        return True

    # ------------------------------------------------------------------ control words

    def _read_word(self, word: str, number: int | None) -> None:
        self._fallback_remaining = 0
        state = self._state
        if word == "u" and number is not None:
            self._add_text(chr(number % 0x10000))
            self._fallback_remaining = state.fallback_length
        elif word == "uc":
            state.fallback_length = max(0, number or 0)
        elif word == "f":
            state.font = number or 0
        elif word == "fcharset":
            self._encodings.set_font_charset(state.font, number)
        elif word == "ansicpg":
            self._encodings.set_code_page(number)
        elif word in ("v", "deleted", "plain"):
            self._set_visibility(word, number)
        elif word in ("s", "outlinelevel", "pard"):
            self._set_paragraph_property(word, number)
        elif not self._enter_destination(word) and not state.is_skipped and state.destination == "text":
            self._read_text_word(word, number)

    def _set_visibility(self, word: str, number: int | None) -> None:
        if word in ("v", "plain"):
            self._state.is_hidden = word == "v" and number != 0
        if word in ("deleted", "plain"):
            self._state.is_deleted = word == "deleted" and number != 0

    def _set_paragraph_property(self, word: str, number: int | None) -> None:
        if word == "pard":
            self._style, self._level, self._in_table = 0, _BODY_TEXT_LEVEL, False
        elif word == "s":
            self._style = number or 0
            if self._state.destination == "style":
                self._styles[self._style] = ("", _BODY_TEXT_LEVEL)
        elif self._state.destination == "style":
            style_name, _ = self._styles.get(self._style, ("", 0))
            self._styles[self._style] = (style_name, number or 0)
        else:
            self._level = number if number is not None else 0

    def _read_text_word(self, word: str, number: int | None) -> None:
        if word in _CHARACTER_BY_WORD:
            self._add_text(_CHARACTER_BY_WORD[word])
        elif self._outer_texts and word in ("par", "cell", "row", "sect", "page"):
            self._text_parts.append("\n")
        elif word == "intbl":
            self._in_table = True
        elif word == "cell":
            self._row.texts.append(_join_text_parts(self._text_parts))
            self._text_parts = []
        elif word == "row":
            self._rows.append(self._row)
            self._row = self._row.copy_definition()
        elif word in ("par", "sect") and (self._in_table or self._row.texts):
            self._text_parts.append("\n")
        elif word in ("par", "sect") and not self._state.is_deleted:
            self._end_paragraph()
        else:
            self._row.read_definition(word, number)

    # ------------------------------------------------------------------ blocks

    def _end_paragraph(self) -> None:
        text = _join_text_parts(self._text_parts)
        self._text_parts = []
        if text.strip():
            self._end_table()
        style_name, level = self._styles.get(self._style, ("", _BODY_TEXT_LEVEL))
        style_name = style_name.strip().casefold()
        if not style_name.startswith("toc "):
            is_heading = min(level, self._level) < _BODY_TEXT_LEVEL or style_name in ("title", "标题")
            is_heading = is_heading or style_name.startswith(("heading ", "标题 "))
            self._builder.add_lines(text, kind="heading" if is_heading else "paragraph")
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            for line in box.split("\n"):
                self._builder.add_paragraph(line)

    def _end_table(self) -> None:
        rows, self._rows = self._rows, []
        if rows:
            table_cells: list[Cell] = list_cells(rows)
            self._builder.add_table(table_cells)


def _join_text_parts(parts: list[str]) -> str:
    """The text, its surrogates paired: RTF gives a rare character as two halves."""
    return "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
