"""The command: what it writes, what it prints, and how it refuses."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

import orsupport as ors
from orsupport.command import app
from orsupport.command.running import OF_ITS_NAME
from orsupport.problems import InputError
from orsupport.rulebook import RulesError

TINY = Path(__file__).resolve().parent.parent / "fixtures" / "tiny"


def command(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def run(tmp_path: Path) -> Path:
    result = command("identify", TINY, "--rules", TINY / "rules.toml", "--out", tmp_path / "run")
    assert result.exit_code == 0, result.output
    return tmp_path / "run"


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_run_folder_holds_what_the_contract_says(run: Path) -> None:
    names = set(files(run))
    both = {f"{name}.{kind}" for name in ("schools", "groups", "districts") for kind in ("csv", "parquet")}
    assert both | {"ratings.parquet", "cuts.parquet", "rules.toml", "run.json"} <= names
    assert {"inputs/schools.csv", "inputs/results.csv"} <= names
    said = json.loads((run / "run.json").read_text())
    keys = "format orsupport rules inputs outputs school_year indicators_absent years_absent partial assumed set_aside"
    assert set(keys.split()) | {"summary"} <= set(said)
    ratings = pd.read_parquet(run / "ratings.parquet")
    assert " ".join(ratings) == (
        "school_id student_group indicator school_years expected counted met value value_low value_high counted_low"
        " counted_high level why"
    )
    cuts = pd.read_parquet(run / "cuts.parquet")
    assert " ".join(cuts) == (
        "indicator student_group schools_of level begins begins_low begins_high basis from_schools"
    )


def test_a_command_that_is_imported_alone_stands_in_the_module_of_its_name() -> None:
    stands_in = {
        str(info.name or info.callback.__name__): info.callback.__module__
        for info in app.registered_commands
        if info.callback
    }
    assert {name: stands_in[name] for name in OF_ITS_NAME} == {
        name: f"orsupport.command.{name}" for name in OF_ITS_NAME
    }


def test_identify_imports_nothing_that_only_other_commands_need(tmp_path: Path) -> None:
    """Each of them takes as long as a tenth of the command, or longer."""
    code = (
        "import atexit, sys; from orsupport.command import main; atexit.register(lambda: print(*sys.modules)); main()"
    )
    words = ("identify", TINY, "--rules", TINY / "rules.toml", "--out", tmp_path / "run")
    done = subprocess.run((sys.executable, "-c", code, *words), capture_output=True, text=True, check=True)
    imported = set(done.stdout.splitlines()[-1].split())
    assert "orsupport.identification" in imported
    others = {"pandas", "numba", "jinja2", "xlsxwriter", "orsupport.rulebook.law", "orsupport.explanation.explain"}
    assert not imported & others


def test_two_runs_of_the_same_files_give_the_same_bytes_and_name_no_place(run: Path, tmp_path: Path) -> None:
    command("identify", TINY, "--rules", TINY / "rules.toml", "--out", tmp_path / "again")
    assert files(run) == files(tmp_path / "again")
    assert not any(str(tmp_path).encode() in content for content in files(run).values())


def test_a_run_replaces_an_earlier_one_and_nothing_else(run: Path, tmp_path: Path) -> None:
    assert command("identify", TINY, "--rules", TINY / "rules.toml", "--out", run).exit_code == 0
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("keep me")
    refused = command("identify", TINY, "--rules", TINY / "rules.toml", "--out", mine)
    assert isinstance(refused.exception, InputError)
    assert files(mine) == {"letter.txt": b"keep me"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "run"]


@pytest.mark.parametrize("place", ["school", "district"])
def test_a_run_folder_explains_what_the_run_in_memory_explains(run: Path, place: str) -> None:
    data = ors.read(TINY)
    in_memory = ors.identify(data, ors.rules(TINY / "rules.toml"))
    ids = data.schools[f"{place}_id"].unique().to_pylist()
    for each in ids:
        here = ors.explain(in_memory, **{place: each})
        assert command("explain", run, f"--{place}", each).output.strip() == str(here).strip()
        assert json.loads(command("explain", run, f"--{place}", each, "--json").output) == here.to_dict()
        assert here.to_dict()["format"] == 1


def test_the_statuses_of_a_run_folder_are_those_of_the_run_and_no_file_is_replaced(run: Path, tmp_path: Path) -> None:
    held = ors.statuses_of(ors.identify(ors.read(TINY), ors.rules(TINY / "rules.toml")))
    assert ors.statuses_of(run).equals(held)
    assert ors.statuses_of(str(run)).equals(held)
    file = tmp_path / "next" / "statuses.csv"
    done = command("statuses", run, "--out", file)
    assert done.exit_code == 0, done.output
    assert f"Rows of statuses: {len(held)}" in done.output
    assert pd.read_csv(file, dtype=str).equals(held)
    assert set(held[held["status"] == "csi"]["school_id"]) == {"101", "102", "103"}
    data = {name: pd.read_csv(TINY / f"{name}.csv", dtype=str) for name in ("schools", "results")}
    assert ors.read(**data, statuses=pd.read_csv(file, dtype=str)).statuses is not None
    refused = command("statuses", run, "--out", file)
    assert isinstance(refused.exception, InputError)
    assert "is there already" in str(refused.exception)
    nowhere = command("statuses", tmp_path / "nowhere", "--out", tmp_path / "other.csv")
    assert isinstance(nowhere.exception, InputError)
    assert "No statuses were written" in str(nowhere.exception)
    assert not (tmp_path / "other.csv").exists()


def test_a_year_that_is_no_school_year_is_refused_with_the_form() -> None:
    refused = command("identify", TINY, "--rules", TINY / "rules.toml", "--year", "2025")
    assert "no row is of 2025, which is no school year such as 2024-25" in str(refused.exception)


def broken(change: Callable[[pd.DataFrame], pd.DataFrame]) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        results = change(pd.read_csv(TINY / "results.csv", dtype=str))
        results.to_csv(folder / "results.csv", index=False)

    return write


def write(folder: Path, kind: str, content: bytes) -> None:
    (folder / "results.csv").unlink()
    (folder / f"results.{kind}").write_bytes(content)


BAD_FOLDERS: dict[str, tuple[Callable[[Path], None], str]] = {
    "a column is missing": (broken(lambda rows: rows.drop(columns="indicator")), "indicator"),
    "a key stands twice": (broken(lambda rows: pd.concat([rows, rows.tail(1)])), "results"),
    "a school is unknown": (broken(lambda rows: rows.assign(school_id=["999", *rows.school_id[1:]])), "999"),
    "more met than counted": (broken(lambda rows: rows.assign(met="100000")), "met"),
    "a count is negative": (broken(lambda rows: rows.assign(counted="-4")), "counted"),
    "a year is malformed": (broken(lambda rows: rows.assign(school_year="2024")), "school_year"),
    "a percent is above 100": (broken(lambda rows: rows.assign(value="101")), "percent from 0 to 100"),
    "bounds are crossed": (broken(lambda rows: rows.assign(value_low="9", value_high="2")), "value_low"),
    "a file is empty": (lambda folder: write(folder, "csv", b""), "results"),
    "text is not UTF-8": (lambda folder: write(folder, "csv", b"school_id\n\xff\xfe\n"), "UTF-8"),
    "a Parquet file is cut short": (lambda folder: write(folder, "parquet", b"PAR1x"), "results"),
    "a table stands as CSV and as Parquet": (
        lambda folder: pd.read_csv(folder / "results.csv", dtype=str).to_parquet(folder / "results.parquet"),
        "results",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD_FOLDERS)
def test_a_folder_that_cannot_be_used_is_refused_in_words_and_nothing_is_written(what: str, tmp_path: Path) -> None:
    spoil, said = BAD_FOLDERS[what]
    folder = tmp_path / "data"
    folder.mkdir()
    for name in ("schools.csv", "results.csv"):
        (folder / name).write_bytes((TINY / name).read_bytes())
    spoil(folder)
    refused = command("identify", folder, "--rules", TINY / "rules.toml", "--out", tmp_path / "run")
    assert isinstance(refused.exception, InputError)
    assert said in str(refused.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_a_year_outside_the_era_is_refused_unless_asked_for() -> None:
    refused = command("identify", TINY, "--rules", TINY / "rules.toml", "--year", "1999-00")
    assert isinstance(refused.exception, InputError)
    assert "1999-00" in str(refused.exception)


def test_rules_that_do_not_exist_are_refused_with_a_guess() -> None:
    refused = command("identify", TINY, "--rules", "oregon-2032")
    assert isinstance(refused.exception, RulesError)
    assert "did you mean 'oregon-2023'" in str(refused.exception)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["--within", "99999999999999999999"], "1000000"),
        (["--within", "3", "--all"], "--all cannot be asked with it"),
        (["--within", "3", "--school", "104", "--why-not"], "--school and --why-not cannot be asked with it"),
        ([], "--watch and --within go together"),
    ],
)
def test_a_watch_list_that_cannot_be_given_names_the_option_in_the_way(run: Path, given: list[str], says: str) -> None:
    refused = command("explain", run, "--watch", *given)
    assert refused.exit_code == 2
    assert says in " ".join(refused.output.replace("│", " ").split())


def test_an_unknown_school_is_no_traceback(run: Path) -> None:
    refused = command("explain", run, "--school", "nowhere")
    assert isinstance(refused.exception, InputError)
    assert "there is no school nowhere" in str(refused.exception)
    for given in ("0104", " 104", "104.0"):
        assert "did you mean 104?" in str(command("explain", run, "--school", given).exception)
    assert "no school was named" in str(command("explain", run, "--school", "").exception)
    assert "did you mean 10?" in str(command("explain", run, "--district", "010").exception)
    assert command("explain", run).exit_code == 2
