"""Made-up States and made-up rules files, small and full of edges: equal values, exactly half, ties, masks, blanks.

Every file drawn is valid: units fit, nothing leads back to itself, every entry has a label and a source. It is built
from its beginning: each next entry reads only what is already there.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor
from typing import Any

from hypothesis import strategies as st

from naive import number_today

Row = dict[str, Any]
Tables = dict[str, list[Row]]

YEARS = ("2021-22", "2022-23", "2023-24", "2024-25")
GROUPS = ("blue", "green", "red")
COMBINED = "mixed"
SHARES = ("reading", "attendance")
GIVEN = ("growth", "climate")
INDICATORS = SHARES + GIVEN
KINDS = ("elementary", "high", "combined")

LOOKED_BACK = 16  # years that rules, changes and earlier values may look back, one through another

# Units that the language leaves to the reader: of a count of rules, and of a given result.
UNIT_OF_RULES_COUNTED = "areas"
UNIT_OF_GIVEN = {"growth": "percentile", "climate": "points"}


# Rows of results, as a list from which one is drawn: the earlier, the simpler.


def _share_rows() -> tuple[list[Row], list[Row], list[Row]]:
    """Results of a share: with whole numbers, withheld in the ways that States withhold, and bare of any count."""
    whole = [
        {"counted": counted, "met": met} | ({} if more is None else {"expected": counted + more})
        for counted in range(1, 13)
        for met in range(counted + 1)
        for more in (None, 0, 2, 5)
    ]
    whole += [{"counted": 0, "met": 0}, {"counted": 0, "met": 0, "expected": 4}] * 10
    bounds: list[Row] = [{"value_low": low, "value_high": high} for low, high in _BOUNDS]
    one_sided: list[Row] = [{}, {"value_high": 5.0}, {"value_low": 95.0}]
    values: list[Row] = [{"value": value} for value in (0.0, 25.0, 33.3, 50.0, 66.7, 100.0, 0.06666666666666667)]
    masked = [{"counted": counted} | result for counted in (1, 3, 6, 8, 12) for result in bounds + values]
    masked += [{"counted": 6, "expected": 8} | result for result in bounds]
    masked += [counts | result for counts in _MASKED_COUNTS for result in bounds + values[2:5] + one_sided[1:]]
    masked += [{"counted_low": 0, "counted_high": 9, "value_low": 0.0, "value_high": 100.0, "expected": 7}]
    bare = [*values, *bounds, *one_sided[1:]]
    return whole, masked, bare


def _given_rows() -> tuple[list[Row], list[Row], list[Row]]:
    """The same for a result that comes as it is."""
    figures = (20.0, 33.3, 40.0, 50.0, 50.5, 66.94, 66.95, 80.0, 0.0006666666666666666)
    values: list[Row] = [{"value": figure} for figure in figures]
    bounds: list[Row] = [{"value_low": low, "value_high": high} for low, high in _BOUNDS]
    whole = [{"counted": counted} | result for counted in (1, 3, 5, 8, 12) for result in values]
    whole += [{"counted": 0, "value": 0.0}] * 2
    masked = [{"counted": counted} | result for counted in (1, 6, 8) for result in bounds]
    masked += [counts | result for counts in _MASKED_COUNTS for result in bounds[:3] + values[:2]]
    return whole, masked, values + bounds


_BOUNDS = ((0.0, 50.0), (50.0, 100.0), (20.0, 40.0), (67.0, 80.0), (0.0, 100.0), (33.333333333333336, 95.0))
_MASKED_COUNTS: tuple[Row, ...] = (
    {"counted_low": 0, "counted_high": 9},
    {"counted_low": 10},
    {"counted_low": 3, "counted_high": 6},
    {"counted_low": 5, "counted_high": 8},
    {"counted_low": 1, "counted_high": 2},
)
_ROWS = {True: _share_rows(), False: _given_rows()}


def _choices(indicator: str, masks: bool, bare: bool, countless: bool) -> list[Row | None]:
    """What one place may hold of an indicator in one year; None is no row."""
    whole, masked, uncounted = _ROWS[indicator in SHARES]
    if countless:
        rows = [row for row in uncounted if masks or "value" in row]
        return [None, *rows]
    chosen = list(whole)
    if masks:
        chosen += masked * max(len(whole) // (3 * len(masked)), 1)
    if bare:
        chosen += [row for row in uncounted if masks or "value" in row][: max(len(whole) // 25, 1)]
    return [None] * (len(chosen) // 10 + 1) + chosen


@st.composite
def states(
    draw: st.DrawFn,
    masks: bool = True,
    blanks: bool = True,
    closed: bool = True,
    bare: bool = True,
    indicators: Sequence[str] | None = None,
    groups: Sequence[str] | None = None,
) -> Tables:
    """A State: its schools and its results. What is masked, blank, closed or bare of counts can be left out."""
    if indicators is None:
        indicators = draw(st.lists(st.sampled_from(INDICATORS), min_size=1, max_size=3, unique=True))
    if groups is None:
        groups = draw(st.lists(st.sampled_from(GROUPS), min_size=1, max_size=3, unique=True))
    schools = _schools(draw, blanks, closed)
    years = YEARS[-draw(st.integers(1, 4)) :]
    holds_combined = draw(st.booleans())
    results: list[Row] = []
    for indicator in indicators:
        countless = bare and draw(st.integers(0, 7)) == 7
        choices = st.sampled_from(_choices(indicator, masks, bare, countless))
        for year in years:
            own_combined = holds_combined and draw(st.integers(0, 3)) == 3
            for group in ("all", *groups, *([COMBINED] if own_combined else [])):
                for school in schools:
                    row = draw(choices)
                    if row is not None:
                        results.append(_key(year, school["school_id"], group, indicator) | row)
    if not any(row["school_year"] == years[-1] for row in results):
        results.append(_key(years[-1], schools[0]["school_id"], "all", indicators[0]) | _one_result(indicators[0]))
    return {"schools": schools, "results": results}


def _one_result(indicator: str) -> Row:
    """A plain result, where a State would hold none."""
    return {"counted": 4, "met": 2} if indicator in SHARES else {"counted": 4, "value": 50.0}


def _key(year: str, school: str, group: str, indicator: str) -> Row:
    """The four columns that no two rows share."""
    return {"school_year": year, "school_id": school, "student_group": group, "indicator": indicator}


def _schools(draw: st.DrawFn, blanks: bool, closed: bool) -> list[Row]:
    """One to eight schools in one to three districts, with facts of which a State may have no column."""
    flags = (True, False, True, False, None) if blanks else (True, False)
    kinds = (*KINDS[:2] * 2, KINDS[2], *([None] if blanks else []))
    columns = {
        "serves_grade_12": st.sampled_from(flags),
        "charter": st.sampled_from(flags),
        "kind": st.sampled_from(kinds),
        "enrolment": st.sampled_from((5, 20, 40, *([None] if blanks else []))),
    }
    there = [name for name in columns if not blanks or draw(st.integers(0, 5)) < 5]
    districts = draw(st.integers(1, 3))
    schools = []
    for number in range(1, draw(st.sampled_from((1, 2, 3, 4, 5, 6, 7, 8, 8))) + 1):
        district = draw(st.integers(1, districts))
        school: Row = {
            "school_id": str(number),
            "school_name": f"School {number}",
            "district_id": f"D{district}",
            "district_name": f"District {district}",
            "school_type": draw(st.sampled_from(KINDS[:2])),
            "title_i": draw(st.sampled_from(flags)),
            "open": not closed or draw(st.sampled_from((True, None, True, True, True, True, False))),
        }
        schools.append(school | {name: draw(columns[name]) for name in there})
    return schools


# Masking and filling


@st.composite
def masked(draw: st.DrawFn, tables: Tables) -> Tables:
    """The same State with some exact results withheld as bounds that hold them, their counts still known."""
    results = []
    for row in tables["results"]:
        value = _exact_value(row)
        if value is None or not row.get("counted") or draw(st.integers(0, 3)) < 3:
            results.append(row)
            continue
        width = draw(st.sampled_from((0, 8, 20, 100)))
        kept = {name: cell for name, cell in row.items() if name not in ("met", "value")}
        low, high = max(floor(value) - width, 0), min(ceil(value) + width, 100)
        results.append(kept | {"value_low": float(low), "value_high": float(high)})
    return tables | {"results": results}


def _exact_value(row: Row) -> Fraction | None:
    """The result of a row that is exact."""
    if row.get("met") is not None and row.get("counted"):
        return Fraction(100 * row["met"], row["counted"])
    return None if row.get("value") is None else Fraction(repr(row["value"]))


@st.composite
def fillings(draw: st.DrawFn, tables: Tables, facts: bool = False) -> Tables:
    """The same State with every masked value filled within its bounds; blank flags too where `facts` are asked.

    A filled row keeps two bounds, now equal, and its count as it was: so an average keeps the rows it was taken from.
    """
    results = []
    for row in tables["results"]:
        if _exact_value(row) is None and row.get("counted") != 0:
            low, high = _bounds_of(row)
            step = Fraction(draw(st.integers(0, 8)), 8)
            filled = float(low + (high - low) * step)
            row = row | {"value_low": filled, "value_high": filled}
        results.append(row)
    schools = tables["schools"]
    if facts:
        flags = ("title_i", "serves_grade_12", "charter")
        schools = [
            school | {name: draw(st.booleans()) for name in flags if name in school and school[name] is None}
            for school in schools
        ]
    return tables | {"schools": schools, "results": results}


def _bounds_of(row: Row) -> tuple[Fraction, Fraction]:
    """The bounds of a masked result; where a share has none, 0 to 100."""
    low, high = row.get("value_low"), row.get("value_high")
    return Fraction(repr(0.0 if low is None else low)), Fraction(repr(100.0 if high is None else high))


# Rules files


@dataclass(frozen=True)
class Measured:
    """A name that has values: its level, its unit, its scale, and the levels of a band."""

    name: str
    level: str
    unit: str
    low: Fraction
    high: Fraction
    levels: tuple[str, ...] = ()
    lower_is_better: bool = False
    always: bool = False
    parts: tuple["Measured", ...] = ()

    @property
    def quantity(self) -> str:
        """Percent and share are one quantity."""
        return "percent" if self.unit == "share" else self.unit


FIGURES: dict[str, tuple[Any, ...]] = {
    "percent": (50, 25, "100/3", 33.3, 40, 20, "200/3", 66.7, 67, 75, 80, 10, 90),
    "share": ("1/2", 0.5, "1/3", "2/3", 0.25, 0.75, 0.4),
    "percentile": (50, 40, 33.3, 66.95, 20, 80),
    "points": (50, 40, 33.3, 66.95, 20, 80, 1, 2),
    "indicators": (1, 2, 0, 3),
    "areas": (1, 2, 0, 3),
    "schools": (1, 2, 0, 3),
    "level": (1, 2, 3, 4),
    "students": (20, 5, 40),
    "groups": (1, 2, 0, 3),
    "years": (1, 2, 0, 3),
}
LEVEL_WORDS = ("Very Low", "Low", "Middle", "High", "Very High")
TEXT = {"label": "Made up", "source": "plan"}


def _fraction(figure: Any) -> Fraction:
    """A figure as written."""
    return Fraction(repr(figure) if isinstance(figure, float) else figure)


def _operators(figure: Fraction, low: Fraction, high: Fraction) -> list[str]:
    """The comparisons with a figure that are neither always nor never true on a scale."""
    inside = {"<": low < figure <= high, ">=": low < figure <= high, "<=": low <= figure < high}
    return [op for op, good in (inside | {">": inside["<="]}).items() if good]


@dataclass
class Draft:
    """A rules file while it is written: what is there, and what each name stands for."""

    draw: st.DrawFn
    file: Row = field(default_factory=dict)
    flags: list[str] = field(default_factory=lambda: ["title_i"])
    texts: dict[str, tuple[str, ...]] = field(default_factory=lambda: {"school_type": KINDS[:2]})
    measured: list[Measured] = field(default_factory=list)
    families: list[Measured] = field(default_factory=list)
    rules: dict[str, str] = field(default_factory=dict)
    shared_cuts: dict[bool, list[str]] = field(default_factory=lambda: {True: [], False: []})
    number_facts: bool = True
    averages_of_measures: bool = True
    kinds: Sequence[str] = ()
    of_districts: list[Measured] = field(default_factory=list)

    # Drawing

    def chance(self, of_eight: int) -> bool:
        """True so many times in eight."""
        return self.draw(st.integers(0, 7)) >= 8 - of_eight

    def one_of(self, choices: Sequence[Any]) -> Any:
        """One of these; the first is the simplest."""
        return self.draw(st.sampled_from(list(choices)))

    def some_of(self, choices: Sequence[Any], least: int, most: int) -> list[Any]:
        """Some of these, each once."""
        most = min(most, len(choices))
        return self.draw(st.lists(st.sampled_from(list(choices)), min_size=least, max_size=most, unique=True))

    def add(self, section: str, stem: str, entry: Row, numbered: bool = True) -> str:
        """A new entry under a name of its own."""
        name = f"{stem}_{len(self.file[section]) + 1}" if numbered else stem
        self.file[section][name] = entry
        return name

    # Facts and groups

    def begin(self) -> None:
        """The top of the file, its sources, groups and facts."""
        self.file |= {"format": 1, "id": "made-up", "title": "A made-up State", "from": "2019-20"}
        self.file["source"] = {
            "plan": {"title": "A made-up plan"},
            "act": {"title": "A made-up act", "url": "https://example.org"},
        }
        groups = self.some_of([*GROUPS, COMBINED], 1, 4)
        shown = self.draw(st.integers(0, min(1, len(groups) - 1)))
        self.file["groups"] = {"asked": groups[shown:]}
        if shown:
            self.file["groups"]["also"] = groups[:shown]
        if COMBINED in groups and self.chance(6):
            self.file["groups"]["combined"] = {COMBINED: self.some_of(GROUPS, 2, 3)}
        for section in ("fact", "number", "indicator", "measure", "rule"):
            self.file[section] = {}
        self.facts()

    def facts(self) -> None:
        """Some columns of schools, one of which the data may lack."""
        offered: dict[str, Row] = {
            "serves_grade_12": {},
            "charter": {"kind": "flag"},
            "high_school": {"column": "kind", "is": ["high", "combined"]},
            "magnet": {"column": "not_in_the_data"},
        }
        for name in self.some_of(list(offered), 0, 3):
            self.file["fact"][name] = {"label": "Made up", **offered[name]}
            self.flags.append(name)
        if self.chance(4):
            self.file["fact"]["school_kind"] = {"label": "Made up", "kind": "text", "column": "kind"}
            self.texts["school_kind"] = KINDS
        if self.number_facts and self.chance(2):
            self.file["fact"]["enrolment"] = {"label": "Made up", "kind": "number", "unit": "students"}
            self.measured.append(Measured("enrolment", "school", "students", Fraction(0), Fraction(1000)))

    # Numbers

    def plain(self, unit: str, figures: Sequence[Any] | None = None) -> tuple[str, Any]:
        """A number that is a figure."""
        figure = self.one_of(figures if figures is not None else FIGURES[unit])
        entry = {"value": figure, "unit": unit, "source": "plan"}
        if self.chance(1):
            entry["standing"] = "assumed"
        return self.add("number", "figure", entry), figure

    def all_groups(self) -> list[str]:
        """All students and every group of the file."""
        return ["all", *self.file["groups"]["asked"], *self.file["groups"].get("also", [])]

    def figures_by(self, unit: str, figures: Sequence[Any], whole: bool = False) -> str:
        """A number with one figure for each value of a text fact or of the student group."""
        by = "student_group" if whole else self.one_of(["student_group", *self.texts])
        values = self.all_groups() if by == "student_group" else list(self.texts[by])
        if not whole:
            values = self.some_of(values, 1, len(values))
        entry = {"by": by, "values": {value: self.one_of(figures) for value in values}, "unit": unit, "source": "plan"}
        return self.add("number", "figures", entry)

    def line(self) -> str:
        """A target line, in percent."""
        first, last = self.one_of([("2019-20", "2026-27"), ("2022-23", "2025-26"), ("2020-21", "2023-24")])
        ends = {"from": [first, self.one_of((40, 33.3, 54.5))], "to": [last, self.one_of((60, 66.7, 80))]}
        return self.add("number", "line", ends | {"unit": "percent", "source": "plan"})

    def found(self, of: Measured | None, of_measures: bool) -> str:
        """A number found in the data: a percentile or an average; without `of` it is taken of what a band bands."""
        if of is not None and "lowest" in self.kinds and self.chance(4):
            return self.lowest(of)
        school_level = of is not None and of.level == "school"
        averages = not of_measures or self.averages_of_measures
        entry: Row = {"kind": self.one_of(("percentile", "average") if averages else ("percentile",)), **TEXT}
        if of is not None:
            entry["of"] = of.name
        if entry["kind"] == "percentile":
            takes = {"percent": (50, 25, 10, 75), "share": ("1/2", "1/3", "2/3", 0.25)}
            unit = self.one_of(list(takes))
            entry |= {"take": self.plain(unit, takes[unit])[0], "method": self.one_of(("between", "counted"))}
        else:
            entry["weight"] = "schools" if of_measures else self.one_of(("students", "schools"))
        if not school_level and self.chance(4):
            entry["groups"] = self.one_of(("each", "all students"))
        if self.chance(3):
            entry["by"] = self.one_of([*self.flags, *self.texts])
        if self.chance(2):
            entry["frame"] = self.one_of([*self.flags, *(name for name in self.rules)])
        if self.chance(4):
            entry["decimals"] = self.one_of((1, 0, 2))
        if self.chance(4):
            entry["fewest"] = self.plain("schools", (2, 1, 3))[0]
        return self.add("number", "found", entry)

    def lowest(self, of: Measured) -> str:
        """The value at or below which the lowest schools lie."""
        takes = {"percent": (25, 50, 10, 75), "share": ("1/3", "1/2", 0.25), "schools": (1, 2, 3)}
        unit = self.one_of(list(takes))
        entry: Row = {"kind": "lowest", **TEXT, "of": of.name, "take": self.plain(unit, takes[unit])[0]}
        entry["base"] = self.one_of(["frame", "rated", *self.flags, *self.rules])
        entry["rounding"] = self.one_of(("up", "down", "half up"))
        entry["ties"] = self.one_of(("in", "out"))
        for key in ("frame", "already"):
            if self.chance(3):
                entry[key] = self.one_of([*self.flags, *self.rules])
        if of.level == "group" and self.chance(3):
            entry["groups"] = "each"
        if self.chance(2):
            entry["by"] = self.one_of([*self.flags, *self.texts])
        if self.chance(2):
            entry["fewest"] = self.plain("schools", (2, 1, 3))[0]
        return self.add("number", "lowest", entry)

    def shared_cut(self, of_measures: bool) -> str:
        """A found number without `of`: one that is there, or a new one."""
        there = self.shared_cuts[of_measures]
        if there and self.chance(4):
            return self.one_of(there)
        there.append(self.found(None, of_measures))
        return there[-1]

    # Indicators

    def indicator(self, name: str) -> None:
        """What one indicator brings."""
        is_share = name in SHARES
        entry: Row = {"label": "Made up", "kind": "share" if is_share else "given"}
        if not is_share:
            entry["unit"] = UNIT_OF_GIVEN[name]
        if self.chance(4):
            entry["years"] = self.one_of((2, 3, 1, ["2022-23", "2024-25"]))
        if self.chance(2):
            entry["first_year"] = self.one_of(YEARS[:2])
        if self.chance(4):
            entry["decimals"] = self.one_of((1, 0, 2))
        if self.chance(5):
            entry["smallest"] = self.smallest()
        if "masked_count" in self.kinds and self.chance(2):
            entry["masked_count"] = "unknown"
        if self.chance(3):
            entry["asked"] = self.one_of([*self.flags, *self.rules])
        if self.chance(1):
            entry["groups"] = ["all", *self.some_of(self.all_groups()[1:], 0, 2)]
        if is_share and self.chance(4):
            entry["participation"] = self.plain(*self.one_of((("percent", (95, 90)), ("share", (0.95, "9/10")))))[0]
            if self.chance(4):
                entry["participation_rounding"] = self.one_of(("up", "half up", "none"))
        lower = self.chance(2)
        if lower:
            entry["better"] = "lower"
        if is_share and self.chance(4):
            entry["targets"] = {word: self.target() for word in self.some_of(("goal", "line"), 1, 2)}
        if self.chance(1):
            entry["source"] = "act"
        self.file["indicator"][name] = entry
        unit = "percent" if is_share else UNIT_OF_GIVEN[name]
        self.measured.append(Measured(name, "group", unit, Fraction(0), Fraction(100), (), lower))

    def smallest(self) -> str:
        """The smallest group: three to eight students."""
        if self.chance(1):
            return self.figures_by("students", range(3, 9), whole=True)
        return self.plain("students", range(3, 9))[0]

    def target(self) -> str:
        """An indicator's own number for a shared band."""
        kind = self.one_of(("plain", "line", "found"))
        if kind == "found":
            return self.shared_cut(of_measures=False)
        return self.line() if kind == "line" else self.plain("percent")[0]

    # Measures

    def band(self, subjects: list[Measured], single: bool) -> None:
        """A ladder of levels, over one name or over several (a family)."""
        words = self.chance(3)
        count = self.draw(st.integers(1, 4))
        levels = LEVEL_WORDS[: count + 1] if words else tuple(str(level) for level in range(1, count + 2))
        entry: Row = {**TEXT, "kind": "band", "of": subjects[0].name if single else [each.name for each in subjects]}
        lower = {each.lower_is_better for each in subjects}
        of_measures = any(each.name not in self.file["indicator"] for each in subjects)
        cuts_found = True
        if of_measures and lower == {False} and self.chance(2):
            entry["better"] = "lower"
            lower, cuts_found = {True}, False
        if self.chance(4):
            entry["edge"] = self.one_of(("above", "at"))
        entry["lowest"] = levels[0]
        by = self.one_of(("", "", "", *([] if single else ["indicator"]), *self.texts))
        if by == "indicator":
            ladders = {
                each.name: self.ladder(
                    levels[1:], [each], {each.lower_is_better or lower == {True}}, of_measures, cuts_found
                )
                for each in subjects
            }
        elif by:
            ladders = {
                value: self.ladder(levels[1:], subjects, lower, of_measures, cuts_found) for value in self.texts[by]
            }
        else:
            ladders = {}
        if by:
            entry["by"] = by
        entry["begins"] = ladders or self.ladder(levels[1:], subjects, lower, of_measures, cuts_found)
        unit = "level"
        points = {level: index for index, level in enumerate(levels)}
        if self.chance(1):
            entry["points"] = points
            unit = "points"
        elif words:
            unit = "none"
        name = self.add("measure", "band", entry)
        ends = (Fraction(0), Fraction(count)) if unit == "points" else (Fraction(1), Fraction(count + 1))
        members = tuple(
            Measured(name if single else f"{name}.{each.name}", each.level, unit, *ends, levels, parts=(each,))
            for each in subjects
        )
        self.measured.extend(members)
        if not single:
            self.families.append(Measured(name, "group", unit, *ends, levels, parts=members))

    def ladder(
        self, levels: Sequence[str], subjects: list[Measured], lower: set[bool], of_measures: bool, cuts_found: bool
    ) -> Row:
        """Where each level begins: figures rise (fall where lower is better), cuts from the data lie where they lie."""
        units, quantities = {each.unit for each in subjects}, {each.quantity for each in subjects}
        unit = subjects[0].unit
        words = sorted(
            {word for each in subjects for word in self.file["indicator"].get(each.name, {}).get("targets", {})}
        )
        kinds = ["figure"] if len(units) == 1 else []
        kinds += ["number"] if len(quantities) == 1 else []
        kinds += ["found", "found"] if cuts_found else []
        kinds = (kinds or ["figure"]) + (["target"] if words else [])
        chosen = [self.one_of(kinds) for _ in levels]
        fixed = [index for index, kind in enumerate(chosen) if kind in ("figure", "number")]
        plain = [each for each in self.scale(unit) if len(quantities) == 1 or not isinstance(each, str)]
        figures = sorted({_fraction(each): each for each in plain}.items(), reverse=lower == {True})
        room = 1 if len(lower) == 2 else len(figures)
        while len(fixed) > room:
            chosen[fixed.pop()] = "found"
        places = sorted(self.draw(st.permutations(range(len(figures))))[: len(fixed)])
        ladder: Row = {}
        for index, (level, kind) in enumerate(zip(levels, chosen, strict=True)):
            if kind == "target":
                ladder[level] = self.one_of(words)
            elif kind == "found":
                ladder[level] = self.shared_cut(of_measures)
            else:
                figure = figures[places[fixed.index(index)]][1]
                as_name = kind == "number" or isinstance(figure, str)
                ladder[level] = self.plain(unit, [figure])[0] if as_name else figure
        return ladder

    def scale(self, unit: str) -> Sequence[Any]:
        """Figures between which levels may begin."""
        return (1, 2, 3, 4) if unit in ("indicators", "areas") else FIGURES[unit]

    def listed(self) -> tuple[Any, list[Measured], dict[str, int] | None]:
        """What a count or a share gathers, its members, and their weights."""
        group_level = [each for each in self.measured if each.level == "group" and not each.always]
        lists = [*self.families]
        if lists and self.chance(6):
            family = self.one_of(lists)
            weights = {each.parts[0].name: self.draw(st.integers(1, 3)) for each in family.parts}
            return family.name, list(family.parts), weights
        members = self.some_of(group_level, 1, 3)
        weights = {each.name: self.draw(st.integers(1, 3)) for each in members}
        return [each.name for each in members], members, weights

    def half_clause(self, members: list[Measured]) -> str | None:
        """`< limit` that fits every member, or none."""
        if all(each.levels == members[0].levels for each in members) and members[0].levels:
            levels = members[0].levels
            level = self.draw(st.integers(0, len(levels) - 1))
            return f"{self.one_of(_operators(Fraction(level), Fraction(0), Fraction(len(levels) - 1)))} {levels[level]}"
        if len({each.quantity for each in members}) > 1 or any(each.levels for each in members):
            return None
        found = self.limit(members[0], {each.name for each in members})
        return None if found is None else f"{found[0]} {found[1]}"

    def gather(self, kind: str, stem: str | None = None, that: bool | None = None) -> None:
        """A count or a share of what is rated."""
        of, members, weights = self.listed()
        entry: Row = {**TEXT, "kind": kind, "of": of}
        half = self.half_clause(members) if that is not False and (kind == "share" or that or self.chance(5)) else None
        if kind == "share" and half is None:
            return
        if half is not None:
            entry["that"] = half
        weighted = self.chance(2)
        if weighted:
            entry["weights"] = weights
        if kind == "share" and self.chance(2):
            entry["decimals"] = self.one_of((1, 2))
        most = sum(weights.values()) if weighted else len(members)
        self.measure(kind, stem, entry, "group", "indicators", most)

    def gather_rules(self, kind: str) -> None:
        """How many of some rules hold, or what share of them."""
        names = self.some_of(list(self.rules), 1, 3)
        level = "group" if any(self.rules[name] == "group" for name in names) else "school"
        entry: Row = {**TEXT, "kind": kind, "of": names}
        self.measure(kind, None, entry, level, UNIT_OF_RULES_COUNTED, len(names))

    def measure(self, kind: str, stem: str | None, entry: Row, level: str, unit: str, most: int) -> None:
        """A count or share, now there for others to read."""
        name = self.add("measure", stem or kind, entry, numbered=stem is None or stem in self.file["measure"])
        if kind == "count":
            self.measured.append(Measured(name, level, unit, Fraction(0), Fraction(most), always=True))
        else:
            self.measured.append(Measured(name, level, "share", Fraction(0), Fraction(1)))

    # Clauses and rules

    def limit(self, measured: Measured, without: set[str]) -> tuple[str, str] | None:
        """An operator and a limit that fit what is measured."""
        if measured.levels and (measured.unit == "none" or self.chance(5)):
            level = self.draw(st.integers(0, len(measured.levels) - 1))
            scale = Fraction(0), Fraction(len(measured.levels) - 1)
            return self.one_of(_operators(Fraction(level), *scale)), measured.levels[level]
        others = [
            each.name
            for each in self.measured
            if each.quantity == measured.quantity
            and each.unit != "none"
            and each.name not in without | {measured.name}
            and (measured.level == "group" or each.level == "school")
        ]
        kinds = ["plain", "plain", "plain"]
        kinds += ["other"] if others else []
        kinds += ["found"] if not measured.levels and measured.unit != "students" else []
        kinds += ["by"] if measured.unit in ("percent", "percentile") else []
        kinds += ["line"] if measured.quantity == "percent" else []
        kind = self.one_of(kinds)
        if kind == "plain":
            return self.plain_limit(measured)
        if kind == "found":
            return self.found_limit(measured)
        name = {"other": lambda: self.one_of(others), "line": self.line}.get(
            kind, lambda: self.figures_by(measured.unit, FIGURES[measured.unit])
        )()
        return self.one_of(("<", "<=", ">", ">=")), name

    def plain_limit(self, measured: Measured) -> tuple[str, str] | None:
        """A figure on the scale, in percent or as a share where either fits."""
        unit = self.one_of(("percent", "share")) if measured.quantity == "percent" else measured.unit
        factor = {("percent", "share"): Fraction(1, 100), ("share", "percent"): Fraction(100)}.get(
            (unit, measured.unit), 1
        )
        figures = [
            figure for figure in FIGURES[unit] if _operators(_fraction(figure) * factor, measured.low, measured.high)
        ]
        if not figures:
            return None
        name, figure = self.plain(unit, figures)
        return self.one_of(_operators(_fraction(figure) * factor, measured.low, measured.high)), name

    def found_limit(self, measured: Measured) -> tuple[str, str]:
        """A cut taken of the same measure, or of another of its unit."""
        fitting = [
            each
            for each in self.measured
            if each.unit == measured.unit and not each.levels and each.name not in self.file["fact"]
        ]
        of = self.one_of([measured, *fitting])
        name = self.found(of, of.name not in self.file["indicator"])
        return self.one_of(
            (">", ">=") if of.lower_is_better or measured.lower_is_better else ("<", "<=", ">", ">=")
        ), name

    def clause(self, level: str, used: set[str]) -> str | None:
        """One clause of a rule, on something that the rule does not speak of yet."""
        group_rules = [name for name, at in self.rules.items() if at == "group"]
        names = [*self.flags, *self.rules, *group_rules]
        forms = ["compare", "compare", "compare", "name", "rated"]
        forms += ["any_group", "any_group"] if level == "school" and group_rules else []
        forms += ["was", "was"] if "was" in self.kinds and self.rules else []
        form = self.one_of(forms)
        turn = "not " if self.chance(2) else ""
        if form == "compare":
            left = self.one_of(self.measured)
            found = None if left.name in used else self.limit(left, used)
            if found is None:
                return None
            used.add(left.name)
            return f"{left.name} {found[0]} {found[1]}"
        if form == "rated":
            able = [each.name for each in self.measured if not each.always and each.unit != "students"]
            name = self.one_of(able)
            word = "rated "
        elif form == "any_group":
            name, word = self.one_of(group_rules), "any_group "
        elif form == "was":
            name, word = self.one_of(list(self.rules)), "was "
        else:
            name, word = self.one_of(names), ""
        key = f"{word}{name}" if word in ("any_group ", "was ") else name
        if key in used:
            return None
        used.add(key)
        return f"{turn}{word}{name}"

    def rule(self, level: str, stem: str | None = None, facts_only: bool = False) -> None:
        """A rule of one to three clauses."""
        used: set[str] = set()
        clauses: list[str] = []
        for _ in range(self.one_of((1, 2, 3))):
            clause = self.fact_clause(used) if facts_only else self.clause(level, used)
            if clause is not None:
                clauses.append(clause)
        if not clauses:
            clauses = [self.one_of(self.flags)]
        entry: Row = {"label": "Made up", self.one_of(("all", "any")): clauses}
        if level != "school":
            entry["at"] = level
        if self.chance(1) and not facts_only:
            entry["in_years"] = sorted(self.some_of(YEARS, 1, 3))
        if "years" in self.kinds and self.chance(4):
            entry["years"] = self.one_of((2, 3))
        if self.chance(1):
            entry |= {"source": "act", "standing": "assumed"}
        name = self.add("rule", stem or f"{level}_rule", entry, numbered=stem is None)
        self.rules[name] = level

    def fact_clause(self, used: set[str]) -> str | None:
        """A clause that reads a flag."""
        name = self.one_of(self.flags)
        if name in used:
            return None
        used.add(name)
        return ("not " if self.chance(2) else "") + name

    def district_rule(self) -> str:
        """A rule of a district."""
        used: set[str] = set()
        clauses: list[str] = []
        districts = [name for name, at in self.rules.items() if at == "district"]
        schools = [name for name, at in self.rules.items() if at == "school"]
        for _ in range(self.one_of((1, 2, 3))):
            own = ["own"] * 8 if self.of_districts else []
            form = self.one_of(("number", "share", "any_school", *(["name"] if districts else []), *own))
            turn = "not " if self.chance(2) else ""
            if form == "number":
                key, clause = "identified_schools", self.district_limit("schools", (1, 2, 3), "identified_schools")
            elif form == "share":
                key, clause = (
                    "identified_share",
                    self.district_limit("percent", (50, 25, "100/3", 75), "identified_share"),
                )
            elif form == "own":
                measured = self.one_of(self.of_districts)
                key, clause = measured.name, " ".join([measured.name, *(self.plain_limit(measured) or ())])
            elif form == "any_school":
                key = f"any_school {self.one_of([*schools, 'identified'])}"
                clause = turn + key
            else:
                key = self.one_of(districts)
                clause = turn + key
            if key not in used:
                used.add(key)
                clauses.append(clause)
        entry: Row = {"label": "Made up", "at": "district", self.one_of(("all", "any")): clauses}
        return self.add("rule", "district_rule", entry)

    def district_limit(self, unit: str, figures: Sequence[Any], name: str) -> str:
        """A district's own figure against a number; a share in percent or as a share."""
        if unit == "percent" and self.chance(3):
            unit, figures = "share", ("1/2", "1/3", 0.75)
        return f"{name} {self.one_of(('>=', '<', '>', '<='))} {self.plain(unit, figures)[0]}"

    # Outcomes

    def follows(self, name: str) -> set[str]:
        """The clauses that hold wherever a rule holds."""
        rule = self.file["rule"].get(name)
        if rule is None:
            return {name}
        clauses = rule.get("all") or (rule["any"] if len(rule["any"]) == 1 else [])
        return {name, *clauses}.union(*(self.follows(clause) for clause in clauses if clause in self.file["rule"]))

    def takes_always(self, earlier: str, later: str) -> bool:
        """Whether the earlier of two rules plainly holds wherever the later does."""
        known = self.follows(later)

        def holds(name: str) -> bool:
            rule = self.file["rule"].get(name)
            if name in known or rule is None:
                return name in known
            return all(map(holds, rule["all"])) if "all" in rule else any(map(holds, rule["any"]))

        return holds(earlier)

    def outcome(self, names: Sequence[str], rules: list[str]) -> Row:
        """One or two outcomes, the later of which an earlier one does not always take."""
        table: Row = {}
        for name, rule in zip(names, self.some_of(rules, 1, 2), strict=False):
            if not any(self.takes_always(earlier, rule) for earlier in table.values()):
                table[name] = rule
        return table

    def finish(self) -> Row:
        """Shared keys under their sections; entries sometimes in another order, which changes no answer."""
        for section in ("measure", "rule"):
            if self.chance(2):
                order = self.draw(st.permutations(list(self.file[section])))
                self.file[section] = {name: self.file[section][name] for name in order}
        self.file["indicator"] = {"source": "plan", **self.file["indicator"]}
        if self.chance(3):
            self.file["indicator"] = {"years": 2, "decimals": 1, **self.file["indicator"]}
        self.file["rule"] = {"at": "school", "source": "plan", **self.file["rule"]}
        return {name: table for name, table in self.file.items() if table != {}}


