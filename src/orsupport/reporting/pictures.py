"""Pictures for the pages: how the schools lie in an indicator with its cuts and one school in it; what moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from orsupport.reporting import shown
from orsupport.reporting.addresses import slug
from orsupport.reporting.pictures_drawing import HEIGHT, LEFT, SIZE, TOP, WIDTH, distribution, matrix, place_of, shade
from orsupport.reporting.pictures_frames import Frame, frames
from orsupport.reporting.words import WORDS

if TYPE_CHECKING:
    from orsupport.explanation.figures import Node
    from orsupport.reporting.content import Content, Row

BOX = f'viewBox="0 0 {SIZE[0]} {SIZE[1]}"'
EACH = ": a figure a place"  # the end of the basis of a cut that differs from school to school
BARS_A_TICK = 2  # in the table of a picture


class Picture(NamedTuple):
    """A picture of one school: the drawing under it, the picture, what it says of the school in words, and where these
    stand. What it says of the others stands once on a page: see `said`."""

    key: str
    svg: Markup
    words: str
    caption: str


class Pictures:
    """How the schools lie in each indicator. Each is drawn once (some 40 ms, the first 1 s); `drawn` are those that
    another process has drawn."""

    def __init__(self, content: Content, drawn: dict[str, str] | None = None) -> None:
        self._content, self._given = content, drawn

    @cached_property
    def drawn(self) -> dict[str, str]:
        """The drawings, by key."""
        if self._given is not None:
            return self._given
        return {frame.key: _drawn(frame) for frame in self.frames.values()}

    @cached_property
    def frames(self) -> dict[str, Frame]:
        """Which schools are drawn together, by key."""
        return {frame.key: frame for frame in frames(self._content)}

    def of(self, place_id: str, cell: Node, limits: Sequence[Row] = ()) -> Picture | None:
        """An indicator's picture with one school in it, and the limits that are no level; nothing where no school, or
        not this one, has a result."""
        frame = self._frame(place_id, cell["indicator"])
        if frame is None or (cell["value"] is None and cell["value_low"] is None):
            return None
        mark, result = _mark(cell, frame), shown.result(cell)
        here = WORDS["picture"]["this_district" if self._content.book.rates_districts else "this_school"]
        said = here.format(result=f"{result}, {WORDS['picture']['masked']}" if shown.is_masked(cell) else result)
        if cell["level"]:
            said += ", " + WORDS["picture"]["level"].format(level=cell["level"])
        said += "".join(f"; {_limit_said(each)}" for each in limits)
        inside = Markup("<use href=#{} />").format(frame.key) + _limit_lines(limits, frame) + mark
        caption = f"{slug(place_id)}.{frame.key}"
        named = Markup('labelledby="{}-said {}"').format(frame.key, caption)
        return Picture(frame.key, _pictured(inside, named), f"{frame.entry.label}: {said}.", caption)

    def _frame(self, place_id: str, indicator: str) -> Frame | None:
        row = self._content.row_of[place_id]
        return next((each for each in self._frames_of.get(indicator, ()) if each.rows[row]), None)

    @cached_property
    def _frames_of(self) -> dict[str, list[Frame]]:
        found: dict[str, list[Frame]] = {}
        for frame in self.frames.values():
            found.setdefault(frame.name, []).append(frame)
        return found

    def symbols(self, keys: Iterable[str]) -> Markup:
        """The drawings that a page points to, once and unseen."""
        each = (
            Markup('<symbol id="{}" {}>{}</symbol>').format(key, Markup(BOX), Markup(self.drawn[key]))
            for key in sorted(keys)
        )
        return Markup(
            '<svg class="drawings" aria-hidden="true" focusable="false" width="0" height="0">{}</svg>'
        ).format(Markup("").join(each))

    def said(self, keys: Iterable[str]) -> list[tuple[str, str]]:
        """What the drawings that a page points to say in words, by key."""
        return [(key, f"{self.frames[key].entry.label}: {self.words(self.frames[key])}.") for key in sorted(keys)]

    def of_state(self) -> list[Row]:
        """Every drawing without a school in it, with its words and its table: from, to, schools."""
        return [
            {
                "indicator": frame.name,
                "label": frame.entry.label,
                "of": frame.of,
                "svg": _pictured(Markup(self.drawn[key]), _label(f"{frame.entry.label}: {self.words(frame)}.")),
                "words": f"{self.words(frame)}.",
                "bars": frame.bars(BARS_A_TICK),
            }
            for key, frame in self.frames.items()
        ]

    def words(self, frame: Frame) -> str:
        """What is drawn: how many schools, and where each level begins."""
        words = WORDS["picture"]
        what = "districts" if self._content.book.rates_districts else "schools"
        many = "one" if len(frame.values) == 1 else "many"
        said = [words[what][many].format(n=f"{len(frame.values):,}", of=f" ({frame.of})" if frame.of else "")]
        if frame.masked:
            said.append(words["not_drawn"].format(n=f"{frame.masked:,}"))
        begins = words["begins"]["lower" if frame.lower else "higher"][frame.edge]
        levels = frame.ladder[1:] if frame.ladder else [cut["level"] for cut in frame.cuts]
        for level in levels:
            cut = next(cut for cut in frame.cuts if cut["level"] == level)
            at = shown.begins(cut)
            form = begins if at else words["begins"]["each" if cut["basis"].endswith(EACH) else "nowhere"]
            assumed = f" ({WORDS['page']['assumed']})" if self._content.assumes(cut) else ""
            said.append(form.format(level=level, at=at) + assumed)
        return "; ".join(said)


def moved(rows: Sequence[str], columns: Sequence[str], counts: Sequence[Sequence[int]], words: str) -> Markup:
    """How many went from each row to each column, as a picture; the page gives the same as a table."""
    return Markup('<div class="moved-picture" role="img" aria-label="{}">{}</div>').format(
        words, Markup(matrix(rows, columns, counts).replace("<svg", '<svg aria-hidden="true" focusable="false"', 1))
    )


def level_styles(content: Content) -> Markup:
    """The colour of each level on a page, by its place in its ladder and how many levels that has."""
    lengths = sorted({len(ladder) for ladder in map(content.ladder, content.book.indicator) if ladder})
    return Markup("").join(
        Markup('[data-level="{}-{}"]{{--shade:{};--bar:{}px}}\n').format(
            place, of, shade(place, of), round(9 * (of - place) / (of - 1)) if of > 1 else 0
        )
        for of in lengths
        for place in range(1, of + 1)
    )


def _drawn(frame: Frame) -> str:
    of = {level: shade(place, len(frame.levels)) for place, level in enumerate(frame.levels, 1)}
    zones = [(low, high, level, of[level]) for low, high, level in frame.zones()]
    low, high = frame.ends
    edges = {cut[end] for cut in frame.cuts for end in ("begins_low", "begins_high") if cut[end] is not None}
    return distribution(frame.bars(), sorted(edge for edge in edges if low <= edge <= high), zones, frame.ends)


def _mark(cell: Node, frame: Frame) -> Markup:
    """Where a school lies: a line, or a band where its result is masked, with its result above."""
    masked = shown.is_masked(cell)
    low = place_of(cell["value_low"] if masked else cell["value"], frame.ends)
    high = place_of(cell["value_high"], frame.ends) if masked else low
    middle = (low + high) / 2
    anchor = "start" if middle < LEFT + 60 else "end" if middle > LEFT + WIDTH - 60 else "middle"
    at: dict[str, Any] = {"start": low - 6, "end": high + 6, "middle": middle}
    drawn = (
        Markup('<rect x="{}" y="{}" width="{}" height="{}"/>').format(
            low, TOP - 4, round(max(high - low, 1), 1), HEIGHT + 4
        )
        if masked
        else Markup('<path d="M{0} {1}v{2}m-5 -{3}h10l-5 6z"/>').format(low, TOP - 6, HEIGHT + 6, HEIGHT + 6)
    )
    return Markup('<g class="here">{}<text x="{}" y="{}" text-anchor="{}">{}</text></g>').format(
        drawn, round(at[anchor], 1), TOP - 9, anchor, shown.result(cell)
    )


def _limit_said(limit: Row) -> str:
    at = shown.begins({"begins": None, "begins_low": limit["low"], "begins_high": limit["high"]})
    at = shown.figure(limit["low"]) if limit["low"] == limit["high"] else at
    return str(WORDS["school"]["limit"].format(label=limit["label"], at=at))


def _limit_lines(limits: Sequence[Row], frame: Frame) -> Markup:
    """A line, with its name, at each limit that is one figure on the scale."""
    drawn = Markup("")
    low, high = frame.ends
    on_scale = [each for each in limits if each["low"] == each["high"] and low <= each["low"] <= high]
    for place, each in enumerate(on_scale):
        x = place_of(each["low"], frame.ends)
        is_right = x > LEFT + WIDTH / 2
        drawn += Markup(
            '<g class="limit"><path d="M{} {}v{}"/><text x="{}" y="{}" text-anchor="{}">{}</text></g>'
        ).format(
            x, TOP - 2, HEIGHT + 2, x - 4 if is_right else x + 4, TOP + 10 + 12 * place,
            "end" if is_right else "start", _limit_said(each),
        )  # fmt: skip
    return drawn


def _label(words: str) -> Markup:
    return Markup('label="{}"').format(words)


def _pictured(inside: Markup, named: Markup) -> Markup:
    """A drawing with what names it: `label`, or `labelledby` and the place of its words."""
    return Markup("<svg class=distribution {} role=img aria-{}>{}</svg>").format(Markup(BOX), named, inside)
