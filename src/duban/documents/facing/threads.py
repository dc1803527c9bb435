"""The small drawings of a facing page: the thread of a pair, and its two values on one scale."""

from __future__ import annotations

from duban.documents.charts.frame import px
from duban.documents.facing.pair import Pair, Scale

WIDTH, HEIGHT, MIDDLE_Y = 160, 44, 22
GAUGE_WIDTH, GAUGE_HEIGHT, PADDING = 160, 30, 8


def render_thread(pair: Pair) -> str:
    """Draw a line from the earlier quote to the later one; half a line where one side is None."""
    start_x = 0 if pair.earlier is not None else WIDTH // 2 + 16
    end_x = WIDTH if pair.later is not None else WIDTH // 2 - 16
    lines = []
    if pair.earlier is not None:
        lines.append(f'<line x1="{start_x}" x2="{WIDTH // 2 - 14}" y1="{MIDDLE_Y}" y2="{MIDDLE_Y}"/>')
        lines.append(f'<circle class="end" cx="3" cy="{MIDDLE_Y}" r="3"/>')
    if pair.later is not None:
        lines.append(f'<line x1="{WIDTH // 2 + 14}" x2="{end_x}" y1="{MIDDLE_Y}" y2="{MIDDLE_Y}"/>')
        lines.append(f'<circle class="end" cx="{WIDTH - 3}" cy="{MIDDLE_Y}" r="3"/>')
    lines.append(f'<circle class="knot" cx="{WIDTH // 2}" cy="{MIDDLE_Y}" r="13"/>')
    glyph_position = f'x="{WIDTH // 2}" y="{MIDDLE_Y}" dy=".36em" text-anchor="middle"'
    lines.append(f"<text {glyph_position}>{pair.kind.glyph}</text>")
    return (
        f'<svg class="thread" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false">'
        f"{''.join(lines)}</svg>"
    )


def render_gauge(scale: Scale | None) -> str:
    """Draw the target as a stroke and the result as a dot, on an axis that includes zero."""
    if scale is None:
        return ""
    values = (0.0, float(scale.target), float(scale.result))
    lowest, highest = min(values), max(values)
    if highest == lowest:
        return ""
    zero_x, target_x, result_x = (
        PADDING + (value - lowest) / (highest - lowest) * (GAUGE_WIDTH - 2 * PADDING) for value in values
    )
    return (
        f'<svg class="gauge" viewBox="0 0 {GAUGE_WIDTH} {GAUGE_HEIGHT}" aria-hidden="true" '
        f'focusable="false"><line class="axis" x1="{PADDING}" x2="{GAUGE_WIDTH - PADDING}" y1="15" '
        f'y2="15"/><line class="axis" x1="{px(zero_x)}" x2="{px(zero_x)}" y1="11" y2="19"/>'
        f'<line class="reach" x1="{px(zero_x)}" x2="{px(result_x)}" y1="15" y2="15"/>'
        f'<line class="bar" x1="{px(target_x)}" x2="{px(target_x)}" y1="5" y2="25"/>'
        f'<circle class="dot" cx="{px(result_x)}" cy="15" r="5"/></svg>'
    )