@st.composite
def rules_files(
    draw: st.DrawFn,
    indicators: Sequence[str] | None = None,
    number_facts: bool = True,
    averages_of_measures: bool = True,
    steps: int = 6,
    kinds: Sequence[str] = (),
) -> Row:
    """A small rules file as parsed: indicators, bands, counts and shares, and rules that read one another.

    An average of a measure takes only what is exact, so that a mask filled may join it and turn an answer: it can be
    left out. `kinds` are added to what may be drawn: any of `NEW_KINDS`.
    """
    draft = Draft(draw, number_facts=number_facts, averages_of_measures=averages_of_measures, kinds=kinds)
    draft.begin()
    if draft.chance(4):
        draft.rule("school", "may_count", facts_only=True)
    if indicators is None:
        indicators = draft.some_of(INDICATORS, 1, 3)
    for name in indicators:
        draft.indicator(name)
    given = [each for each in draft.measured if each.name in indicators]
    if draft.chance(7):
        draft.band(given, single=False)
        if draft.chance(6):
            draft.gather("count", "rated_indicators", that=False)
            draft.gather("count", "level1_indicators", that=True)
        if draft.chance(6):
            draft.gather("share")
    draft.rule("group", "low")
    for _ in range(draft.draw(st.integers(1, steps))):
        _next(draft)
    for kind in _added(draft):
        MADE[kind](draft)
    draft.rule("school", "support")
    if draft.chance(4):
        draft.rule("school", "judged")
    schools = [name for name, level in draft.rules.items() if level == "school" and name != "judged"]
    draft.file["outcome"] = {"school": draft.outcome(("CSI", "TSI"), schools)}
    if "else" in kinds:
        _add_else(draft)
    if draft.chance(3):
        entry = {"label": "Made up", "all": ["not identified", draft.one_of(draft.flags)]}
        draft.rules[draft.add("rule", "left_alone", entry, numbered=False)] = "school"
    for _ in range(draft.one_of((1, 2, 3))):
        draft.rules[draft.district_rule()] = "district"
    districts = [name for name, level in draft.rules.items() if level == "district"]
    draft.file["outcome"]["district"] = draft.outcome(("Primary", "Some support"), districts)
    return draft.finish()


