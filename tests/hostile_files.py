"""Small files that ask for much, or lie of themselves: each ended a process, or failed."""

from __future__ import annotations

import io
import zipfile

_TYPES = (
    '<?xml version="1.0"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = (
    '<?xml version="1.0"?><Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/%s" Target="%s"/></Relationships>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(sheet: str | bytes) -> bytes:
    """A workbook whose one sheet is this XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        file.writestr("[Content_Types].xml", _TYPES)
        file.writestr("_rels/.rels", _RELS % ("officeDocument", "xl/workbook.xml"))
        file.writestr("xl/_rels/workbook.xml.rels", _RELS % ("worksheet", "worksheets/sheet1.xml"))
        file.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
            '<sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        file.writestr("xl/worksheets/sheet1.xml", sheet)
    return out.getvalue()


def _rows(cells: str) -> str:
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{cells}</sheetData></worksheet>'


def far_cell() -> bytes:
    """Values in the first and the last cell of a sheet: 52 GB as a rectangle."""
    return workbook(
        _rows('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    )


def bad_reference() -> bytes:
    """A cell whose place is none."""
    return workbook(_rows('<row r="1"><c r="9A"><v>1</v></c><c r="ZZZZZZZZZZ1"><v>1</v></c></row>'))


def many_cells() -> bytes:
    """A megabyte that unpacks to millions of cells."""
    row = "<row>" + "<c><v>1</v></c>" * 1000 + "</row>"
    return workbook(_rows(row * 1_500))


def lying_zip() -> bytes:
    """A zip that says it needs version 25.5."""
    data = bytearray(far_cell())
    data[data.index(b"PK\x01\x02") + 6] = 255
    return bytes(data)


def attributes() -> bytes:
    """A page whose one element has 50,000 attributes."""
    told = " ".join(f"a{n}=1" for n in range(50_000))
    return f"<html><body><p {told}>政府工作报告</p></body></html>".encode()


def one_line() -> bytes:
    """A line of numbers and commas."""
    return ("政府工作报告\n一、2026年主要工作\n" + "1," * 150_000).encode()


def deep_page() -> bytes:
    """Elements within one another."""
    return b"<html><body>" + b"<div>" * 100_000 + "政府工作报告".encode()


def bomb_text() -> bytes:
    """Bytes that are read as text of control characters and nothing else."""
    return b"\x01" * 1_000_000


FILES = {
    f"{maker.__name__}.{suffix}": maker
    for maker, suffix in (
        (far_cell, "xlsx"),
        (bad_reference, "xlsx"),
        (many_cells, "xlsx"),
        (lying_zip, "xlsx"),
        (attributes, "html"),
        (one_line, "txt"),
        (one_line, "csv"),
        (deep_page, "html"),
        (bomb_text, "csv"),
    )
}
