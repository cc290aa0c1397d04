"""Districts that are rated on their own results, as Tennessee and California rate them, worked by hand."""

import csv
import json
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

import naive
import orsupport as ors
from orsupport.command import app
from orsupport.rulebook import examine

TENNESSEE = """
format = 1
id     = "tennessee-like-districts"
title  = "A State that rates districts by two goals, made up"
from   = "2018-19"
rates  = "districts"
[source]
plan = { title = "A made-up plan, after Tennessee's" }
[groups]
asked = ["black"]
[number]
thirty       = { value = 30, unit = "students", source = "plan" }
third        = { value = 1, unit = "points", source = "plan" }
[indicator]
source = "plan"
achievement_goal = { kind = "given", unit = "points", smallest = "thirty", label = "Achievement goal" }
growth_goal      = { kind = "given", unit = "points", smallest = "thirty", label = "Growth goal" }
[measure]
source = "plan"
overall = { kind = "index", parts = ["achievement_goal", "growth_goal"], label = "Mean of the goals" }
designation = { kind = "band", edge = "above", of = "overall", lowest = "Marginal", \
begins = { Satisfactory = 1, Advancing = 2, Exemplary = 3 }, label = "Designation" }
[rule]
at     = "district"
source = "plan"
failed_minimum = { label = "Missed a minimum", any = ["achievement_goal < third", "growth_goal < third"] }
group_behind   = { at = "group", label = "A group behind", all = ["achievement_goal < third"] }
watched        = { label = "Has a group behind", show = true, any = ["any_group group_behind"] }
[outcome.district]
"In need of improvement" = "failed_minimum"
else = "designation"
"""

CALIFORNIA = """
format = 1
id     = "california-like-districts"
title  = "A State that helps districts for their groups, made up"
from   = "2018-19"
rates  = "districts"
[source]
plan = { title = "A made-up plan, after California's" }
[groups]
asked = ["black", "latino"]
[number]
two    = { value = 2, unit = "indicators", source = "plan" }
thirty = { value = 30, unit = "students", source = "plan" }
[indicator]
source   = "plan"
smallest = "thirty"
graduation = { kind = "share", label = "Graduation" }
absence    = { kind = "share", better = "lower", label = "Chronic absence" }
suspension = { kind = "share", better = "lower", label = "Suspension" }
[measure]
source = "plan"
colour = { kind = "band", of = ["graduation", "absence", "suspension"], by = "indicator", lowest = "Red", \
begins.graduation = { Green = 68 }, begins.absence = { Green = 20 }, begins.suspension = { Green = 8 }, \
label = "Colour" }
priorities = { kind = "count", of = ["engagement", "climate"], label = "Priorities in which it is behind" }
[rule]
at     = "district"
source = "plan"
engagement = { at = "group", label = "Engagement", any = ["colour.graduation <= Red", "colour.absence <= Red"] }
climate    = { at = "group", label = "Climate", any = ["colour.suspension <= Red"] }
behind     = { at = "group", label = "Behind in two priorities", all = ["priorities >= two"] }
assistance = { label = "A group behind in two priorities", all = ["any_group behind"] }
[outcome.district]
"Differentiated assistance" = "assistance"
"""

# district, group, indicator, counted, met or value
TENNESSEE_RESULTS = [
    ("T1", "all", "achievement_goal", 500, "4"),  # mean (4 + 2.5) / 2 = 3.25: above 3, Exemplary
    ("T1", "all", "growth_goal", 500, "2.5"),
    ("T2", "all", "achievement_goal", 400, "1"),  # mean 1 is not above 1: Marginal; no minimum missed
    ("T2", "all", "growth_goal", 400, "1"),
    ("T2", "black", "achievement_goal", 60, "0.5"),  # a group behind
    ("T3", "all", "achievement_goal", 300, "0.9"),  # missed a minimum, whatever its mean
    ("T3", "all", "growth_goal", 300, "4"),
    ("T4", "all", "achievement_goal", 20, "0"),  # too few students: nothing rated
    ("T4", "all", "growth_goal", 20, "0"),
]
CALIFORNIA_RESULTS = [
    ("C1", "latino", "graduation", 100, 60),  # 60 percent: Red, engagement
    ("C1", "latino", "suspension", 100, 12),  # 12 percent: Red, climate: two priorities
    ("C2", "latino", "graduation", 100, 60),  # one priority: engagement
    ("C2", "latino", "absence", 100, 30),  # 30 percent absent: engagement again, which counts once
    ("C2", "black", "suspension", 100, 12),  # another group's climate
    ("C3", "black", "graduation", 29, 0),  # too few
    ("C3", "black", "suspension", 100, 50),
]


