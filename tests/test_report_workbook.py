"""The workbook holds what the run's tables hold, number by number, and nothing that a spreadsheet would run."""

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import orsupport as ors
from orsupport.reporting.content import Content
from orsupport.reporting.words import WORDS, named
from orsupport.reporting.workbook import write_workbook
from orsupport.reporting.workbook.ratings import LEFT_OUT
from orsupport.simulate import simulate
from real import real
from test_rated_districts import CALIFORNIA, CALIFORNIA_RESULTS, TENNESSEE, TENNESSEE_RESULTS, folder

TINY = Path(__file__).resolve().parent.parent / "fixtures" / "tiny"
T = WORDS["workbook"]["column"]
SHEET = WORDS["workbook"]["sheet"]
Row = dict[str, Any]
Book = dict[str, list[Row]]


def written(run: ors.Run, path: Path, district: str | None = None) -> Path:
    write_workbook(Content(run), path, district)
    return path


def book(path: Path) -> Book:
    """Every sheet but the summary, as rows by the headings of its columns."""
    sheets = openpyxl.load_workbook(path, read_only=True)
    found = {}
    for sheet in sheets:
        if sheet.title == SHEET["summary"]:
            continue
        rows = list(sheet.iter_rows(values_only=True))
        headings = [str(heading) for heading in rows[1]]
        assert len(set(headings)) == len(headings), "two columns have one heading"
        found[sheet.title] = [dict(zip(headings, row, strict=True)) for row in rows[2:]]
    return found


def summary(path: Path) -> str:
    sheet = openpyxl.load_workbook(path, read_only=True)[SHEET["summary"]]
    return "\n".join(
        " | ".join(str(cell) for cell in row if cell is not None) for row in sheet.iter_rows(values_only=True)
    )


def of_rows(table: pd.DataFrame) -> list[Row]:
    """The rows of a table with None for what is not there."""
    return table.astype(object).where(table.notna(), None).to_dict("records")


@pytest.fixture(scope="module")
def state() -> ors.Run:
    made = simulate(200)
    tables = {name: getattr(made, name).to_pandas() for name in ("schools", "results", "statuses", "predecessors")}
    return ors.identify(ors.read(**tables), ors.rules("oregon-2023"))


@pytest.fixture(scope="module")
def of_state(state: ors.Run, tmp_path_factory: pytest.TempPathFactory) -> Book:
    return book(written(state, tmp_path_factory.mktemp("workbook") / "state.xlsx"))


def held_ratings(run: ors.Run, column: str = "school_id") -> list[Row]:
    """The cells of `ratings` that the workbook holds, as it words them."""
    labels = {name: entry.label for name, entry in run.rules.indicator.items()}
    held = []
    numbers = ("expected", "counted", "counted_low", "counted_high", "met", "value", "value_low", "value_high")
    for row in of_rows(run.ratings):
        if row["why"] in LEFT_OUT and not any(row[name] for name in numbers):
            continue
        held.append(
            {T[column]: row[column], T["group"]: named(row["student_group"]), T["indicator"]: labels[row["indicator"]]}
            | {T["years"]: row["school_years"] or None, T["why"]: row["why"] or None}
            | {T["level"]: int(row["level"]) if (row["level"] or "").isdigit() else row["level"]}
            | {T[name]: row[name] for name in numbers}
        )
    return held


def shown_ratings(sheets: Book, like: list[Row]) -> list[Row]:
    return [{heading: row[heading] for heading in like[0]} for row in sheets[SHEET["ratings"]]]


def test_every_number_of_every_rating_is_that_of_the_run(state: ors.Run, of_state: Book) -> None:
    held = held_ratings(state)
    assert len(held) > 10_000
    assert shown_ratings(of_state, held) == held


def test_a_share_is_what_met_the_bar_of_what_it_is_reckoned_of(of_state: Book) -> None:
    shares = [row for row in of_state[SHEET["ratings"]] if row[T["met"]] is not None and row[T["value"]] is not None]
    assert len(shares) > 5_000
    for row in shares:
        assert row[T["value"]] == pytest.approx(100 * row[T["met"]] / row[T["divided_by"]], abs=0.0501)