def _next(draft: Draft) -> None:
    """One more entry, made of what is there."""
    kind = draft.one_of(("group rule", "school rule", "count", "share", "band", "rules counted", "school rule"))
    if kind == "count":
        draft.gather("count")
    elif kind == "share":
        draft.gather("share")
    elif kind == "rules counted":
        draft.gather_rules(draft.one_of(("count", "share")))
    elif kind == "band":
        able = [each for each in draft.measured if not each.levels and each.unit != "students"]
        group_level = [each for each in able if each.level == "group"]
        single = draft.chance(5)
        draft.band([draft.one_of(able)] if single else draft.some_of(group_level, 1, 2), single)
    else:
        draft.rule(kind.split()[0])


# The kinds that come in on request


def _added(draft: Draft) -> list[str]:
    """One to four of the kinds asked for that are measures, some twice."""
    able = [kind for kind in (*draft.kinds, "schools") if kind in MADE] if draft.kinds else []
    return draft.draw(st.lists(st.sampled_from(able), min_size=1, max_size=4)) if able else []


def _figures(draft: Draft, unit: str | None = None, indexed: bool = False) -> list[Measured]:
    """Whatever stands for a figure; for an index, only where higher is better."""
    return [
        each
        for each in draft.measured
        if each.unit not in ("none", "students")
        and unit in (None, each.unit)
        and not (indexed and each.lower_is_better)
        and each.name not in draft.file["fact"]
        and (not each.levels or each.unit == "points" or each.levels[0].isdigit())
    ]


