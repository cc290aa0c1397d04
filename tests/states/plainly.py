"""Exact arithmetic and frames for the made-up States of this folder. Nothing here knows orsupport."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import pandas as pd

# (first year, school, student group, indicator) to the students counted and those who met the bar; of an indicator
# whose value is given: the students counted (0 where nobody says) and the value
Row = tuple[int, str, str, str]
Results = dict[Row, tuple[int, Fraction]]
NOBODY = (0, Fraction(0))


def half_up(value: Fraction, places: int) -> Fraction:
    """A value rounded half up: 2.25 at one place is 2.3, and -0.25 is -0.2."""
    return Fraction((value * 10**places + Fraction(1, 2)).__floor__(), 10**places)


def five_percent_up(schools: int) -> int:
    """Five percent of so many schools, a broken school rounded up to a whole one."""
    return -(-schools * 5 // 100)


def cut_of_lowest(values: Iterable[Fraction], places: int) -> Fraction | None:
    """The value of the last place, counted from the lowest. None where there is no place or no school."""
    ranked = sorted(values)
    return ranked[min(places, len(ranked)) - 1] if ranked and places > 0 else None


def at_or_below(value: Fraction | None, cut: Fraction | None) -> bool:
    return value is not None and cut is not None and value <= cut


def mean(parts: Sequence[tuple[Fraction, int]]) -> Fraction:
    """A weighted mean of (value, weight)."""
    return sum((value * weight for value, weight in parts), Fraction(0)) / sum(weight for _, weight in parts)


def year(first: int) -> str:
    return f"{first}-{(first + 1) % 100:02d}"


def percent(row: tuple[int, Fraction]) -> Fraction:
    counted, met = row
    return 100 * met / counted


def results_frame(results: Results, given: Iterable[str] = ()) -> pd.DataFrame:
    """The table `results`; of the indicators `given` the value comes as it is."""
    values = set(given)
    return pd.DataFrame(
        [
            {
                "school_year": year(first),
                "school_id": school,
                "student_group": group,
                "indicator": indicator,
                "counted": str(counted) if counted else "",
                "met": "" if indicator in values else str(told),
                "value": f"{float(told):g}" if indicator in values else "",
            }
            for (first, school, group, indicator), (counted, told) in results.items()
        ]
    )


def schools_frame(facts: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """One row a school; `facts` are its cells beside the name, district and type that every school has."""
    return pd.DataFrame(
        [
            {
                "school_id": school,
                "school_name": f"School {school}",
                "district_id": f"D{int(school) % 20}",
                "district_name": f"District {int(school) % 20}",
                "school_type": "school",
                "title_i": "true",
                **cells,
            }
            for school, cells in facts.items()
        ]
    )


def said(yes: bool) -> str:
    return "yes" if yes else "no"


def by_place(table: pd.DataFrame, *columns: str) -> dict[tuple[str, ...], dict[str, str]]:
    """The rows of a run's table by these columns, an empty cell as an empty text."""
    rows = [
        {str(name): "" if pd.isna(cell) else str(cell) for name, cell in row.items()}
        for row in table.to_dict("records")
    ]
    return {tuple(row[column] for column in columns): row for row in rows}
