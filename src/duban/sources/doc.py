"""Old Office files (OLE2): Word 97 to 2003 and WPS text by way of DOCX, and old workbooks.

msdoc2docx reads the binary format and writes DOCX, so that the reader of DOCX sees its paragraphs,
automatic numbers, merged cells and tracked changes as it sees those of a new file.

Its time grows with the product of paragraphs and changes of format: a report takes under a second,
a decision with tables of ten thousand cells 40 (msdoc2docx looks each format up from the first).
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from duban.sources.builder import DocumentBuilder
from duban.sources.docx import read_docx
from duban.sources.errors import SourceError
from duban.sources.package import Package

_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_WORD_STREAM = "WordDocument".encode("utf-16-le")
_WORKBOOK_STREAMS = ("Workbook".encode("utf-16-le"), "Book\0".encode("utf-16-le"))


def read_old_office(data: bytes) -> tuple[DocumentBuilder, str]:
    """The blocks of an OLE2 file and its kind (doc, xls).

    Raises `SourceError` for a damaged or protected one, and for one that is neither.
    """
    if _ENCRYPTED_STREAM in data:
        raise SourceError.make("file_encrypted")
    if _WORD_STREAM in data:
        return read_docx(Package(_convert_to_docx(data))), "doc"
    if any(stream_name in data for stream_name in _WORKBOOK_STREAMS):
        from duban.sources.xls import read_xls

        return read_xls(data), "xls"
    raise SourceError.make("old_office_file")


def _convert_to_docx(data: bytes) -> bytes:
    try:
        from doc2docx import convert
        from doc2docx.errors import EncryptedDocumentError
    except ImportError:
        raise SourceError.make("library_missing", package="msdoc2docx", extra="files") from None
    with tempfile.TemporaryDirectory(prefix="duban-") as folder:
        source_path, target_path = Path(folder, "report.doc"), Path(folder, "report.docx")
        source_path.write_bytes(data)
        try:
            convert(source_path, target_path)
        except EncryptedDocumentError:
            raise SourceError.make("file_encrypted") from None
        except RecursionError:
            raise SourceError.make("file_damaged") from None
        except Exception as error:  # it raises many kinds for a broken file
            raise SourceError.make("file_damaged") from error
        return target_path.read_bytes()