def _alike(draft: Draft, least: int, most: int, indexed: bool = False) -> list[Measured]:
    """Some measures of one unit, or none where there are too few."""
    able = _figures(draft, indexed=indexed)
    units = [unit for unit in dict.fromkeys(each.unit for each in able) if len(_figures(draft, unit, indexed)) >= least]
    if not units:
        return []
    names = {each.name: each for each in _figures(draft, draft.one_of(units), indexed)}
    return [names[name] for name in draft.some_of(list(names), min(least, len(names)), most)] if names else []


def _now_there(draft: Draft, name: str, like: Sequence[Measured], **changes: Any) -> None:
    """A new measure, with a rule that reads it where a limit fits."""
    level = "group" if any(each.level == "group" for each in like) else "school"
    low, high = min(each.low for each in like), max(each.high for each in like)
    lower = bool(changes.pop("lower", False))
    keys = {"level": level, "unit": like[0].unit, "low": low, "high": high} | changes
    measured = Measured(name, lower_is_better=lower, **keys)
    draft.measured.append(measured)
    limit = draft.limit(measured, set())
    if limit is not None:
        text = f"{name} {limit[0]} {limit[1]}"
        at = {} if measured.level == "school" else {"at": measured.level}
        draft.rules[draft.add("rule", "reads", {"label": "Made up", "all": [text], **at})] = measured.level


