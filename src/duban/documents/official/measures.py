"""The measures of GB/T 9704-2012: page, type area, type sizes, fonts and their substitutes.

Millimetres for the page, points for type. Chinese type sizes: 2号 22 pt, 3号 16 pt, 4号 14 pt,
5号 10.5 pt. Sources: 5.1 and 5.2 (page and type area), 7 (elements).
"""

from __future__ import annotations

from dataclasses import dataclass

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
TOP_MARGIN, BINDING_MARGIN = 37.0, 28.0
"""天头 37±1 mm, 订口 28±1 mm."""
TEXT_WIDTH, TEXT_HEIGHT = 156.0, 225.0
"""版心."""
OUTER_MARGIN, BOTTOM_MARGIN = (PAGE_WIDTH - BINDING_MARGIN - TEXT_WIDTH, PAGE_HEIGHT - TOP_MARGIN - TEXT_HEIGHT)
LINES_PER_PAGE, CHARACTERS_PER_LINE = 22, 28
"""每面 22 行, 每行 28 字."""
POINTS_PER_MM = 72 / 25.4
LINE_PITCH = TEXT_HEIGHT * POINTS_PER_MM / LINES_PER_PAGE
"""28.99 pt: 3号字高 plus seven eighths of it, within a tenth of a millimetre."""
BODY_SIZE, TITLE_SIZE, AUTHORITY_SIZE, SMALL_SIZE, TABLE_SIZE, PAGE_NUMBER_SIZE = (16.0, 22.0, 46.0, 14.0, 10.5, 14.0)
TRACKING = -0.25
"""pt a character: 28 characters of 16 pt are 448 pt, the type area is 442."""
PAGE_NUMBER_BELOW = 7.0
"""mm from the lower edge of the type area to the page number (7.5)."""
RED_COLOR = "FF0000"


@dataclass(frozen=True, slots=True)
class Face:
    """A face of the standard: its name, its other names, and the free fonts that replace it."""

    name: str
    aliases: tuple[str, ...]
    free_substitutes: tuple[str, ...]
    bold_substitute: bool = False
    """Whether a free serif must be set bold to look like it."""

    @property
    def family_names(self) -> tuple[str, ...]:
        """In order of preference."""
        return (self.name, *self.aliases, *self.free_substitutes)


SERIF_SUBSTITUTES = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN")
SANS_SUBSTITUTES = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN")
FANGSONG = Face(
    "仿宋_GB2312", ("FangSong_GB2312", "FangSong", "仿宋", "STFangsong"), (*SERIF_SUBSTITUTES, *SANS_SUBSTITUTES)
)
KAITI = Face("楷体_GB2312", ("KaiTi_GB2312", "KaiTi", "楷体", "STKaiti"), (*SERIF_SUBSTITUTES, *SANS_SUBSTITUTES))
HEITI = Face("黑体", ("SimHei", "STHeiti"), (*SANS_SUBSTITUTES, *SERIF_SUBSTITUTES))
XIAOBIAOSONG = Face(
    "方正小标宋简体",
    ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong"),
    (*SERIF_SUBSTITUTES, *SANS_SUBSTITUTES),
    bold_substitute=True,
)
LATIN_FONT = "Times New Roman"
STANDARD_FACES = (FANGSONG, KAITI, HEITI, XIAOBIAOSONG)


def to_twips(points: float) -> int:
    """Points in twips (twentieths of a point), the unit of DOCX."""
    return round(points * 20)


def mm_to_points(millimetres: float) -> float:
    """Millimetres in points."""
    return millimetres * POINTS_PER_MM
