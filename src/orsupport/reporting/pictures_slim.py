"""The same drawing in fewer letters: it stands on every page."""

from __future__ import annotations

import re

NOTHING = re.compile(r'<path d="(M0,0h0v0h0Z)?"( display="none")?/>| opacity="1"| stroke-width="1"(?=[ /])')
BACKGROUND = re.compile(r'<path d="M0,0h[\d.]+v[\d.]+h-[\d.]+Z"/>')  # within a group without a fill
MOVED = r'transform="translate\((-?[\d.]+),(-?[\d.]+)\)"'
LINE = re.compile(rf'<line {MOVED} x2="(-?[\d.]+)" y2="(-?[\d.]+)"')
TEXT = re.compile(rf'<text text-anchor="(\w+)" {MOVED} font-size="12px"')
ALIKE = re.compile(r'(<path d="[^"]*)("(?: [^>]*)?/>)<path d="([^"]*)\2')
BARS = re.compile(r'<path d="((?:M[\d.]+,[\d.]+h[\d.]+v[\d.]+h-[\d.]+Z)+)" fill="#64798d"/>')
BAR = re.compile(r"M([\d.]+),([\d.]+)h([\d.]+)v([\d.]+)h-[\d.]+Z")
EMPTY = re.compile(r"<g></g>")


def slim(drawing: str) -> str:
    """The inside of a drawing, whose texts all have the size 12: strokes and areas of one look, one after another, as
    one path."""
    drawing = NOTHING.sub("", drawing)
    drawing = BACKGROUND.sub("", drawing)
    drawing = LINE.sub(lambda line: f'<path d="M{line[1]},{line[2]}l{line[3]},{line[4]}"', drawing)
    drawing = TEXT.sub(r'<text x="\2" y="\3" text-anchor="\1"', drawing)
    drawing = drawing.replace(' text-anchor="start"', "").replace(' transform="translate(0,0)"', "")
    longer = ""
    while longer != drawing:
        longer, drawing = drawing, EMPTY.sub("", ALIKE.sub(r"\1\3\2", drawing))
    return f'<g font-size="12">{BARS.sub(_strokes, drawing)}</g>'


def _strokes(bars: re.Match[str]) -> str:
    """Bars on one line as strokes of one width."""
    sides = [[float(side) for side in bar] for bar in BAR.findall(bars[1])]
    drawn = "".join(f"M{x + width / 2:.1f},{y + high:.0f}v-{high:g}" for x, y, width, high in sides)
    return f'<path d="{drawn}" stroke="#64798d" stroke-width="{min(width for _, _, width, _ in sides):g}"/>'