def _some_decimals(draft: Draft) -> Row:
    return {"decimals": draft.one_of((0, 1, 2))} if draft.chance(3) else {}


def _over_groups(draft: Draft) -> tuple[Row, Measured] | None:
    """One measure over the student groups of the file, or over some of them."""
    able = [each for each in _figures(draft, indexed=True) if each.level == "group"]
    if not able:
        return None
    of = draft.one_of(able)
    groups = {"groups": draft.some_of(draft.all_groups()[1:], 1, 2)} if draft.chance(3) else {}
    return {"of": of.name, "over": "groups", **groups}, of


def _weights(draft: Draft, parts: Sequence[Measured]) -> dict[str, int]:
    return {each.name: draft.draw(st.integers(1, 3)) for each in parts}


def _add_index(draft: Draft) -> None:
    """A weighted mean in any of its forms."""
    form = draft.one_of(("weights", "equal", "sets", "shared", "family", "by", "over", "over", "over"))
    entry: Row = {**TEXT, "kind": "index"}
    over = _over_groups(draft) if form == "over" else None
    if over is not None:
        name = draft.add("measure", "index", entry | over[0] | _some_decimals(draft))
        _now_there(draft, name, [over[1]], level="school")
        return
    families = [each for each in draft.families if not any(part.lower_is_better for part in each.parts)]
    families = [each for each in families if each.unit != "none"]
    parts = _alike(draft, 1, 3, indexed=True)
    if form == "family" and families:
        family = draft.one_of(families)
        parts = list(family.parts)
        entry["of"] = family.name
    elif not parts:
        return
    elif form == "equal":
        entry["parts"] = [each.name for each in parts]
    elif form == "sets" and len(parts) > 1:
        entry["parts"] = [_weights(draft, parts), _weights(draft, parts[:1])]
        if len(parts) > 2 or draft.chance(3):
            entry["parts"].append(_weights(draft, parts[1:]))
    elif form == "by":
        by = draft.one_of(list(draft.texts))
        kinds = draft.some_of(draft.texts[by], 1, 3)
        entry |= {"by": by, "parts": {kind: _weights(draft, draft.some_of(parts, 1, 3)) for kind in kinds}}
    else:
        entry["parts"] = _weights(draft, parts)
        if form == "shared":
            entry["missing"] = "shared"
            if draft.chance(4):
                entry["at_least"] = draft.plain("percent", (50, 75, 34))[0]
    _now_there(draft, draft.add("measure", "index", entry | _some_decimals(draft)), parts)


