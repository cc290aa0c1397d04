"""An explanation opens every kind of measure: what it was made of, down to the students counted."""

from pathlib import Path

import pandas as pd
import pytest

import orsupport as ors
from orsupport.explanation.explain import explainer
from orsupport.explanation.figures import named_schools
from orsupport.explanation.text import text_of

RULES = Path(__file__).with_name("every_kind.toml")

Row = tuple[str, str, str, str, str, str]
ALL: list[Row] = [
    ("2024-25", "1", "all", "ela", "50", "20"),
    ("2024-25", "1", "all", "math", "40", "10"),
    ("2024-25", "1", "all", "science", "19", "10"),
    ("2023-24", "1", "all", "ela", "40", "10"),
    ("2023-24", "1", "all", "math", "40", "20"),
    ("2024-25", "1", "english_learners", "ela", "25", "5"),
    ("2024-25", "1", "migrant", "ela", "12", "5"),
    ("2024-25", "2", "all", "ela", "50", "40"),
    ("2024-25", "2", "all", "math", "50", "40"),
    ("2024-25", "3", "all", "ela", "19", "3"),
]


@pytest.fixture(scope="module")
def run() -> ors.Run:
    schools = [
        {"school_id": each, "school_name": f"School {each}", "district_id": "1", "district_name": "One"}
        | {"school_type": "high", "title_i": "true", "level": "high"}
        for each in "123"
    ]
    columns = ["school_year", "school_id", "student_group", "indicator", "counted", "met"]
    results = pd.DataFrame(ALL, columns=columns)
    return ors.identify(ors.read(schools=pd.DataFrame(schools), results=results), ors.rules(str(RULES)))


def below(said: str, figure: str) -> list[str]:
    """The lines that stand indented below the first one with the figure."""
    lines = said.splitlines()
    first = next(number for number, line in enumerate(lines) if figure in line)
    depth = len(lines[first]) - len(lines[first].lstrip())
    found = []
    for line in lines[first + 1 :]:
        if len(line) - len(line.lstrip()) <= depth:
            break
        found.append(line.strip())
    return found


def test_an_index_names_its_parts_with_the_weights_of_the_set_that_it_took(run: ors.Run) -> None:
    assert below(ors.explain(run, school="1").whole(), "Score – 34 percent") == [
        "the second of 2 sets of parts, for the first lacks Science (too few)",
        "60 of 100 parts: English – 20 of 50 = 40 percent",
        "40 of 100 parts: Mathematics – 10 of 40 = 25 percent",
    ]


def test_weights_that_are_shared_out_are_told_as_used(run: ors.Run) -> None:
    assert below(ors.explain(run, school="1").whole(), "Shared – 34.375 percent") == [
        "50 of 80 parts: English – 20 of 50 = 40 percent",
        "30 of 80 parts: Mathematics – 10 of 40 = 25 percent",
        "without a weight, which the others share: Science (too few)",
    ]


def test_parts_by_kind_of_school_name_the_kind(run: ors.Run) -> None:
    told = below(ors.explain(run, school="1").whole(), "Of its kind – 28.75 percent")
    assert told[0] == "parts by Kind of school: high"
    assert told[1] == "1 of 4 parts: English – 20 of 50 = 40 percent"


def test_a_pool_tells_its_students_subject_by_subject_and_the_years(run: ors.Run) -> None:
    assert below(ors.explain(run, school="1").whole(), "Together – ") == [
        "60 of 170 students, all subjects together, 2023-24 to 2024-25",
        "English – 30 of 90 = 33.3 percent (2023-24 2024-25)",
        "Mathematics – 30 of 80 = 37.5 percent (2023-24 2024-25)",
        "left out, no year with enough students: Science",
    ]


def test_an_earlier_value_goes_down_to_the_students_of_its_year(run: ors.Run) -> None:
    said = below(ors.explain(run, school="1").whole(), "Score, last year – 35 percent")
    assert said[0] == "in 2023-24: Score – 35 percent"
    assert "60 of 100 parts: English – 10 of 40 = 25 percent" in said


def test_a_difference_tells_both_years(run: ors.Run) -> None:
    assert below(ors.explain(run, school="1").whole(), "Gain – 15 percent") == [
        "in 2024-25: English – 20 of 50 = 40 percent",
        "less in 2023-24: English – 10 of 40 = 25 percent",
    ]


def test_a_rank_tells_the_place_among_how_many_of_whom(run: ors.Run) -> None:
    told = below(ors.explain(run, school="1").whole(), "Percentile – 50 percentile")
    assert told == ["place 1 of 2 schools of: Title I school, counted from the weakest", "Score – 34 percent"]


