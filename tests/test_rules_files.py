"""The made-up State under every shipped rules file, and over six years: the tables of README.md, as they are today.

`python tests/test_rules_files.py` writes them into the page.
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pandas as pd
import pytest

import orsupport as ors
from orsupport.rulebook import shipped
from test_six_years import YEARS, flow, runs_of_the_state

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "README.md"
OREGON = ("oregon-2018", "oregon-2022", "oregon-2023")
COHORTS = ("graduation_4yr", "completion_5yr")
LAST = {"oregon-2018": "2017-18", "oregon-2022": "2021-22", "oregon-2023": "2024-25", "federal-minimum": "2023-24"}


def moved(results: pd.DataFrame, last: str, gap: bool) -> pd.DataFrame:
    """The results with their last year taken as another; with a gap, the year before it is 2018-19 but for cohorts."""
    start = {
        year: int(last[:4]) - back for back, year in enumerate(sorted(results["school_year"].unique(), reverse=True))
    }
    first = results["school_year"].map(start)
    if gap:
        first = first.where((first == 2021) | results["indicator"].isin(COHORTS), first - 2)
    return results.assign(school_year=[f"{year}-{(year + 1) % 100:02d}" for year in first])


def with_index(results: pd.DataFrame) -> pd.DataFrame:
    """The results with an `index`, which the made-up State has not: the mean percent in both subjects."""
    subjects = results[results["indicator"].isin(["ela_achievement", "math_achievement"])]
    key = ["school_year", "school_id", "student_group"]
    sums = subjects.assign(value=100 * subjects["met"] / subjects["counted"]).groupby(key, as_index=False)
    made = sums.agg(value=("value", "mean"), counted=("counted", "min")).dropna()
    return pd.concat([results, made.assign(indicator="index")], ignore_index=True)


def of_identification(name: str) -> ors.Run:
    """The made-up State under a rules file, its last year taken as a year of identification of the file."""
    folder = ROOT / "fixtures" / "oregon-like"
    schools = pd.read_csv(folder / "schools.csv", dtype=str)
    results = pd.read_parquet(folder / "results.parquet")
    keys = ["school_year", "school_id", "student_group", "indicator"]
    results = moved(results.astype(dict.fromkeys(keys, str)), LAST[name], name == "oregon-2022")
    if name == "federal-minimum":
        results = with_index(results)
    return ors.identify(ors.read(schools=schools, results=results), ors.rules(name), any_year=True)


def row(name: str, run: ors.Run | None) -> str:
    """What the file says of the made-up State, or what it would need."""
    if run is None:
        there = set(ors.read(ROOT / "fixtures" / "oregon-like").results["indicator"].unique().to_pylist())
        lacking = ", ".join(f"`{each}`" for each in ors.rules(name).indicator if each not in there)
        return f"| `{name}` |{' |' * 7} not run: the made-up State has no {lacking} |"
    counted = run.summary["summary"]
    assert not run.summary["partial"]
    named = [counted["outcome"].get(label, 0) for label in ("CSI", "ATSI", "TSI", "unsure", "none")]
    placed = [counted["tier"].get(label, "") for label in ("Primary", "Opportunity and Innovation")]
    made = "; `index` made for this table" if "index" in run.rules.indicator else ""
    return f"| `{name}` | {' | '.join(str(each) for each in [*named, *placed])} | {run.year}{made} |"


def under_every_file() -> str:
    """A row each shipped rules file; then how many schools and districts change between Oregon's three."""
    runs: dict[str, ors.Run | None] = {}
    rows = [
        "| rules file | CSI | ATSI | TSI | unsure | none | Primary | Opportunity and Innovation | taken as |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name in shipped():
        runs[name] = of_identification(name) if name in LAST else None
        rows.append(row(name, runs[name]))
    rows += ["", "| from | to | schools with another outcome | districts in another tier |", "|---|---|---|---|"]
    for one, other in itertools.combinations(OREGON, 2):
        before, after = runs[one], runs[other]
        assert before is not None
        assert after is not None
        schools = (before.schools["outcome"].fillna("") != after.schools["outcome"].fillna("")).sum()
        districts = (before.districts["tier"].fillna("") != after.districts["tier"].fillna("")).sum()
        rows.append(f"| `{one}` | `{other}` | {schools} | {districts} |")
    return "\n".join(rows)


def over_six_years() -> str:
    """A row each figure of the flow, a column each year."""
    flows = {year: flow(run) for year, run in runs_of_the_state().items()}
    rows = [f"| schools | {' | '.join(YEARS)} |", "|---" * (len(YEARS) + 1) + "|"]
    rows += [f"| {what} | {' | '.join(str(flows[year][what]) for year in YEARS)} |" for what in flows[YEARS[0]]]
    return "\n".join(rows)


TABLES = {"every rules file": under_every_file, "six years": over_six_years}


def with_table(page: str, name: str, table: str) -> str:
    found = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    assert found.search(page), f"README.md has no place for '{name}'"
    return found.sub(lambda marks: f"{marks[1]}{table}\n{marks[2]}", page)


def test_only_files_whose_indicators_are_absent_are_not_run() -> None:
    there = set(ors.read(ROOT / "fixtures" / "oregon-like").results["indicator"].unique().to_pylist())
    for name in shipped():
        if name not in LAST:
            assert not {"achievement_score"} & there
            assert "achievement_score" in ors.rules(name).indicator


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_of_the_made_up_state_are_those_of_today(name: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_table(page, name, TABLES[name]()) == page


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    for each, table_of in TABLES.items():
        text = with_table(text, each, table_of())
        print(table_of())
    PAGE.write_text(text, encoding="utf-8")