def _add_extreme(draft: Draft, kind: str) -> None:
    """The largest or the smallest of several, or over groups."""
    over = _over_groups(draft) if draft.chance(5) else None
    parts = _alike(draft, 1, 3, indexed=True) if over is None else [over[1]]
    if not parts:
        return
    of = {"of": [each.name for each in parts]} if over is None else over[0]
    name = draft.add("measure", kind, {**TEXT, "kind": kind, **of})
    _now_there(draft, name, parts, **({} if over is None else {"level": "school"}))


def _add_pool(draft: Draft) -> None:
    """Share indicators as one."""
    able = [each for each in draft.measured if each.name in SHARES and not each.lower_is_better]
    if not able:
        return
    parts = [each.name for each in draft.measured if each.name in SHARES and not each.lower_is_better]
    entry: Row = {**TEXT, "kind": "pool", "of": draft.some_of(parts, 1, 2), "years": draft.one_of((1, 2, 3))}
    for key, figures in (("smallest", (5, 10, 15)), ("each_at_least", (3, 5, 2))):
        if draft.chance(4):
            entry[key] = draft.plain("students", figures)[0]
    _now_there(draft, draft.add("measure", "pool", entry | _some_decimals(draft)), able[:1])


def _add_choose(draft: Draft) -> None:
    """One or two rules, each with what is taken; a number may be one."""
    takes = _alike(draft, 1, 3)
    rules = draft.some_of(list(draft.rules), 1, 2)
    if not takes:
        return
    cases: list[Row] = [{"when": rule, "take": draft.one_of(takes).name} for rule in rules]
    if draft.chance(3):
        cases[-1]["take"] = draft.plain(takes[0].unit)[0]
    cases.append({"take": takes[0].name})
    at_group = any(draft.rules[rule] == "group" for rule in rules) or any(each.level == "group" for each in takes)
    level = "group" if at_group else "school"
    _now_there(draft, draft.add("measure", "choose", {**TEXT, "kind": "choose", "cases": cases}), takes, level=level)


