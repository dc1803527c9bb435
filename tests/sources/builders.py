"""Small valid files of each kind, made from invented text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFD = "http://www.ofdspec.org/2016"

TITLE = "2031年临川市政府工作报告"
SESSION = "——2031年1月9日在临川市第六届人民代表大会第三次会议上"
PARAGRAPHS = (
    SESSION,
    "各位代表：",
    "一、2030年工作回顾",
    "过去一年，全市上下迎难而上，地区生产总值达到1286.4亿元，增长5.2%，"
    "城镇新增就业3.6万人，粮食总产量稳定在86万吨以上，各项事业都有新的进步。",
    "二、2031年重点工作",
    "新的一年，我们要扩大有效投资，开工建设云岭水库等42个项目，完成投资310亿元，"
    "新建改建农村公路180公里，让群众出行更加方便；新增5G基站1200个，实现乡镇全覆盖。",
)


def package(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return out.getvalue()


def p(text: str, properties: str = "") -> str:
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"


def docx(body: str, *, styles: str = "", numbering: str = "") -> bytes:
    """A DOCX with the given body."""
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": '<Relationships><Relationship Type="http://x/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:mc="urn:mc"><w:body>{body}</w:body></w:document>',
    }
    if styles:
        parts["word/styles.xml"] = f'<w:styles xmlns:w="{W}">{styles}</w:styles>'
    if numbering:
        parts["word/numbering.xml"] = f'<w:numbering xmlns:w="{W}">{numbering}</w:numbering>'
    return package(parts)


def typeset(paragraphs: Iterable[str], wide: int = 24, tall: int = 9) -> list[list[tuple[int, str]]]:
    """Pages of lines: (ems of indent, text), each paragraph indented by two ems."""
    lines: list[tuple[int, str]] = []
    for text in paragraphs:
        lines.append((2, text[: wide - 2]))
        lines += [(0, text[i : i + wide]) for i in range(wide - 2, len(text), wide)]
    return [lines[i : i + tall] for i in range(0, len(lines), tall)]


Placed = tuple[float, float, float, str]


class _Ofd:
    """Writes OFD parts as one maker's software would: its prefix, its namespace, its folder."""

    def __init__(self, prefix: str, namespace: str, folder: str, absolute: bool) -> None:
        self.prefix = prefix
        self.bound = f'xmlns:{prefix[:-1]}="{namespace}"' if prefix else f'xmlns="{namespace}"'
        self.folder = folder
        self.base = f"/{folder}/" if absolute else ""

    def xml(self, tag: str, inner: str, attributes: str = "") -> str:
        return f"<{self.prefix}{tag} {attributes}>{inner}</{self.prefix}{tag}>"

    def root(self, tag: str, inner: str) -> str:
        return f'<?xml version="1.0" encoding="UTF-8"?>{self.xml(tag, inner, self.bound)}'

    def text(self, x: float, y: float, size: float, chars: str) -> str:
        steps = f'DeltaX="g {len(chars) - 1} {size}"' if len(chars) > 1 else ""
        code = self.xml("TextCode", escape(chars), f'X="0" Y="{size}" {steps}')
        box = f'Boundary="{x} {y} {size * len(chars)} {size * 1.2}" Size="{size}" Font="1" ID="9"'
        return self.xml("TextObject", code, box)

    def page(self, objects: Iterable[Placed], under: str = "", extra: str = "") -> str:
        layer = self.xml("Layer", "".join(self.text(*o) for o in objects) + extra)
        return self.root("Page", under + self.xml("Content", layer))

    def document(self, pages: int, template: bool) -> str:
        common = self.xml("PageArea", self.xml("PhysicalBox", "0 0 210 297"))
        if template:
            at = f'ID="2" BaseLoc="{self.base}Tpls/Tpl_0/Content.xml"'
            common += self.xml("TemplatePage", "", at)
        listed = "".join(
            self.xml("Page", "", f'ID="{i + 5}" BaseLoc="{self.base}Pages/Page_{i}/Content.xml"') for i in range(pages)
        )
        return self.root("Document", self.xml("CommonData", common) + self.xml("Pages", listed))


def ofd(
    pages: Sequence[Sequence[Placed]],
    *,
    prefix: str = "ofd:",
    namespace: str = OFD,
    folder: str = "Doc_0",
    absolute: bool = False,
    template: Sequence[Placed] = (),
    extra: str = "",
) -> bytes:
    """An OFD whose pages hold (x, y, size, text) in millimetres from the top left."""
    made = _Ofd(prefix, namespace, folder, absolute)
    use = made.xml("Template", "", 'TemplateID="2" ZOrder="Background"') if template else ""
    parts = {
        "OFD.xml": made.root("OFD", made.xml("DocBody", made.xml("DocRoot", f"{folder}/Document.xml"))),
        f"{folder}/Document.xml": made.document(len(pages), bool(template)),
    }
    for i, objects in enumerate(pages):
        parts[f"{folder}/Pages/Page_{i}/Content.xml"] = made.page(objects, use, extra)
    if template:
        parts[f"{folder}/Tpls/Tpl_0/Content.xml"] = made.page(template)
    return package(parts)


def ofd_report(paragraphs: Iterable[str] = PARAGRAPHS, title: str = TITLE, **options: object) -> bytes:
    """An OFD report with a large centred title, page numbers at the foot, a line an object."""
    pages: list[list[tuple[float, float, float, str]]] = []
    for number, lines in enumerate(typeset(paragraphs), start=1):
        page = [(30 + 5 * indent, 50 + 9 * i, 5.0, t) for i, (indent, t) in enumerate(lines)]
        if number == 1:
            page.insert(0, (90 - 3.5 * len(title), 30, 7.0, title))
        page.append((100, 280, 4.0, f"—{number}—"))
        pages.append(page)
    return ofd(pages, **options)  # type: ignore[arg-type]


def pdf(
    paragraphs: Iterable[str] = PARAGRAPHS,
    *,
    title: str = TITLE,
    head: str = "",
    password: str = "",
    table: Sequence[Sequence[str]] = (),
) -> bytes:
    """A PDF report set in STSong-Light, which viewers bring themselves."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    lock = StandardEncryption(password) if password else None
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), encrypt=lock)
    for number, lines in enumerate(typeset(paragraphs), start=1):
        canvas.setFont("STSong-Light", 22)
        if number == 1:
            canvas.drawCentredString(280, 780, title)
        canvas.setFont("STSong-Light", 16)
        y = 740.0
        for indent, text in lines:
            canvas.drawString(88 + 16 * indent, y, text)
            y -= 26
        for row in table if number == 1 else ():
            for column, cell in enumerate(row):
                canvas.drawString(100 + 140 * column, y, cell)
            y -= 26
        canvas.setFont("STSong-Light", 10)
        if head:
            canvas.drawString(88, 815, head)
        canvas.drawCentredString(297, 40, f"— {number} —")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def scanned_pdf() -> bytes:
    """Three pages that are pictures."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    # 2×2 pixels, PPM: a picture needs no library
    picture = io.BytesIO(b"P6 2 2 255 " + bytes(range(12)))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for _ in range(3):
        canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
