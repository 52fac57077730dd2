"""A bar chart of the results, as SVG that is legible in light and in dark."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from itertools import islice
from typing import Any


_WIDTH, _MARGIN, _NAMES, _NUMBERS = 760, 24, 190, 130
_BAR, _STEP = 18, 28
_BARS = _WIDTH - 2 * _MARGIN - _NAMES - _NUMBERS
_FAR = 4  # a bar so many times as long as the next one is cut off

# The page's own colours, with the reader's choice of them; the card makes both legible anywhere.
_STYLE = """\
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-size: 15px; font-weight: 600 }
.small { font-size: 12px; fill: #59636e }
.card { fill: #ffffff; stroke: #d1d9e0 }
.bar { fill: #8c959f }
.ours { fill: #0969da }
.cut { stroke: #ffffff; stroke-width: 4 }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc }
.small { fill: #9198a1 }
.card { fill: #0d1117; stroke: #3d444d }
.bar { fill: #656c76 }
.ours { fill: #4493f8 }
.cut { stroke: #0d1117 }
}"""


def draw(results: Mapping[str, Any], *, ours: str) -> str:
    """
    Return an SVG of the first two groups of what the benchmarks write as JSON that are of time.

    The quickest of a group stands first, and the bar of *ours* stands out. A bar that would
    dwarf all others is cut off, and shows it.
    """
    lines: list[str] = []
    top = _MARGIN
    timed = (group for group in results["groups"] if group["unit"] == "s" and group["rows"])
    for group in islice(timed, 2):
        panel, top = _panel(group, top, ours)
        lines += panel
    height = top + _STEP
    note = f"microseconds (times {ours}), less is better; {results['machine']}"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}">',
            f"<style>\n{_STYLE}\n</style>",
            f'<rect class="card" x="0.5" y="0.5" width="{_WIDTH - 1}" height="{height - 1}" rx="6"/>',
            *lines,
            f'<text class="small" x="{_MARGIN}" y="{height - 16}">{escape(note)}</text>',
            "</svg>",
            "",
        ]
    )


def _panel(group: Mapping[str, Any], top: int, ours: str) -> tuple[list[str], int]:
    """Return the lines that draw *group* from *top* on, and where they end."""
    rows = sorted(group["rows"], key=lambda row: float(row["value"]))
    values = [float(row["value"]) for row in rows]
    full = values[-1]
    if len(values) > 1 and values[-1] > _FAR * values[-2]:
        full = values[-2] * 1.15
    one = next((float(row["value"]) for row in rows if row["name"] == ours), values[0])
    left = _MARGIN + _NAMES
    lines = [f'<text class="title" x="{_MARGIN}" y="{top + 10}">{escape(group["title"])}</text>']
    y = top + _STEP
    for row, value in zip(rows, values, strict=True):
        width = min(_BARS, _BARS * value / full)
        kind, weight = ("bar ours", ' font-weight="600"') if row["name"] == ours else ("bar", "")
        base, amount = y + _BAR - 4, f"{value * 1e6:,.1f} ({value / one:.2f} ×)"
        lines += [
            f'<text x="{left - 10}" y="{base}" text-anchor="end"{weight}>{escape(row["name"])}</text>',
            f'<rect class="{kind}" x="{left}" y="{y}" width="{width:.1f}" height="{_BAR}" rx="2"/>',
            f'<text x="{left + width + 10:.1f}" y="{base}"{weight}>{amount}</text>',
        ]
        if value > full:
            cut = left + width - 24
            lines.append(f'<path class="cut" d="M{cut + 6:.1f} {y - 2}L{cut:.1f} {y + _BAR + 2}"/>')
        y += _STEP
    return lines, y + _MARGIN