def folder(to: Path, rules: str, results: list[tuple[str, str, str, int, int | str]]) -> tuple[Path, Path]:
    """A data folder whose schools are the districts of the results, and the rules file beside it."""
    data = to / "data"
    data.mkdir()
    districts = list(dict.fromkeys(row[0] for row in results))
    with (data / "schools.csv").open("w", newline="") as file:
        csv.writer(file).writerows(
            [
                ["school_id", "school_name", "district_id", "district_name", "school_type", "title_i"],
                *([each, f"District {each}", each, f"District {each}", "district", "true"] for each in districts),
            ]
        )
    head = "school_year school_id student_group indicator expected counted met value value_low value_high counted_low"
    with (data / "results.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*head.split(), "counted_high"])
        for district, group, indicator, counted, figure in results:
            met, value = (figure, "") if isinstance(figure, int) else ("", figure)
            writer.writerow(["2024-25", district, group, indicator, "", counted, met, value, "", "", "", ""])
    (to / "rules.toml").write_text(rules, encoding="utf-8")
    return data, to / "rules.toml"


def command(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def tennessee(tmp_path: Path) -> Path:
    data, rules = folder(tmp_path, TENNESSEE, TENNESSEE_RESULTS)
    result = command("identify", data, "--rules", rules, "--out", tmp_path / "run")
    assert result.exit_code == 0, result.output
    return tmp_path / "run"


def test_a_district_has_the_gate_first_and_then_its_designation(tennessee: Path) -> None:
    districts = pd.read_csv(tennessee / "districts.csv", index_col="district_id", keep_default_na=False)
    tiers = {"T1": "Exemplary", "T2": "Marginal", "T3": "In need of improvement", "T4": ""}
    assert districts["tier"].to_dict() == tiers
    assert districts["judged"].to_dict() == {"T1": "yes", "T2": "yes", "T3": "yes", "T4": "no"}
    assert districts["watched"].to_dict() == {"T1": "no", "T2": "yes", "T3": "no", "T4": "no"}
    assert districts.loc["T2", "watched_groups"] == "black"


def test_no_district_poses_as_a_school(tennessee: Path) -> None:
    assert len(pd.read_csv(tennessee / "schools.csv")) == 0
    assert {"district_id", "district_name", "judged", "tier"} <= set(pd.read_csv(tennessee / "districts.csv"))
    assert "district_id" in pd.read_csv(tennessee / "groups.csv")
    assert "district_id" in pd.read_parquet(tennessee / "ratings.parquet")


def test_the_summary_counts_districts(tennessee: Path, tmp_path: Path) -> None:
    said = command("identify", tmp_path / "data", "--rules", tmp_path / "rules.toml").output
    assert "Districts, rated on their own: 4, of which 0 closed; 3 judged" in said
    assert "Schools:" not in said
    counted = json.loads((tennessee / "run.json").read_text())["summary"]
    assert counted["tier"] == {"Exemplary": 1, "In need of improvement": 1, "Marginal": 1, "none": 1}


def test_a_rated_district_explains_itself_from_its_counts(tennessee: Path) -> None:
    said = command("explain", tennessee, "--district", "T3").output
    assert said.startswith("T3 District T3 · 2024-25")
    assert "Tier: In need of improvement" in said
    assert "Achievement goal – 0.9 points, of 300 students; needs below 1 points" in said
    assert "school" not in said.lower()
    as_data = json.loads(command("explain", tennessee, "--district", "T3", "--json").output)
    assert (as_data["kind"], as_data["tier"]) == ("district", "In need of improvement")


def test_a_school_is_refused_where_districts_are_rated(tennessee: Path) -> None:
    refused = command("explain", tennessee, "--school", "T3")
    assert "rates districts" in str(refused.exception)


def test_a_district_is_helped_where_one_group_is_behind_in_two_priorities(tmp_path: Path) -> None:
    data, rules = folder(tmp_path, CALIFORNIA, CALIFORNIA_RESULTS)
    run = ors.identify(ors.read(data), ors.rules(rules))
    districts = run.districts.set_index("district_id")
    assert districts["assistance"].to_dict() == {"C1": "yes", "C2": "no", "C3": "no"}
    assert districts.loc["C1", "assistance_groups"] == "latino"
    assert districts.loc["C1", "tier"] == "Differentiated assistance"
    groups = run.groups.set_index(["district_id", "student_group"])
    assert groups.loc[("C2", "latino"), ["engagement", "climate"]].tolist() == ["yes", "no"]
    assert groups.loc[("C3", "black"), ["engagement", "climate"]].tolist() == ["no", "yes"]


def test_a_row_that_is_no_district_is_refused(tmp_path: Path) -> None:
    data, rules = folder(tmp_path, CALIFORNIA, CALIFORNIA_RESULTS)
    text = (data / "schools.csv").read_text()
    (data / "schools.csv").write_text(text.replace("C2,District C2,C2", "C2,District C2,C1"))
    refused = command("identify", data, "--rules", rules)
    assert "district_id" in str(refused.exception)
    assert "rates districts" in str(refused.exception)


@pytest.mark.parametrize(
    ("text", "results"), [(TENNESSEE, TENNESSEE_RESULTS), (CALIFORNIA, CALIFORNIA_RESULTS)], ids=["two goals", "groups"]
)
def test_the_twin_places_the_same_districts(
    tmp_path: Path, text: str, results: list[tuple[str, str, str, int, int | str]]
) -> None:
    data, rules = folder(tmp_path, text, results)
    run = ors.identify(ors.read(data), ors.rules(rules))
    rows = [
        {"school_year": "2024-25", "school_id": district, "student_group": group, "indicator": indicator}
        | {"counted": counted}
        | ({"met": figure} if isinstance(figure, int) else {"value": float(figure)})
        for district, group, indicator, counted, figure in results
    ]
    schools = [
        {"school_id": each, "school_name": each, "district_id": each, "district_name": each, "school_type": "district"}
        | {"title_i": True}
        for each in dict.fromkeys(row[0] for row in results)
    ]
    twin = naive.identify({"schools": schools, "results": rows}, tomllib.loads(text))
    tiers = {row["school_id"]: (row["judged"], row["outcome"]) for row in twin["schools"]}
    ours = run.table("districts").to_pylist()
    assert {row["district_id"]: (row["judged"], row["tier"] or "") for row in ours} == tiers


@pytest.mark.parametrize("text", [TENNESSEE, CALIFORNIA])
def test_a_file_that_rates_districts_checks(tmp_path: Path, text: str) -> None:
    (tmp_path / "rules.toml").write_text(text)
    checked = command("check", tmp_path / "rules.toml")
    assert checked.exit_code == 0, checked.output
    assert "warning" not in checked.output.replace("0 warnings", "")


@pytest.mark.parametrize(
    ("now", "then", "says"),
    [
        ('at     = "district"', 'at     = "school"', "rule.at: the rows of `schools` are districts here"),
        ("[outcome.district]", "[outcome.school]", "outcome.school: the rows of `schools` are districts here"),
        ('any = ["any_group group_behind"]', 'any = ["any_school title_i"]', "`any_school` looks at schools"),
        ('any = ["any_group group_behind"]', 'any = ["any_group watched"]', "a rule at district"),
        ('rates  = "districts"', "", "a district rule reads schools only through `any_school`"),
    ],
)
def test_what_speaks_of_schools_is_an_error_where_districts_are_rated(now: str, then: str, says: str) -> None:
    assert now in TENNESSEE
    _, findings = examine(tomllib.loads(TENNESSEE.replace(now, then)))
    assert any(says in str(finding) for finding in findings), [str(finding) for finding in findings]
