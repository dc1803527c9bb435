"""What every chart shares: its element with a title, and numbers written short."""

from __future__ import annotations

from html import escape


def render_svg(css_class: str, title: str, width: int, height: int, inner: str, *, stretch: bool = False) -> str:
    """The chart's element; its title is what a screen reader reads and a pointer shows.

    With `stretch` it fills its place in both directions, for bars without text.
    """
    title_text = escape(title)
    aspect_ratio = ' preserveAspectRatio="none"' if stretch else ""
    return (
        f'<svg class="chart {css_class}" viewBox="0 0 {width} {height}"{aspect_ratio} role="img" '
        f'aria-label="{title_text}" focusable="false"><title>{title_text}</title>{inner}</svg>'
    )


def px(value: float) -> str:
    """A coordinate with one decimal place at most."""
    return f"{value:.1f}".removesuffix(".0")