def _add_difference(draft: Draft) -> None:
    """A change, a gap or the distance to a figure; of a list, a family."""
    parts = _alike(draft, 1, 3)
    if not parts:
        return
    family = draft.chance(5) and all(each.level == "group" and "." not in each.name for each in parts)
    entry: Row = {**TEXT, "kind": "difference", "of": [each.name for each in parts] if family else parts[0].name}
    if len(parts) > 1 and not family and draft.chance(5):
        entry["minus"] = parts[1].name
    else:
        entry["years_ago"] = draft.one_of((1, 2))
    entry |= _some_decimals(draft)
    if "decimals" in entry and draft.chance(4):
        entry["rounding"] = "half away"
    name = draft.add("measure", "difference", entry)
    used = parts if family or "minus" in entry else parts[:1]
    for each in parts if family else parts[:1]:
        width = each.high - each.low
        own = f"{name}.{each.name}" if family else name
        _now_there(draft, own, used, low=-width, high=width, lower=each.lower_is_better)


def _add_earlier(draft: Draft) -> None:
    """A measure some years ago."""
    able = _figures(draft)
    of = draft.one_of(able)
    entry = {**TEXT, "kind": "earlier", "of": of.name, "years_ago": draft.one_of((1, 2))}
    name = draft.add("measure", "earlier", entry)
    _now_there(draft, name, [of], lower=of.lower_is_better, levels=of.levels, unit=_unit_read_elsewhere(of))


def _unit_read_elsewhere(of: Measured) -> str:
    """A band's own points are read only where the band itself is: elsewhere its levels are compared."""
    return "none" if of.unit == "points" and of.levels else of.unit


def _add_one_group(draft: Draft) -> None:
    """One student group as the school's own."""
    able = [each for each in _figures(draft) if each.level == "group"]
    of = draft.one_of(able)
    entry = {**TEXT, "kind": "one_group", "of": of.name, "group": draft.one_of(draft.all_groups()[1:])}
    name = draft.add("measure", "one_group", entry)
    keys = {"level": "school", "levels": of.levels, "unit": _unit_read_elsewhere(of)}
    _now_there(draft, name, [of], lower=of.lower_is_better, **keys)


def _add_table(draft: Draft) -> None:
    """Two bands laid across one another."""
    bands = [
        each
        for each in draft.measured
        if each.levels and draft.file["measure"].get(each.name.partition(".")[0], {}).get("kind") == "band"
    ]
    if not bands:
        return
    rows, columns = draft.one_of(bands), draft.one_of(bands)
    levels = [str(level) for level in range(1, draft.draw(st.integers(2, 4)) + 1)]
    grid = {row: [draft.one_of(levels) for _ in columns.levels] for row in rows.levels}
    entry = {**TEXT, "kind": "table", "rows": rows.name, "columns": columns.name, "levels": levels, "grid": grid}
    ends = {"low": Fraction(1), "high": Fraction(len(levels)), "levels": tuple(levels), "unit": "level"}
    _now_there(draft, draft.add("measure", "table", entry), [rows, columns], **ends)


def _add_rank(draft: Draft) -> None:
    """A place among schools."""
    of = draft.one_of(_figures(draft))
    entry: Row = {**TEXT, "kind": "rank", "of": of.name, "as": draft.one_of(("place", "percentile"))}
    entry["ties"] = draft.one_of(("low", "high"))
    if draft.chance(3):
        entry["frame"] = draft.one_of([*draft.flags, *draft.rules])
    if draft.chance(3):
        entry["by"] = draft.one_of(list(draft.texts))
    as_place = entry["as"] == "place"
    entry |= {} if as_place else _some_decimals(draft)
    ends = {"unit": "schools" if as_place else "percentile", "high": Fraction(8 if as_place else 100)}
    _now_there(draft, draft.add("measure", "rank", entry), [of], low=Fraction(int(as_place)), **ends)


def _add_years_in(draft: Draft) -> None:
    """For how long a status was held."""
    entry: Row = {**TEXT, "kind": "years_in", "status": draft.one_of(list(draft.rules))}
    if draft.chance(3):
        entry["paused"] = sorted(draft.some_of(YEARS[:3], 1, 2))
    level = draft.rules[entry["status"]]
    like = Measured("", level, "years", Fraction(0), Fraction(5))
    _now_there(draft, draft.add("measure", "years_in", entry), [like], always=True)


def _add_groups(draft: Draft) -> None:
    """How many, or what share, of the student groups."""
    rules = [name for name, level in draft.rules.items() if level == "group"]
    kind = draft.one_of(("count", "share"))
    entry: Row = {**TEXT, "kind": kind, "of": "groups", "that": draft.one_of(rules)}
    if kind == "share":
        entry["out_of"] = draft.one_of(rules)
    if draft.chance(2):
        entry["groups"] = draft.some_of(draft.all_groups()[1:], 1, 2)
    counted = entry.get("groups", draft.file["groups"]["asked"])
    most = Fraction(len(counted) if kind == "count" else 1)
    like = Measured("", "school", "groups" if kind == "count" else "share", Fraction(0), most)
    _now_there(draft, draft.add("measure", f"{kind}_groups", entry), [like], always=kind == "count")


def _add_schools(draft: Draft) -> None:
    """How many, or what share, of a district's or the State's schools."""
    rules = [name for name, level in draft.rules.items() if level == "school"]
    if not rules:
        return
    kind, at = draft.one_of(("count", "share")), draft.one_of(("district", "state"))
    entry: Row = {**TEXT, "kind": kind, "of": "schools", "at": at, "that": draft.one_of(rules)}
    if kind == "share" and draft.chance(4):
        entry["out_of"] = draft.one_of(rules)
    name = draft.add("measure", f"{kind}_schools", entry)
    unit, most = ("schools", Fraction(8)) if kind == "count" else ("share", Fraction(1))
    draft.of_districts.append(Measured(name, at, unit, Fraction(0), most, always=kind == "count"))


def _add_else(draft: Draft) -> None:
    """The level of a band or a table that is a school's outcome where no rule holds."""
    bands = [each.name for each in draft.measured if each.levels and each.name in draft.file["measure"]]
    bands = [name for name in bands if draft.file["measure"][name]["kind"] == "band"]
    if bands:
        draft.file["outcome"]["school"]["else"] = draft.one_of(bands)


