"""Six years of identification, the answers of each year the next one's statuses: who enters, stands, leaves, escalates.

`pytest -s tests/test_six_years.py` prints the table of the made-up State.
"""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import orsupport as ors
from case_files import with_numbers
from orsupport import simulate as library

ROOT = Path(__file__).resolve().parent.parent
WORKED = tomllib.loads((ROOT / "tests" / "six_years.toml").read_text(encoding="utf-8"))
YEARS: list[str] = WORKED["years"]
ERAS = {"2017-18": "oregon-2018", "2018-19": "oregon-2018", "2021-22": "oregon-2022"}
WORDS = {
    "csi_new": "new",
    "csi_stands": "stands",
    "csi_not_exiting": "rigorous",
    "csi_exit": "exits",
    "csi_from_atsi": "from group",
}


def era(year: str) -> str:
    return ERAS.get(year, "oregon-2023")


def rows_of(school: dict[str, Any], place: int) -> list[dict[str, Any]]:
    """A school's results in one year; none where it is not there."""
    if place >= len(school["met"]) or school["met"][place] == "":
        return []
    key = {"school_year": YEARS[place], "school_id": school["id"]}
    subjects = ("ela_achievement", "math_achievement")
    rows = [
        key | {"student_group": "all", "indicator": name, "counted": 100, "met": school["met"][place]}
        for name in subjects
    ]
    if "group" in school:
        few = {"student_group": "students_with_disabilities", "counted": 40, "met": school["group"][place]}
        rows += [key | few | {"indicator": name} for name in subjects]
    if "graduates" in school:
        share = {"student_group": "all", "indicator": "graduation_4yr", "counted": 100}
        rows.append(key | share | {"met": school["graduates"][place]})
    return rows


def worked_data(place: int, statuses: pd.DataFrame | None) -> ors.Data:
    """The worked schools as they stand in one year."""
    schools = [
        {
            "school_id": school["id"],
            "school_name": school["id"],
            "district_id": "D1",
            "district_name": "D1",
            "school_type": "school",
            "title_i": school.get("title_i", YEARS[place] <= school.get("title_i_to", "9")),
            "open": bool(rows_of(school, place)),
            "serves_grade_12": "graduates" in school,
            "state_run": False,
            "exit_review_passed": school.get("review"),
        }
        for school in WORKED["school"]
    ]
    results = [row for each in range(place + 1) for school in WORKED["school"] for row in rows_of(school, each)]
    after = [{"school_id": school["id"]} | school["after"] for school in WORKED["school"] if "after" in school]
    predecessors = pd.DataFrame(after).rename(columns={"school": "prior_school_id", "year": "school_year"})
    came = predecessors[predecessors["school_year"] <= YEARS[place]]
    more = {} if statuses is None else {"statuses": statuses}
    return ors.read(schools=pd.DataFrame(schools), results=pd.DataFrame(results), predecessors=came, **more)


@functools.cache
def worked() -> dict[str, ors.Run]:
    """The six runs of the worked schools."""
    runs: dict[str, ors.Run] = {}
    statuses = None
    for place, year in enumerate(YEARS):
        plain = tomllib.loads((ROOT / "rules" / f"{era(year)}.toml").read_text(encoding="utf-8"))
        rules = ors.rules(with_numbers(plain, {"bottom_tenth": 30, "state_average": 50}))
        runs[year] = ors.identify(worked_data(place, statuses), rules, year)
        statuses = ors.statuses_of(runs[year])
    return runs


@pytest.mark.parametrize("place", range(len(YEARS)), ids=YEARS)
@pytest.mark.parametrize("school", WORKED["school"], ids=lambda school: f"{school['id']}")
def test_the_school_goes_the_way_worked_out_by_hand(school: dict[str, Any], place: int) -> None:
    found = worked()[YEARS[place]].schools.set_index("school_id").loc[school["id"]]
    said = [word for rule, word in WORDS.items() if found.get(rule) == "yes"]
    expected = school["expect"][place] if place < len(school["expect"]) else ""
    assert ", ".join(said) == expected.replace("TSI", ""), school["story"]
    named = {"": None, "exits": None, "TSI": "TSI"}.get(expected, "CSI")
    assert (found["outcome"] if isinstance(found["outcome"], str) else None) == named
    assert "unsure" not in [found.get(rule) for rule in (*WORDS, "csi")]


