"""The small drawings of a facing page: the thread of a pair, and its two values on one scale."""

from __future__ import annotations

from duban.documents.charts.frame import px
from duban.documents.facing.pair import Pair, Scale

WIDTH, HEIGHT, MIDDLE = 160, 44, 22
GAUGE_WIDTH, GAUGE_HEIGHT, EDGE = 160, 30, 8


def thread(pair: Pair) -> str:
    """Draw a line from the earlier quote to the later one; half a line where one side is None."""
    left = 0 if pair.left is not None else WIDTH // 2 + 16
    right = WIDTH if pair.right is not None else WIDTH // 2 - 16
    lines = []
    if pair.left is not None:
        lines.append(f'<line x1="{left}" x2="{WIDTH // 2 - 14}" y1="{MIDDLE}" y2="{MIDDLE}"/>')
        lines.append(f'<circle class="end" cx="3" cy="{MIDDLE}" r="3"/>')
    if pair.right is not None:
        lines.append(f'<line x1="{WIDTH // 2 + 14}" x2="{right}" y1="{MIDDLE}" y2="{MIDDLE}"/>')
        lines.append(f'<circle class="end" cx="{WIDTH - 3}" cy="{MIDDLE}" r="3"/>')
    lines.append(f'<circle class="knot" cx="{WIDTH // 2}" cy="{MIDDLE}" r="13"/>')
    place = f'x="{WIDTH // 2}" y="{MIDDLE}" dy=".36em" text-anchor="middle"'
    lines.append(f"<text {place}>{pair.kind.glyph}</text>")
    return (
        f'<svg class="thread" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false">'
        f"{''.join(lines)}</svg>"
    )


def gauge(scale: Scale | None) -> str:
    """Draw the target as a stroke and the result as a dot, on an axis that includes zero."""
    if scale is None:
        return ""
    values = (0.0, float(scale.target), float(scale.result))
    low, high = min(values), max(values)
    if high == low:
        return ""
    nought, target, result = (
        EDGE + (value - low) / (high - low) * (GAUGE_WIDTH - 2 * EDGE) for value in values
    )
    return (
        f'<svg class="gauge" viewBox="0 0 {GAUGE_WIDTH} {GAUGE_HEIGHT}" aria-hidden="true" '
        f'focusable="false"><line class="axis" x1="{EDGE}" x2="{GAUGE_WIDTH - EDGE}" y1="15" '
        f'y2="15"/><line class="axis" x1="{px(nought)}" x2="{px(nought)}" y1="11" y2="19"/>'
        f'<line class="reach" x1="{px(nought)}" x2="{px(result)}" y1="15" y2="15"/>'
        f'<line class="bar" x1="{px(target)}" x2="{px(target)}" y1="5" y2="25"/>'
        f'<circle class="dot" cx="{px(result)}" cy="15" r="5"/></svg>'
    )