def test_every_answer_and_count_of_200_schools_is_that_of_the_run(state: ors.Run, of_state: Book) -> None:
    rules = {name: rule.label for name, rule in state.rules.rule.items() if rule.at == "school" and name != "judged"}
    headings = rules | {rule: name for name, rule in state.rules.outcome.school.items()} | {"judged": T["judged"]}
    measures = {name: state.rules.measure[name].label for name in ("rated_indicators", "level1_indicators")}
    levels = {
        (row["school_id"], row["indicator"]): row["level"] or row["why"]
        for row in of_rows(state.ratings[state.ratings.student_group == "all"])
    }
    shown = of_state[SHEET["every"]]
    assert len(shown) == len(state.schools) == 200
    for row, school in zip(shown, of_rows(state.schools), strict=True):
        assert row[T["school_id"]] == school["school_id"]
        assert {rule: row[heading] for rule, heading in headings.items()} == {rule: school[rule] for rule in headings}
        assert {name: row[label] for name, label in measures.items()} == {name: school[name] for name in measures}
        for name, entry in state.rules.indicator.items():
            level = row[T["level_of"].format(indicator=entry.label)]
            assert (None if level is None else str(level)) == levels.get((school["school_id"], name))
        if school["outcome"]:
            assert row[T["outcome"]] == school["outcome"]
        for name, rule in state.rules.outcome.school.items():
            heading = T["for_groups"].format(status=name)
            if heading in row:
                groups = (school[f"{rule}_groups"] or "").split()
                assert (row[heading] or "") == ", ".join(map(named, groups))


def test_every_group_district_and_cut_is_that_of_the_run(state: ors.Run, of_state: Book) -> None:
    rules = {name: rule.label for name, rule in state.rules.rule.items() if rule.at == "group"}
    for row, group in zip(of_state[SHEET["groups"]], of_rows(state.groups), strict=True):
        assert (row[T["school_id"]], row[T["group"]]) == (group["school_id"], named(group["student_group"]))
        assert {name: row[label] for name, label in rules.items()} == {name: group[name] for name in rules}
    counts = {"schools": "schools", "identified_schools": "identified"}
    for row, district in zip(of_state[SHEET["districts"]], of_rows(state.districts), strict=True):
        assert {name: row[T[heading]] for name, heading in counts.items()} == {name: district[name] for name in counts}
        assert row[T["share"]] == pytest.approx(district["identified_share"], rel=1e-15)
        assert row[T["tier"]] == (district["tier"] or WORDS["page"]["no_tier"])
        assert row[T["with_outcome"].format(outcome="CSI")] == district["csi_schools"]
    ends = ("begins", "begins_low", "begins_high", "from_schools", "basis")
    for row, cut in zip(of_state[SHEET["cuts"]], of_rows(state.cuts), strict=True):
        assert {name: row[T[name]] for name in ends} == {name: cut[name] for name in ends}
        assert str(row[T["level"]]) == cut["level"]


def test_the_identified_have_the_reason_that_their_explanation_gives(state: ors.Run, of_state: Book) -> None:
    shown = of_state[SHEET["identified"]]
    holds = state.schools[(state.schools.csi == "yes") | (state.schools.tsi == "yes")]
    assert [row[T["school_id"]] for row in shown] == holds.school_id.tolist()
    content = Content(state)
    for row in shown[::6]:
        assert row[T["reason"]] == "\n".join(content.reason(row[T["school_id"]]))


def test_since_when_a_status_is_held_follows_what_was_held_in_earlier_years(state: ors.Run, of_state: Book) -> None:
    assert state.data.statuses is not None
    assert state.data.predecessors is not None
    held = state.data.statuses.to_pandas()
    renumbered = set(state.data.predecessors.to_pandas().school_id)
    csi = held[(held.status == "csi") & (held.school_year < state.year)]
    years = sorted(csi.school_year.unique())
    shown = [row for row in of_state[SHEET["identified"]] if row["CSI"] == "yes"]
    seen = set()
    for row in shown:
        if row[T["school_id"]] in renumbered:
            continue
        mine = set(csi[csi.school_id == row[T["school_id"]]].school_year)
        since = state.year
        for year in reversed(years):
            if year not in mine:
                break
            since = year
        assert row[T["since"].format(status="CSI")] == since
        seen.add(since)
    assert len(seen) > 1