def test_a_standing_school_is_explained_by_its_years_and_its_clock() -> None:
    said = str(ors.explain(worked()["2023-24"], school="3"))
    assert "held last year: Comprehensive support and improvement – from 2017-18 to 2022-23" in said
    years = "4 years: 2017-18, 2018-19, 2021-22, 2022-23; needs at least 4 years"
    assert f"Years in comprehensive support, up to last year – {years}" in said
    said = str(ors.explain(worked()["2023-24"], school="7"))
    assert "from 2017-18 to 2022-23" in said, "the years of the school's earlier id are its own"
    assert "held last year" in str(ors.explain(worked()["2017-18"], school="3"))
    assert "– from" not in str(ors.explain(worked()["2017-18"], school="3"))


def test_a_run_folder_explains_a_standing_school_in_the_same_words(tmp_path: Path) -> None:
    run = worked()["2024-25"]
    run.write(tmp_path / "run")
    for school in ("2", "5", "12"):
        assert str(ors.explain(tmp_path / "run", school=school)) == str(ors.explain(run, school=school))


def test_what_a_person_decided_is_what_the_school_holds_next_year() -> None:
    decided = {"reason": "A reason", "authority": "The State", "date": "2025-11-01"}
    overrides = pd.DataFrame([{"school_id": "3", "outcome": "not identified"}, {"school_id": "4", "outcome": "CSI"}])
    tables = worked_data(5, ors.statuses_of(worked()["2023-24"]))
    given = {name: getattr(tables, name) for name in ("schools", "results", "statuses", "predecessors")}
    run = ors.identify(ors.read(**given, overrides=overrides.assign(**decided)), ors.rules("oregon-2023"), "2024-25")
    rows = ors.statuses_of(run)
    held = set(rows[(rows["school_year"] == "2024-25") & (rows["status"] == "csi")]["school_id"])
    assert "4" in held
    assert "3" not in held


def state_as_of(state: library.State, year: str, statuses: pd.DataFrame | None) -> ors.Data:
    """The made-up State as it stood in a year: a school is open where it has results."""
    results, schools = state.results.to_pandas(), state.schools.to_pandas()
    known = results[results["school_year"].astype(str) <= year]
    there = set(known[known["school_year"].astype(str) == year]["school_id"])
    came = state.predecessors.to_pandas()
    more = {} if statuses is None else {"statuses": statuses}
    return ors.read(
        schools=schools.assign(open=schools["school_id"].isin(there)),
        results=known,
        predecessors=came[came["school_year"] <= year],
        **more,
    )


@functools.cache
def state() -> library.State:
    return library.simulate(since="2017-18")


@functools.cache
def runs_of_the_state() -> dict[str, ors.Run]:
    found: dict[str, ors.Run] = {}
    statuses = None
    for year in YEARS:
        found[year] = ors.identify(state_as_of(state(), year, statuses), ors.rules(era(year)), year)
        statuses = ors.statuses_of(found[year])
    return found


def flow(run: ors.Run) -> dict[str, int]:
    """How many schools enter, stand, leave, escalate and are past their clock in a year."""
    schools = run.schools.set_index("school_id")
    held = pd.Series(run.trace.was("csi")[:, 0] > 0, index=schools.index)
    there = pd.Series(run.trace.places.open, index=schools.index)
    yes = {rule: schools[rule] == "yes" for rule in schools if rule in run.rules.rule}
    nobody = pd.Series(False, index=schools.index)
    groups = yes["csi_from_atsi"] & ~yes["csi_new"] & ~held
    return {
        "held it before": int(held.sum()),
        "closed": int((held & ~there).sum()),
        "exits": int(yes.get("csi_exit", nobody).sum()),
        "stands": int(yes["csi_stands"].sum()),
        "of these named anew": int((yes["csi_stands"] & yes["csi_new"]).sum()),
        "of these more rigorous": int(yes["csi_not_exiting"].sum()),
        "enters by a test": int((yes["csi_new"] & ~held).sum()),
        "enters from a group": int(groups.sum()),
        "CSI": int(yes["csi"].sum()),
        "TSI": int((schools["outcome"] == "TSI").sum()),
    }


