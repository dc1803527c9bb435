"""The view modes of a page (标准版 and 长辈版, Chinese and English), applied after rendering.

Every page exists in four modes, each in its own folder (`""`, `en`, `large`, `en-large`), so that
switching is a link: it needs no script, no cookie, and works on a plain web server.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext as _

MODES = {
    "": ("zh-hans", False),
    "en": ("en", False),
    "large": ("zh-hans", True),
    "en-large": ("en", True),
}
FOLDERS = {mode: folder for folder, mode in MODES.items()}
CLASS, SITE, SWITCH = "\ue0d0", "\ue0d1", "\ue0d2"
"""Placeholders in a rendered page for its class, the path to the site's root, and the switches."""


@dataclass(frozen=True, slots=True)
class View:
    """A page's language, whether it is enlarged, and whether the service (not a file) serves it."""

    language: str = "zh-hans"
    large: bool = False
    live: bool = True

    @property
    def folder(self) -> str:
        """The folder of the mode, with its slash."""
        found = FOLDERS[self.language, self.large]
        return f"{found}/" if found else ""


def up(path: str, to: str = "") -> str:
    """The relative path from `folder` up to an `ancestor_folder` of it: `../../` or `./`."""
    return "../" * (path.count("/") - to.count("/")) or "./"


def dressed(html: str, path: str, view: View) -> bytes:
    """Fill in the placeholders for a mode; `page_path` is the page's quoted path below the root."""
    site = up(view.folder + path)
    html = html.replace(CLASS, ' class="large"' if view.large else "")
    html = html.replace(SWITCH, _switch(site, path, view))
    return html.replace(SITE, site).encode()


def _switch(site: str, path: str, view: View) -> str:
    """Links to the same page in the other language, and larger or in its standard size."""
    other = "zh-hans" if view.language == "en" else "en"
    word = "中文" if view.language == "en" else "English"
    code = "zh-Hans" if view.language == "en" else "en"
    size = _("标准版") if view.large else _("长辈版（大字）")
    to_size = site + View(view.language, not view.large).folder + path
    to_language = site + View(other, view.large).folder + path
    return (
        f'<a class="size" href="{escape(to_size)}" rel="alternate">{escape(size)}</a>'
        f'<a href="{escape(to_language)}" hreflang="{code}" lang="{code}">{word}</a>'
    )