def test_a_district_gets_its_own_schools_and_no_others(state: ors.Run, of_state: Book, tmp_path: Path) -> None:
    district = state.districts.sort_values("schools").district_id.iloc[-3]
    mine = set(state.schools[state.schools.district_id == district].school_id)
    others = set(state.schools.school_name) - set(state.schools[state.schools.school_id.isin(mine)].school_name)
    path = written(state, tmp_path / "district.xlsx", district)
    packet = book(path)
    for name in (SHEET["every"], SHEET["ratings"], SHEET["groups"]):
        whole = [row for row in of_state[name] if row[T["school_id"]] in mine]
        assert packet[name] == whole != []
    assert [row[T["district_id"]] for row in packet[SHEET["districts"]]] == [district]
    assert packet[SHEET["cuts"]] == of_state[SHEET["cuts"]]
    assert {cell for rows in packet.values() for row in rows for cell in row.values()}.isdisjoint(others)
    assert state.districts.set_index("district_id").district_name[district] in summary(path)


def test_a_district_that_the_run_does_not_know_is_an_error(state: ors.Run, tmp_path: Path) -> None:
    with pytest.raises(ors.InputError, match="there is no district D404 in this run"):
        written(state, tmp_path / "none.xlsx", "D404")
    assert not (tmp_path / "none.xlsx").exists()


def test_a_name_whose_rule_gives_no_other_reason_is_spelt_out(tmp_path: Path) -> None:
    data, rules = folder(tmp_path, TENNESSEE, TENNESSEE_RESULTS)
    run = ors.identify(ors.read(data), ors.rules(rules))
    shown = book(written(run, tmp_path / "spelt.xlsx"))[SHEET["identified_districts"]]
    reasons = {row[T["district_id"]]: row[T["reason"]] for row in shown}
    assert reasons == {"T3": "In need of improvement: Missed a minimum"}


@pytest.fixture
def tiny() -> dict[str, pd.DataFrame]:
    return {
        name: pd.read_csv(TINY / f"{name}.csv", dtype={"school_id": str, "district_id": str})
        for name in ("schools", "results")
    }


def identified(tables: dict[str, pd.DataFrame]) -> ors.Run:
    return ors.identify(ors.read(**tables), ors.rules(TINY / "rules.toml"))