def test_the_flow_of_the_made_up_state_adds_up() -> None:
    flows = {year: flow(run) for year, run in runs_of_the_state().items()}
    table = pd.DataFrame(flows)
    print("\nThe made-up State, comprehensive support over six years (schools)\n" + table.to_string())
    for year, each in flows.items():
        assert each["CSI"] == each["stands"] + each["enters by a test"] + each["enters from a group"], year
        assert each["held it before"] == each["closed"] + each["exits"] + each["stands"], year
    for year in ("2018-19", "2022-23", "2023-24"):
        assert flows[year]["exits"] == flows[year]["enters by a test"] == flows[year]["enters from a group"] == 0
    assert flows["2017-18"]["held it before"] == 0
    for what in ("exits", "enters by a test", "enters from a group", "stands", "of these more rigorous"):
        assert flows["2024-25"][what] > 0, what


@pytest.mark.parametrize("year", YEARS)
def test_no_school_is_on_the_list_without_a_reason(year: str) -> None:
    run = runs_of_the_state()[year]
    schools = run.schools.set_index("school_id")
    assert "unsure" not in set(schools["csi"])
    on_the_list = schools[schools["csi"] == "yes"]
    given = "" if run.data.statuses is None else run.data.statuses.to_pandas()
    last = "" if run.data.statuses is None else given["school_year"].max()
    came = run.data.predecessors.to_pandas().groupby("school_id")["prior_school_id"].agg(set).to_dict()
    ratings = run.ratings[run.ratings["student_group"] == "all"].set_index(["school_id", "indicator"])
    explained: list[str] = []
    for school, row in on_the_list.iterrows():
        reasons = [rule for rule in ("csi_new", "csi_stands", "csi_from_atsi") if row[rule] == "yes"]
        assert reasons, school
        if row["csi_new"] == "yes":
            low = ratings.loc[school]
            rate = low.loc["graduation_4yr"] if "graduation_4yr" in low.index else {"counted": 0, "met": 0}
            few = rate["counted"] >= 20 and 1000 * rate["met"] < 669.5 * rate["counted"]
            levels = low["level"].dropna()
            assert few or (2 * (levels == "1").sum() >= len(levels) >= 2), school
        if row["csi_stands"] == "yes":
            held = set(given[(given["school_year"] == last) & (given["status"] == "csi")]["school_id"])
            assert ({school} | came.get(school, set())) & held, school
            explained += [str(school)]
        if row["csi_from_atsi"] == "yes":
            groups = row["csi_from_atsi_groups"].split()
            rows = given[
                given["school_id"].isin({school} | came.get(school, set())) & (given["status"] == "atsi_group")
            ]
            years = rows[rows["student_group"].isin(groups)].groupby("student_group")["school_year"].nunique()
            assert groups
            assert (years >= 3).all(), school
    when = "last year" if year != "2021-22" else f"in {last}, the last year in which anybody held it"
    for school in explained[::10]:
        said = str(ors.explain(run, school=school))
        assert re.search(rf"held {when}: Comprehensive support and improvement – (in|from \S+ to) {last}", said), school


def test_the_statuses_of_the_shipped_state_are_the_answers_of_these_runs() -> None:
    chained = runs_of_the_state()["2024-25"].data.statuses
    shipped = pd.read_csv(ROOT / "fixtures" / "oregon-like" / "statuses.csv", dtype=str)
    assert chained is not None
    assert chained.to_pandas().equals(shipped)


def test_later_years_change_no_earlier_identification() -> None:
    """What is known later is not read earlier, apart from who is open."""
    later = state_as_of(state(), "2024-25", None)
    early = runs_of_the_state()["2021-22"]
    again = ors.identify(
        ors.read(
            schools=early.data.schools,
            results=later.results,
            statuses=early.data.statuses,
            predecessors=early.data.predecessors,
        ),
        ors.rules("oregon-2022"),
        "2021-22",
    )
    assert again.schools.equals(early.schools)