def test_best_worst_and_one_group_tell_whose_figure_was_taken(run: ors.Run) -> None:
    said = ors.explain(run, school="1").whole()
    assert below(said, "Better subject – 40 percent") == [
        "English – 20 of 50 = 40 percent",
        "not taken: Mathematics – 10 of 40 = 25 percent",
    ]
    assert below(said, "Weakest group – 20 percent") == [
        "english learners: English – 5 of 25 = 20 percent",
        "not taken: migrant: English – too few",
    ]
    assert below(said, "English of learners – 20 percent") == ["english learners: English – 5 of 25 = 20 percent"]


def test_a_choice_tells_which_case_held_and_what_it_took(run: ors.Run) -> None:
    assert below(ors.explain(run, school="1").whole(), "Capped – 40 percent") == [
        "yes     English not near all",
        "English – 20 of 50 = 40 percent",
    ]


def test_a_table_tells_its_row_and_its_column_and_last_years_figure(run: ors.Run) -> None:
    told = below(ors.explain(run, school="1").whole(), "Colour – level Red")
    assert [line for line in told if " – " in line] == [
        "Status – level Low",
        "English – 20 of 50 = 40 percent",
        "Change – level Up",
        "Gain – 15 percent",
    ]


def test_a_count_of_rules_tells_which_hold_in_the_unit_of_its_limit(run: ors.Run) -> None:
    said = ors.explain(run, school="1").whole()
    assert below(said, "Tests that hold – 1 area; needs at least 2 areas") == ["yes: English not near all"]
    assert below(said, "Low groups – 1 of 1 = 100 percent") == ["yes: english learners"]


def test_a_measure_without_a_value_says_which_part_it_lacks(run: ors.Run) -> None:
    said = str(ors.explain(run, school="3"))
    assert "Score – too few (no English, no Mathematics, no Science)" in said
    assert "Together – too few (" not in said
    assert "Together – too few; needs" in said


def test_a_part_is_opened_once_and_then_only_named(run: ors.Run) -> None:
    said = ors.explain(run, school="1").whole().splitlines()
    assert sum("60 of 100 parts: English – 20 of 50" in line for line in said) == 1


def test_the_parts_are_data_as_well(run: ors.Run) -> None:
    told = ors.explain(run, school="1").to_dict()
    assert told["format"] == 1
    clauses = {clause["measure"]["name"]: clause["measure"] for clause in told["rules"][0]["clauses"]}
    made = clauses["score"]["made_of"]
    assert (made["kind"], made["set"], made["of_sets"]) == ("index", 2, 2)
    assert [(part["name"], part["weight"], part["weight_of"]) for part in made["parts"]] == [
        ("ela", 60, 100),
        ("math", 40, 100),
    ]
    assert clauses["together"]["made_of"]["counted"] == 170
    assert (clauses["place"]["made_of"]["place_low"], clauses["place"]["made_of"]["ranked_low"]) == (1, 2)


@pytest.mark.parametrize("school", ["1", "2", "3"])
def test_a_run_folder_opens_the_same_parts(run: ors.Run, tmp_path: Path, school: str) -> None:
    run.write(tmp_path / "run")
    assert ors.explain(tmp_path / "run", school=school).to_dict() == ors.explain(run, school=school).to_dict()


def told(explained: dict[str, object]) -> str:
    return text_of(explained | {"would_take": []}).partition("\nSources:")[0]


@pytest.mark.parametrize("state", ["every kind of measure", "tiny", "many schools"])
def test_a_school_explained_with_all_others_is_told_as_it_is_alone(run: ors.Run, state: str) -> None:
    fixtures = RULES.parent.parent / "fixtures"
    if state == "tiny":
        run = ors.identify(ors.read(fixtures / "tiny"), ors.rules(fixtures / "tiny" / "rules.toml"))
    elif state == "many schools":
        run = ors.identify(ors.read(fixtures / "oregon-like"), ors.rules("oregon-2023"))
    alone, together = explainer(run), explainer(run, all_places=True)
    for each in run.schools.school_id.tolist()[::60] if state == "many schools" else run.schools.school_id:
        assert told(together.school(each)) == told(alone.school(each))
    for each in run.districts.district_id.tolist()[:20]:
        first, second = (text_of(found.district(each)).partition("\nSources:")[0] for found in (together, alone))
        assert first == second


@pytest.mark.parametrize(
    ("sure", "perhaps", "said"),
    [
        (2, 1, "A1, A2, perhaps B1"),
        (5, 0, "A1, A2, A3, A4, A5"),
        (49, 0, "A1, A2, A3, A4, A5 and 44 more"),
        (49, 1, "A1, A2, A3, A4, A5 and 44 more, and perhaps 1"),
        (4, 3, "A1, A2, A3, A4, perhaps B1 and perhaps 2 more"),
    ],
)
def test_schools_that_are_not_named_are_counted_the_sure_apart_from_the_others(
    sure: int, perhaps: int, said: str
) -> None:
    names = {"yes": [f"A{each + 1}" for each in range(sure)], "unsure": [f"B{each + 1}" for each in range(perhaps)]}
    assert named_schools({key: [{"school_name": each} for each in of] for key, of in names.items()}) == said