MADE: dict[str, Callable[[Draft], None]] = {
    "index": _add_index,
    "best": lambda draft: _add_extreme(draft, "best"),
    "worst": lambda draft: _add_extreme(draft, "worst"),
    "pool": _add_pool,
    "choose": _add_choose,
    "difference": _add_difference,
    "earlier": _add_earlier,
    "one_group": _add_one_group,
    "table": _add_table,
    "rank": _add_rank,
    "years_in": _add_years_in,
    "groups": _add_groups,
    "schools": _add_schools,
}
NEW_KINDS = ("lowest", *MADE, "years", "was", "else", "masked_count")


@st.composite
def histories(draw: st.DrawFn, tables: Tables, rules: Row) -> Tables:
    """The same State with statuses held in earlier years, some under the id of an earlier school."""
    shared = rules["rule"].get("at", "school")
    names = {name: rule.get("at", shared) for name, rule in rules["rule"].items() if isinstance(rule, dict)}
    names = {name: level for name, level in names.items() if level != "district"}
    groups = [*rules["groups"]["asked"], *rules["groups"].get("also", [])]
    schools = [school["school_id"] for school in tables["schools"]]
    pairs = [*((school, "old") for school in schools), ("old", "older")]
    priors = draw(st.lists(st.sampled_from(pairs), max_size=3, unique=True))
    priors = [pair for pair in priors if pair[0] in schools or any(prior == pair[0] for _, prior in priors)]
    known = [*schools, *schools, *dict.fromkeys(prior for _, prior in priors)]
    keys = st.tuples(
        st.sampled_from(("2020-21", *YEARS)),
        st.sampled_from(known),
        st.sampled_from(sorted(names)),
        st.sampled_from(["all", *groups]),
    )
    rows = draw(st.lists(keys, max_size=12, unique=True))
    statuses = [
        {"school_year": year, "school_id": school, "student_group": group, "status": status}
        for year, school, status, group in rows
        if names[status] == "group" or group == "all"
    ]
    predecessors: list[Row] = []
    for school, prior in priors:
        once = all(prior != row["prior_school_id"] and school != row["school_id"] for row in predecessors)
        kind = draw(st.sampled_from(("renumbered", "merged", "split") if once else ("merged", "split")))
        first = draw(st.sampled_from(YEARS))
        predecessors.append({"school_id": school, "prior_school_id": prior, "school_year": first, "kind": kind})
    if not predecessors:
        return tables | {"statuses": statuses}
    first_prior = {"school_id": predecessors[0]["prior_school_id"]}
    results = [row | first_prior if _was(row, predecessors[0]) else row for row in tables["results"]]
    return tables | {"statuses": statuses, "predecessors": predecessors, "results": results}


def _was(row: Row, predecessor: Row) -> bool:
    """Whether a row of results is of the school's years under its earlier number."""
    earlier = row["school_year"] < predecessor["school_year"]
    return bool(earlier and row["school_id"] == predecessor["school_id"])


def deepened(tables: Tables, rules: Row) -> Tables:
    """The same State with results in every year that a rule may look back to, and with every column of facts.

    Earlier years hold the results of the first one; an indicator of which a year holds nothing gets a plain result.
    """
    first, school = min(row["school_year"] for row in tables["results"]), tables["schools"][0]["school_id"]
    begins = [row for row in tables["results"] if row["school_year"] == first]
    last = int(YEARS[-1][:4])
    years = [f"{start}-{start % 100 + 1:02d}" for start in range(last - LOOKED_BACK, last + 1)]
    results = [row | {"school_year": year} for year in years if year < first for row in begins] + tables["results"]
    ids, predecessors = {row["school_id"] for row in tables["schools"]}, tables.get("predecessors", [])
    held = {
        (row["school_year"], row["indicator"])
        for row in results
        if number_today(row["school_id"], row["school_year"], predecessors) in ids
    }
    results += [
        _key(year, school, "all", name) | _one_result(name)
        for year in years
        for name in rules["indicator"]
        if name in INDICATORS and (year, name) not in held
    ]
    schools = [school | {"not_in_the_data": bool(place % 2)} for place, school in enumerate(tables["schools"])]
    return tables | {"results": results, "schools": schools}


@st.composite
def whole_cases(draw: st.DrawFn) -> tuple[Tables, Row, str | None]:
    """A State in which nothing is masked, blank or missing, under rules drawn from the whole language."""
    kinds = tuple(kind for kind in NEW_KINDS if kind != "masked_count")  # a row that brings no count hides it
    tables, rules, _ = draw(cases(kinds=kinds, masks=False, blanks=False))
    named = {name: each for name, each in rules["indicator"].items() if isinstance(each, dict)}
    plain = {name: {**each, "years": 2} for name, each in named.items() if isinstance(each.get("years"), list)}
    rules = rules | {"indicator": rules["indicator"] | plain}  # an earlier year of one whose years are named is missing
    return deepened(tables, rules), rules, None


@st.composite
def cases(
    draw: st.DrawFn, files: st.SearchStrategy[Row] | None = None, kinds: Sequence[str] = (), **keys: Any
) -> tuple[Tables, Row, str | None]:
    """A rules file, a State that mostly holds what it judges, and the year of the run; `keys` are those of `states`.

    `kinds` are those of `rules_files`; where they read statuses, the State mostly has some.
    """
    rules = draw(rules_files(kinds=kinds) if files is None else files)
    judged = [name for name in rules["indicator"] if name in INDICATORS]
    groups = [*rules["groups"]["asked"], *rules["groups"].get("also", [])]
    parts = rules["groups"].get("combined", {}).get(COMBINED, [])
    groups = [group for group in GROUPS if group in groups or group in parts] or [GROUPS[0]]
    if draw(st.integers(0, 7)) == 7:  # the State's own groups, and indicators of which the file may not judge all
        others = draw(st.lists(st.sampled_from(INDICATORS), max_size=2, unique=True))
        keys |= {"indicators": list(dict.fromkeys([draw(st.sampled_from(judged)), *others]))}
    else:
        keys |= {"indicators": judged, "groups": groups}
    tables = draw(states(**keys))
    if not any(row["indicator"] in judged for row in tables["results"]):
        school = tables["schools"][0]["school_id"]
        tables["results"].append(_key(YEARS[-1], school, "all", judged[0]) | _one_result(judged[0]))
    if {"was", "years_in"} & set(kinds) and draw(st.integers(0, 7)) < 7:
        tables = draw(histories(tables, rules))
    years = sorted({row["school_year"] for row in tables["results"]})
    return tables, rules, draw(st.sampled_from([None, None, None, *years[1:]]))


# TOML


def toml_text(rules: Row) -> str:
    """The file that parses to these rules: a section a table, an entry a line."""
    lines = [f"{_toml_key(key)} = {_toml_value(value)}" for key, value in rules.items() if not isinstance(value, dict)]
    for section, table in rules.items():
        if isinstance(table, dict):
            lines += ["", f"[{_toml_key(section)}]"]
            lines += [f"{_toml_key(key)} = {_toml_value(value)}" for key, value in table.items()]
    return "\n".join(lines) + "\n"


def _toml_key(key: str) -> str:
    """A bare key where TOML allows one."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)


def _toml_value(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_toml_key(key)} = {_toml_value(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_toml_value(each) for each in value) + "]"
    return repr(value)
