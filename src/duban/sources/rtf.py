"""RTF as Word, WPS and LibreOffice write it: paragraphs, headings and tables (RTF 1.9.1).

Left out, as for DOCX: heads, feet, notes, pictures, field codes, hidden text, the table of contents
and what a tracked change deletes. Numbers before paragraphs stand in the file as text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from duban.sources.builder import Builder, Cell
from duban.sources.package import bomb
from duban.sources.rtf_tables import Row, cells
from duban.sources.rtf_tokens import Encodings, Token, tokens

_SKIPPED_WORDS = (
    "colortbl info pict header headerl headerr headerf footer footerl footerr footerf footnote "
    "annotation fldinst listtable listoverridetable generator xmlnstbl themedata objdata objclass "
    "objname nonesttables sp ftnsep ftnsepc aftnsep aftnsepc template keycode upr revtbl filetbl "
    "tc xe txe atnid atnauthor mmathPr"
)
_SKIPPED = frozenset(_SKIPPED_WORDS.split())
_CHARACTERS = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": "\u3000", "enspace": " ",
    "nestcell": "\n", "nestrow": "\n",
}  # fmt: skip
_SYMBOLS = {"~": "\u00a0", "_": "-", "{": "{", "}": "}", "\\": "\\", "\n": "\n", "\r": "\n"}
_DEEPEST = 1_000
_BODY_TEXT = 9


@dataclass(slots=True)
class _State:
    """The state that a group inherits from the group around it."""

    skipped: bool = False
    where: str = "text"
    font: int = 0
    fallback: int = 1
    hidden: bool = False
    deleted: bool = False


def read_rtf(data: bytes) -> Builder:
    """The blocks of an RTF file. Raises `SourceError` for one nested beyond all sense."""
    reader = _Reader()
    for token in tokens(data.decode("latin-1")):
        reader.take(token)
    return reader.end()


class _Reader:
    def __init__(self) -> None:
        self._out = Builder()
        self._encodings = Encodings()
        self._state = _State()
        self._stack: list[_State] = []
        self._bytes = bytearray()
        self._skip = 0  # characters that stand in for one given by \u
        self._parts: list[str] = []
        self._boxes: list[str] = []
        self._outer: list[tuple[int, list[str]]] = []
        self._style, self._level = 0, _BODY_TEXT
        self._styles: dict[int, tuple[str, int]] = {}
        self._in_table = False
        self._row = Row()
        self._rows: list[Row] = []

    def take(self, token: Token) -> None:
        if token.kind == "byte":
            self._add_bytes(bytes((int(token.value, 16),)))
        elif token.kind == "text":
            self._add_bytes(token.value.encode("latin-1"))
        else:
            self._flush_bytes()
            if token.kind == "open":
                self._open()
            elif token.kind == "close":
                self._close()
            elif token.kind == "symbol":
                self._symbol(token.value)
            else:
                self._word(token.value, token.number)

    def end(self) -> Builder:
        self._flush_bytes()
        self._paragraph()
        self._end_table()
        return self._out

    # ------------------------------------------------------------------ text

    def _add_bytes(self, data: bytes) -> None:
        skipped = min(self._skip, len(data))
        self._skip -= skipped
        self._bytes += data[skipped:]

    def _flush_bytes(self) -> None:
        if self._bytes:
            text = self._encodings.decode(bytes(self._bytes), self._state.font)
            self._bytes.clear()
            self._text(text)

    def _text(self, text: str) -> None:
        state = self._state
        if state.where == "style":
            name, _, _ = text.partition(";")
            was, level = self._styles.get(self._style, ("", _BODY_TEXT))
            self._styles[self._style] = (was + name, level)
        elif state.where == "text" and not (state.skipped or state.hidden or state.deleted):
            self._parts.append(text)

    def _symbol(self, symbol: str) -> None:
        self._skip = 0
        if symbol == "*":
            self._state.skipped = self._state.where == "text"
        elif symbol in "\r\n":
            self._word("par", None)
        elif symbol in _SYMBOLS:
            self._text(_SYMBOLS[symbol])

    # ------------------------------------------------------------------ groups

    def _open(self) -> None:
        if len(self._stack) > _DEEPEST:
            raise bomb()
        self._skip = 0
        self._stack.append(self._state)
        self._state = replace(self._state)

    def _close(self) -> None:
        self._skip = 0
        if self._stack:
            self._state = self._stack.pop()
        if self._outer and self._outer[-1][0] > len(self._stack):
            self._boxes.append("".join(self._parts))
            self._parts = self._outer.pop()[1]

    def _destination(self, word: str) -> bool:
        state = self._state
        if word in _SKIPPED:
            state.skipped = True
        elif word in ("fonttbl", "stylesheet"):
            state.where = "font" if word == "fonttbl" else "style"
            self._style = 0
        elif word == "shptxt":
            # A text box: inside a drawing, which is passed over, and after the paragraph.
            state.skipped = False
            self._outer.append((len(self._stack), self._parts))
            self._parts = []
        else:
            return False
        return True

    # ------------------------------------------------------------------ control words

    def _word(self, word: str, number: int | None) -> None:
        self._skip = 0
        state = self._state
        if word == "u" and number is not None:
            self._text(chr(number % 0x10000))
            self._skip = state.fallback
        elif word == "uc":
            state.fallback = max(0, number or 0)
        elif word == "f":
            state.font = number or 0
        elif word == "fcharset":
            self._encodings.charset(state.font, number)
        elif word == "ansicpg":
            self._encodings.code_page(number)
        elif word in ("v", "deleted", "plain"):
            self._hide(word, number)
        elif word in ("s", "outlinelevel", "pard"):
            self._paragraph_property(word, number)
        elif not self._destination(word) and not state.skipped and state.where == "text":
            self._break(word, number)

    def _hide(self, word: str, number: int | None) -> None:
        if word in ("v", "plain"):
            self._state.hidden = word == "v" and number != 0
        if word in ("deleted", "plain"):
            self._state.deleted = word == "deleted" and number != 0

    def _paragraph_property(self, word: str, number: int | None) -> None:
        if word == "pard":
            self._style, self._level, self._in_table = 0, _BODY_TEXT, False
        elif word == "s":
            self._style = number or 0
            if self._state.where == "style":
                self._styles[self._style] = ("", _BODY_TEXT)
        elif self._state.where == "style":
            name, _ = self._styles.get(self._style, ("", 0))
            self._styles[self._style] = (name, number or 0)
        else:
            self._level = number if number is not None else 0

    def _break(self, word: str, number: int | None) -> None:
        if word in _CHARACTERS:
            self._text(_CHARACTERS[word])
        elif self._outer and word in ("par", "cell", "row", "sect", "page"):
            self._parts.append("\n")
        elif word == "intbl":
            self._in_table = True
        elif word == "cell":
            self._row.texts.append(_characters(self._parts))
            self._parts = []
        elif word == "row":
            self._rows.append(self._row)
            self._row = self._row.next()
        elif word in ("par", "sect") and (self._in_table or self._row.texts):
            self._parts.append("\n")
        elif word in ("par", "sect") and not self._state.deleted:
            self._paragraph()
        else:
            self._row.define(word, number)

    # ------------------------------------------------------------------ blocks

    def _paragraph(self) -> None:
        text = _characters(self._parts)
        self._parts = []
        if text.strip():
            self._end_table()
        name, level = self._styles.get(self._style, ("", _BODY_TEXT))
        name = name.strip().casefold()
        if not name.startswith("toc "):
            headed = min(level, self._level) < _BODY_TEXT or name in ("title", "标题")
            headed = headed or name.startswith(("heading ", "标题 "))
            self._out.lines(text, kind="heading" if headed else "paragraph")
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            for line in box.split("\n"):
                self._out.paragraph(line)

    def _end_table(self) -> None:
        rows, self._rows = self._rows, []
        if rows:
            found: list[Cell] = cells(rows)
            self._out.grid(found)


def _characters(parts: list[str]) -> str:
    """The text, its surrogates paired: RTF gives a rare character as two halves."""
    return "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
