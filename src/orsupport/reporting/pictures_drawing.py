"""The drawings themselves, made while the pages are written: plain SVG that asks for no script, font or host."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import vl_convert

from orsupport.reporting.pictures_slim import slim

WIDTH, HEIGHT = 420, 62  # of the field in which the schools lie, in units of the drawing
LEFT, TOP, RIGHT, BELOW = 36, 24, 14, 44
SIZE = (LEFT + WIDTH + RIGHT, TOP + HEIGHT + BELOW)
STRIP = (HEIGHT + 3, HEIGHT + 18)  # where the levels are named, below the field
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
AXES = {"labelFontSize": 12, "labelColor": "#333"}
CONFIG = {"view": {"stroke": None}, "aria": False, "font": "inherit", "axis": AXES}
STAYED, NOBODY = "#dfe4e8", "#ffffff"
UNSEEN = re.compile(r' (aria-[a-z]+|role|pointer-events|class|font-family|text-rendering|stroke-miterlimit)="[^"]*"')
# From the lowest level to the highest: ever lighter, so that the order is there in grey too.
SHADES = (
    (0.0, (226, 134, 62)),
    (0.25, (243, 186, 125)),
    (0.5, (249, 219, 178)),
    (0.75, (236, 238, 234)),
    (1.0, (222, 235, 247)),
)


def shade(place: int, of: int) -> str:
    """The colour of a level by its place in its ladder, 1 the lowest; dark text can be read on each."""
    at = (place - 1) / (of - 1) if of > 1 else 1.0
    after = next(each for each, (begins, _) in enumerate(SHADES) if at <= begins)
    (low, dark), (high, light) = SHADES[max(after - 1, 0)], SHADES[after]
    part = (at - low) / (high - low) if high > low else 0.0
    return "#" + "".join(f"{round(a + part * (b - a)):02x}" for a, b in zip(dark, light, strict=True))


def place_of(value: float, ends: tuple[float, float]) -> float:
    """Where a value lies in a drawing, from its left edge."""
    low, high = ends
    return round(LEFT + WIDTH * (min(max(value, low), high) - low) / (high - low), 1)


def distribution(
    bars: Sequence[tuple[float, float, int]],
    edges: Sequence[float],
    zones: Sequence[tuple[float, float, str, str]],
    ends: tuple[float, float],
) -> str:
    """How many schools have which result, and which level a result is in.

    `bars`: from, to and schools. `edges`: where levels begin. `zones`: from, to, the level and its colour. `ends`: of
    the scale. The drawing's inside, without the `svg` around it.
    """
    x: dict[str, Any] = {"type": "quantitative", "scale": {"domain": list(ends), "nice": False}}
    axis = {"title": None, "tickCount": 5, "grid": False, "offset": STRIP[1] - HEIGHT + 3 if zones else 2}
    most = max((schools for _, _, schools in bars), default=0)
    count = {"title": None, "tickCount": min(most, 2), "format": ",d", "grid": False, "domain": False}
    named = [
        {
            "from": low,
            "to": high,
            "middle": (low + high) / 2,
            "said": _fitting(level, low, high, ends),
            "colour": colour,
        }
        for low, high, level, colour in zones
    ]
    middle, top, bottom = sum(STRIP) / 2, STRIP[0], STRIP[1]
    layers = [
        {
            "data": {
                "values": [{"from": low, "to": high, "schools": schools} for low, high, schools in bars if schools]
            },
            "mark": {"type": "bar", "color": "#64798d", "binSpacing": 0.5},
            "encoding": {
                "x": {"field": "from", **x, "axis": axis, "bin": {"binned": True}},
                "x2": {"field": "to"},
                "y": {"field": "schools", "type": "quantitative", "axis": count},
            },
        },
        {
            "data": {"values": named},
            "mark": {"type": "rect", "stroke": "#555", "strokeWidth": 0.6},
            "encoding": {
                "x": {"field": "from", **x},
                "x2": {"field": "to"},
                "y": {"value": top},
                "y2": {"value": bottom},
                "color": {"field": "colour", "type": "nominal", "scale": None},
            },
        },
        {
            "data": {"values": named},
            "mark": {"type": "text", "baseline": "middle", "fontSize": 12, "color": "#111"},
            "encoding": {"x": {"field": "middle", **x}, "y": {"value": middle}, "text": {"field": "said"}},
        },
        {
            "data": {"values": [{"at": edge} for edge in edges]},
            "mark": {"type": "rule", "strokeDash": [3, 2], "color": "#333"},
            "encoding": {"x": {"field": "at", **x}, "y": {"value": 0}, "y2": {"value": bottom}},
        },
    ]
    spec = {"width": WIDTH, "height": HEIGHT, "padding": {"left": LEFT, "top": TOP, "right": RIGHT, "bottom": BELOW}}
    return slim(_inside(_svg(spec | {"layer": layers})))


def _fitting(level: str, low: float, high: float, ends: tuple[float, float]) -> str:
    """The name of a level where there is room for it."""
    return level if 7 * len(level) + 4 <= WIDTH * (high - low) / (ends[1] - ends[0]) else ""


def matrix(rows: Sequence[str], columns: Sequence[str], counts: Sequence[Sequence[int]]) -> str:
    """How many went from each row to each column, those that stayed in grey; a whole `svg`."""
    each = [
        (row, column, count)
        for row, line in zip(rows, counts, strict=True)
        for column, count in zip(columns, line, strict=True)
    ]
    most = max((count for row, column, count in each if row != column), default=0)
    cells = [
        {
            "from": row,
            "to": column,
            "said": f"{count:,}" if count else "–",
            "colour": STAYED if row == column else shade(1 + round(20 * (1 - count / most)), 21) if count else NOBODY,
        }
        for row, column, count in each
    ]
    axis = {"title": None, "labelLimit": 0, "domain": False, "ticks": False}
    x = {"field": "to", "type": "ordinal", "sort": list(columns), "axis": axis | {"orient": "top", "labelAngle": 0}}
    y = {"field": "from", "type": "ordinal", "sort": list(rows), "axis": axis}
    filled = {"field": "colour", "type": "nominal", "scale": None}
    layers = [
        {"mark": {"type": "rect", "stroke": "#777", "strokeWidth": 0.7}, "encoding": {"x": x, "y": y, "color": filled}},
        {"mark": {"type": "text", "fontSize": 13}, "encoding": {"x": x, "y": y, "text": {"field": "said"}}},
    ]
    step = max(80, *(8 * len(column) for column in columns))  # room for its name
    spec = {"width": {"step": step}, "height": {"step": 30}, "padding": 4, "data": {"values": cells}, "layer": layers}
    return _svg(spec, "pad")


def _svg(spec: dict[str, Any], autosize: str = "none") -> str:
    whole = {"$schema": SCHEMA, "autosize": autosize, "background": None, "config": CONFIG} | spec
    svg = UNSEEN.sub("", vl_convert.vegalite_to_svg(json.dumps(whole)))
    svg = re.sub(r'"[^"]*"', lambda quoted: re.sub(r"(-?\d+\.\d)\d+", r"\1", quoted[0]), svg)
    return re.sub(r"<g( [a-z]+=\"[^\"]*\")*></g>", "", svg)


def _inside(svg: str) -> str:
    return svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
