"""Old Office files (OLE2): Word 97 to 2003 and WPS text by way of DOCX, and old workbooks.

msdoc2docx reads the binary format and writes DOCX, so that the reader of DOCX sees its paragraphs,
automatic numbers, merged cells and tracked changes as it sees those of a new file.

Its time grows with the product of paragraphs and changes of format: a report takes under a second,
a decision with tables of ten thousand cells 40 (msdoc2docx looks each format up from the first).
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from duban.sources.builder import Builder
from duban.sources.docx import read_docx
from duban.sources.errors import SourceError, missing_extra
from duban.sources.package import Package, damaged, encrypted

_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_WORD = "WordDocument".encode("utf-16-le")
_BOOKS = ("Workbook".encode("utf-16-le"), "Book\0".encode("utf-16-le"))


def read_old_office(data: bytes) -> tuple[Builder, str]:
    """The blocks of an OLE2 file and its kind (doc, xls).

    Raises `SourceError` for a damaged or protected one, and for one that is neither.
    """
    if _PROTECTED in data:
        raise encrypted()
    if _WORD in data:
        return read_docx(Package(_as_docx(data))), "doc"
    if any(name in data for name in _BOOKS):
        from duban.sources.xls import read_xls

        return read_xls(data), "xls"
    raise SourceError(
        "这是旧版 Office 文件，但不是 Word 或 WPS 文字，也不是工作簿：请另存为 docx 后再读。",
        "This is an old Office file but no text or workbook: save it as docx and read that.",
    )


def _as_docx(data: bytes) -> bytes:
    try:
        from doc2docx import convert
        from doc2docx.errors import EncryptedDocumentError
    except ImportError:
        raise missing_extra("msdoc2docx") from None
    with tempfile.TemporaryDirectory(prefix="duban-") as place:
        source, target = Path(place, "report.doc"), Path(place, "report.docx")
        source.write_bytes(data)
        try:
            convert(source, target)
        except EncryptedDocumentError:
            raise encrypted() from None
        except RecursionError:
            raise damaged() from None
        except Exception as error:  # it raises many kinds for a broken file
            raise damaged() from error
        return target.read_bytes()
