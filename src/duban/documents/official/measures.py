"""The measures of GB/T 9704-2012: page, type area, type sizes, fonts and their substitutes.

Millimetres for the page, points for type. Chinese type sizes: 2号 22 pt, 3号 16 pt, 4号 14 pt,
5号 10.5 pt. Sources: 5.1 and 5.2 (page and type area), 7 (elements).
"""

from __future__ import annotations

from dataclasses import dataclass

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
TOP, LEFT = 37.0, 28.0
"""天头 37±1 mm, 订口 28±1 mm."""
TEXT_WIDTH, TEXT_HEIGHT = 156.0, 225.0
"""版心."""
RIGHT, BOTTOM = PAGE_WIDTH - LEFT - TEXT_WIDTH, PAGE_HEIGHT - TOP - TEXT_HEIGHT
LINES, CHARACTERS = 22, 28
"""每面 22 行, 每行 28 字."""
POINTS_A_MM = 72 / 25.4
LINE_PITCH = TEXT_HEIGHT * POINTS_A_MM / LINES
"""28.99 pt: 3号字高 plus seven eighths of it, within a tenth of a millimetre."""
BODY, TITLE, AUTHORITY, SMALL, TABLE, PAGE_NUMBER = 16.0, 22.0, 46.0, 14.0, 10.5, 14.0
TRACKING = -0.25
"""pt a character: 28 characters of 16 pt are 448 pt, the type area is 442."""
PAGE_NUMBER_BELOW = 7.0
"""mm from the lower edge of the type area to the page number (7.5)."""
RED = "FF0000"


@dataclass(frozen=True, slots=True)
class Face:
    """A face of the standard: its name, its other names, and the free fonts that replace it."""

    name: str
    same: tuple[str, ...]
    free: tuple[str, ...]
    bold_free: bool = False
    """Whether a free serif must be set bold to look like it."""

    @property
    def all(self) -> tuple[str, ...]:
        """In order of preference."""
        return (self.name, *self.same, *self.free)


SERIF = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN")
SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN")
FANGSONG = Face(
    "仿宋_GB2312", ("FangSong_GB2312", "FangSong", "仿宋", "STFangsong"), (*SERIF, *SANS)
)
KAITI = Face("楷体_GB2312", ("KaiTi_GB2312", "KaiTi", "楷体", "STKaiti"), (*SERIF, *SANS))
HEITI = Face("黑体", ("SimHei", "STHeiti"), (*SANS, *SERIF))
XIAOBIAOSONG = Face(
    "方正小标宋简体", ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong"), (*SERIF, *SANS), bold_free=True
)
LATIN = "Times New Roman"
FACES = (FANGSONG, KAITI, HEITI, XIAOBIAOSONG)


def twips(points: float) -> int:
    """Points in twips (twentieths of a point), the unit of DOCX."""
    return round(points * 20)


def mm(millimetres: float) -> float:
    """Millimetres in points."""
    return millimetres * POINTS_A_MM