def test_the_same_run_gives_the_same_bytes(tiny: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    first, second = (written(identified(tiny), tmp_path / f"{name}.xlsx") for name in "ab")
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as file:
        assert b"1980-01-01T00:00:00Z" in file.read("docProps/core.xml")


NAMES = [
    '=HYPERLINK("http://x.example","here")',
    "+1+1",
    "-2",
    "@SUM(A1)",
    "{=1+1}",
    "http://x.example",
    "0012",
    "<r><f>1+1</f></r>",
    "_x0041_ & <b> \"Nord\" 'Süd'",
    "TRUE",
]


def test_a_name_that_a_spreadsheet_would_run_is_a_text(tiny: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    schools = tiny["schools"]
    schools["school_name"] = (NAMES * len(schools))[: len(schools)]
    path = written(identified(tiny), tmp_path / "names.xlsx")
    sheets = openpyxl.load_workbook(path)
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    marked = [cell for cell in cells if cell.data_type == "s" and str(cell.value).startswith(("=", "+", "-", "@"))]
    assert len(marked) >= 4
    assert all(cell.quotePrefix for cell in marked)  # so that editing the cell does not run it either
    names = [row[T["school"]].strip() for row in book(path)[SHEET["every"]]]
    assert names == [name.strip() for name in schools["school_name"]]
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist() if name.startswith("xl/worksheets/sheet")}
    assert not [name for name, part in parts.items() if b"<f>" in part]


def test_what_is_masked_stands_between_two_numbers(tiny: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    results = tiny["results"]
    hidden = results.index[(results.student_group == "all") & (results.met.notna())][::3]
    results.loc[hidden, ["value_low", "value_high"]] = [0.0, 60.0]
    results.loc[hidden, "met"] = None
    run = identified(tiny)
    path = written(run, tmp_path / "masked.xlsx")
    sheets = book(path)
    held = held_ratings(run)
    assert shown_ratings(sheets, held) == held
    masked = [row for row in sheets[SHEET["ratings"]] if row[T["value_low"]] is not None]
    assert masked
    for row in masked:
        assert row[T["value"]] is None
        assert row[T["value_low"]] < row[T["value_high"]]
        assert row[T["masked"]] == WORDS["workbook"]["masked"]
    assert {row[T["school_id"]] for row in sheets[SHEET["unsure"]]} == {
        row["school_id"] for row in of_rows(run.schools) if "unsure" in (row["csi"], row["tsi"])
    }


def test_what_the_data_lack_makes_the_workbook_say_that_it_is_partial(
    tiny: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    tiny["results"] = tiny["results"][tiny["results"].indicator != "ela_achievement"]
    path = written(identified(tiny), tmp_path / "partial.xlsx")
    for sheet in openpyxl.load_workbook(path, read_only=True):
        above = str(next(sheet.iter_rows(values_only=True))[0])
        assert WORDS["page"]["internal"] in above
        assert WORDS["workbook"]["partial"] in above
    absent = [row for row in book(path)[SHEET["aside"]] if row[T["id"]] == "ela_achievement"]
    assert [row[T["kind"]] for row in absent] == [WORDS["workbook"]["aside"]["indicator_absent"]]


def test_what_a_person_decided_stands_beside_what_the_rules_said(tiny: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    run = identified(tiny)
    school = run.schools[run.schools.csi == "yes"].school_id.iloc[0]
    why = {"outcome": "not identified", "reason": "closing", "authority": "The board", "date": "2025-03-01"}
    tiny["overrides"] = pd.DataFrame([{"school_id": school, "district_id": None} | why])
    sheets = book(written(identified(tiny), tmp_path / "decided.xlsx"))
    assert school not in [row[T["school_id"]] for row in sheets[SHEET["identified"]]]
    said = [row for row in sheets[SHEET["aside"]] if row[T["id"]] == school]
    assert [row[T["kind"]] for row in said] == [WORDS["workbook"]["aside"]["decided"]]
    assert "The board" in said[0][T["detail"]]
    assert "CSI" in said[0][T["detail"]]
    told = {row[T["school_id"]]: row[T["decided"]] for row in sheets[SHEET["every"]]}
    assert [each for each, decision in told.items() if decision] == [school]
    assert "The rules say: CSI" in told[school]


def test_the_reason_of_a_school_that_a_person_put_on_the_list_is_the_decision(
    tiny: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    run = identified(tiny)
    school = run.schools[run.schools.csi == "no"].school_id.iloc[0]
    why = {"outcome": "CSI", "reason": "asked for by the school", "authority": "The board", "date": "2025-03-01"}
    tiny["overrides"] = pd.DataFrame([{"school_id": school, "district_id": None} | why])
    rows = book(written(identified(tiny), tmp_path / "decided.xlsx"))[SHEET["identified"]]
    reason = {row[T["school_id"]]: row[T["reason"]] for row in rows}
    assert reason.pop(school) == "decided by The board on 2025-03-01: asked for by the school"
    assert reason
    assert not [each for each in reason.values() if "decided" in each]


def test_the_rules_stand_with_their_sources_and_what_is_assumed(tiny: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    run = identified(tiny)
    rows = {(row[T["kind"]], row[T["name"]]): row for row in book(written(run, tmp_path / "r.xlsx"))[SHEET["rules"]]}
    kinds = WORDS["workbook"]["kind"]
    for kind, entries in (
        ("number", run.rules.number),
        ("indicator", run.rules.indicator),
        ("measure", run.rules.measure),
        ("rule", run.rules.rule),
    ):
        for name, entry in entries.items():
            row = rows[kinds[kind], name]
            assert row[T["standing"]] == entry.standing
            assert row[T["source"]] == run.rules.source[entry.source].title
            if hasattr(entry, "value"):
                assert (row[T["value_of"]], row[T["unit"]]) == (entry.value, entry.unit)


@pytest.mark.parametrize(
    "case", [(TENNESSEE, TENNESSEE_RESULTS), (CALIFORNIA, CALIFORNIA_RESULTS)], ids=["points", "colours"]
)
def test_rated_districts_stand_where_schools_stand(case: tuple[str, list[Any]], tmp_path: Path) -> None:
    data, rules = folder(tmp_path, *case)
    run = ors.identify(ors.read(data), ors.rules(rules))
    sheets = book(written(run, tmp_path / "districts.xlsx"))
    assert SHEET["districts"] not in sheets
    shown = sheets[SHEET["every_districts"]]
    assert [row[T["district_id"]] for row in shown] == run.districts.district_id.tolist()
    for row, district in zip(shown, of_rows(run.districts), strict=True):
        assert row[T["tier"]] == district["tier"] or district["tier"] is None
    held = held_ratings(run, "district_id")
    assert shown_ratings(sheets, held) == held
    one = run.districts.district_id.iloc[1]
    packet = book(written(run, tmp_path / "one.xlsx", one))
    assert {row[T["district_id"]] for row in packet[SHEET["ratings"]]} == {one}


def test_sheets_are_made_for_screen_and_paper(tiny: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    path = written(identified(tiny), tmp_path / "look.xlsx")
    for sheet in openpyxl.load_workbook(path):
        assert sheet.freeze_panes is not None
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
        assert WORDS["workbook"]["internal"] in sheet.oddFooter.left.text
        if sheet.title != SHEET["summary"]:
            assert sheet.auto_filter.ref.startswith("A2:")
            assert sheet.print_title_rows == "$1:$2"


def test_levels_are_coloured_by_their_place_in_the_ladder(tiny: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(identified(tiny), tmp_path / "l.xlsx"))[SHEET["ratings"]]
    found = [rule.formula for each in sheet.conditional_formatting for rule in each.rules if rule.operator == "equal"]
    assert found == [["1"], ["2"], ["3"], ["4"]]


def test_real_results_of_oregon_with_their_masks(tmp_path: Path) -> None:
    run = ors.identify(ors.read(real("oregon-2025")), ors.rules("oregon-2023"))
    largest = run.districts.sort_values("schools").district_id.iloc[-5]
    schools = set(run.schools[run.schools.district_id == largest].school_id)
    held = [row for row in held_ratings(run) if row[T["school_id"]] in schools]
    sheets = book(written(run, tmp_path / "real.xlsx", largest))
    assert shown_ratings(sheets, held) == held
    assert any(row[T["masked"]] for row in sheets[SHEET["ratings"]])


def test_a_cut_has_its_source_and_whether_it_is_assumed(state: ors.Run, of_state: Book) -> None:
    for row, cut in zip(of_state[SHEET["cuts"]], of_rows(state.cuts), strict=True):
        number = state.rules.number[cut["basis"].partition(":")[0]]
        assert row[T["standing"]] == number.standing
        assert row[T["source"]] == state.rules.source[number.source].title


def test_sheets_of_levels_say_that_they_rest_on_assumed_numbers(state: ors.Run, tmp_path: Path) -> None:
    sheets = openpyxl.load_workbook(written(state, tmp_path / "assumed.xlsx"), read_only=True)
    for name in ("ratings", "every", "cuts"):
        assert "Where levels 2, 3 and 4 begin rests on assumed numbers." in next(sheets[SHEET[name]].values)[0]
    assert "assumed numbers" not in next(sheets[SHEET["groups"]].values)[0]


def test_a_districts_workbook_says_why_it_has_its_tier_and_prints_as_wide_as_a_page(
    state: ors.Run, tmp_path: Path
) -> None:
    row = next(each for each in of_rows(state.districts) if each["tier"])
    path = written(state, tmp_path / "why.xlsx", row["district_id"])
    said = summary(path)
    entry = state.rules.rule[state.rules.outcome.district[row["tier"]]]
    assert f"{row['tier']}: yes. {entry.label}" in said
    limit = f"needs at least {state.rules.number['primary_number'].value} schools"
    assert f"Identified schools – {row['identified_schools']} schools; {limit}" in said.replace(" school;", " schools;")
    for sheet in openpyxl.load_workbook(path):
        assert sheet.page_setup.fitToWidth in (None, 1)


def test_the_reason_names_every_student_group(state: ors.Run, of_state: Book) -> None:
    most = max(of_rows(state.schools), key=lambda row: len((row["tsi_groups"] or "").split()))
    groups = most["tsi_groups"].split()
    assert len(groups) > 5
    row = next(each for each in of_state[SHEET["identified"]] if each[T["school_id"]] == most["school_id"])
    line = next(each for each in row[T["reason"]].split("\n") if each.startswith("TSI"))
    said = line.partition("student groups ")[2].split(", ")
    assert [each.lower() for each in said] == [named(group).lower() for group in groups]
