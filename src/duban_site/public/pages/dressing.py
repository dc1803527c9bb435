"""What differs between 标准版 and 长辈版 of the same page: put in after it was rendered.

Every page stands in four modes, each under a folder of its own (`""`, `en`, `large`, `en-large`),
so that a switch is a link: it needs no script, no cookie, and works on a plain web server.
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
"""Stand in a rendered page for its class, the way to the site's root, and the switches."""


@dataclass(frozen=True, slots=True)
class View:
    """How a page is shown: its language, whether enlarged, and whether the service answers."""

    language: str = "zh-hans"
    large: bool = False
    live: bool = True

    @property
    def folder(self) -> str:
        """The folder of the mode, with its slash."""
        found = FOLDERS[self.language, self.large]
        return f"{found}/" if found else ""


def up(path: str, to: str = "") -> str:
    """The way from the folder `path` up to the folder `to`, which holds it: `../../` or `./`."""
    return "../" * (path.count("/") - to.count("/")) or "./"


def dressed(html: str, path: str, view: View) -> bytes:
    """The page of `path` (its place below the root, as it stands in addresses) in its mode."""
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
