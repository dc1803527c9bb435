"""What every chart shares: its element with a title, and numbers written short."""

from __future__ import annotations

from html import escape


def svg(
    name: str, title: str, width: int, height: int, inner: str, *, stretch: bool = False
) -> str:
    """The chart's element; its title is what a screen reader reads and a pointer shows.

    With `stretch` it fills its place in both directions, for bars without text.
    """
    words = escape(title)
    fill = ' preserveAspectRatio="none"' if stretch else ""
    return (
        f'<svg class="chart {name}" viewBox="0 0 {width} {height}"{fill} role="img" '
        f'aria-label="{words}" focusable="false"><title>{words}</title>{inner}</svg>'
    )


def px(value: float) -> str:
    """A coordinate with one decimal place at most."""
    return f"{value:.1f}".removesuffix(".0")
