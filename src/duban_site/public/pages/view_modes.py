"""The view modes of a page (标准版 and 长辈版, Chinese and English), applied after rendering.

Every page exists in four modes, each in its own folder (`""`, `en`, `large`, `en-large`), so that
switching is a link: it needs no script, no cookie, and works on a plain web server.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext as _

VIEW_BY_MODE = {"": ("zh-hans", False), "en": ("en", False), "large": ("zh-hans", True), "en-large": ("en", True)}
MODE_BY_VIEW = {mode: folder for folder, mode in VIEW_BY_MODE.items()}
CLASS_PLACEHOLDER, ROOT_PLACEHOLDER, SWITCH_PLACEHOLDER = "\ue0d0", "\ue0d1", "\ue0d2"
"""Placeholders in a rendered page for its class, the path to the site's root, and the switches."""


@dataclass(frozen=True, slots=True)
class ViewMode:
    """A page's language, whether it is enlarged, and whether the service (not a file) serves it."""

    language: str = "zh-hans"
    large: bool = False
    live: bool = True

    @property
    def folder(self) -> str:
        """The folder of the mode, with its slash."""
        mode = MODE_BY_VIEW[self.language, self.large]
        return f"{mode}/" if mode else ""


def make_relative_path(folder: str, ancestor_folder: str = "") -> str:
    """The relative path from `folder` up to an `ancestor_folder` of it: `../../` or `./`."""
    return "../" * (folder.count("/") - ancestor_folder.count("/")) or "./"


def apply_view_mode(html: str, page_path: str, view: ViewMode) -> bytes:
    """Fill in the placeholders for a mode; `page_path` is the page's quoted path below the root."""
    root_path = make_relative_path(view.folder + page_path)
    html = html.replace(CLASS_PLACEHOLDER, ' class="large"' if view.large else "")
    html = html.replace(SWITCH_PLACEHOLDER, _render_mode_links(root_path, page_path, view))
    return html.replace(ROOT_PLACEHOLDER, root_path).encode()


def _render_mode_links(root_path: str, page_path: str, view: ViewMode) -> str:
    """Links to the same page in the other language, and larger or in its standard size."""
    target_language = "zh-hans" if view.language == "en" else "en"
    language_label = "中文" if view.language == "en" else "English"
    language_code = "zh-Hans" if view.language == "en" else "en"
    size_label = _("标准版") if view.large else _("长辈版（大字）")
    size_link = root_path + ViewMode(view.language, not view.large).folder + page_path
    language_link = root_path + ViewMode(target_language, view.large).folder + page_path
    return (
        f'<a class="size" href="{escape(size_link)}" rel="alternate">{escape(size_label)}</a>'
        f'<a href="{escape(language_link)}" hreflang="{language_code}" lang="{language_code}">{language_label}</a>'
    )
