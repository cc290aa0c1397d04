"""What hard wear may not break: a killed process, a full or read-only disk, links, two at once, bombs, huge files."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import orsupport as ors
from orsupport import bounds, whole
from orsupport.command import app
from orsupport.counting.counted import refuse_unless_counted
from orsupport.ingest.ode import packed
from orsupport.ingest.ode.names import load_names
from orsupport.ingest.ode.reading import files_in
from orsupport.ingest.ode.workbooks import read_file
from orsupport.ingest.ode.write import refuse_unless_ours
from orsupport.problems import InputError, Problem
from orsupport.records import open_records
from orsupport.records.mapping import read_mapping
from orsupport.reporting.site import refuse_unless_pages
from orsupport.rulebook import examine
from orsupport.stored import opened
from orsupport.tables import gather
from orsupport.tables.raw import sha256_of
from orsupport.take import watch_list

ROOT = Path(__file__).resolve().parent.parent
TINY = ROOT / "fixtures" / "tiny"
RULES = TINY / "rules.toml"
COMMAND = (sys.executable, "-c", "from orsupport.command import main; main()")
STEPS = ("open", "os", "shutil", "tempfile", "ctypes", "fcntl")
KILLS = int(os.environ.get("ORSUPPORT_KILLS", "6"))  # of the command; CONTRIBUTING.md says how the 100 are asked for


def refuse_nothing(target: Path) -> None:
    """Whatever is there may be replaced."""


def filled(work: Path, text: str) -> None:
    (work / "inner").mkdir()
    (work / "inner" / "one.txt").write_text(text)
    (work / "two.txt").write_text(text)


def held(place: Path) -> str | None:
    """What a folder of two files holds; None where there is none. Half a folder, or a mixed one, is a failure."""
    if not place.exists():
        return None
    texts = {(place / name).read_text() for name in ("inner/one.txt", "two.txt")}
    assert len(texts) == 1
    return texts.pop()


def beside(place: Path) -> list[str]:
    return [entry.name for entry in place.parent.iterdir() if entry != place]


def identified(run: Path, *more: str) -> subprocess.Popen[str]:
    command = [*COMMAND, "identify", str(TINY), "--rules", str(RULES), "--out", str(run), *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def is_whole_run(run: Path) -> bool:
    said = json.loads((run / "run.json").read_text())
    listed = {f"inputs/{each['name']}": each["sha256"] for each in said["inputs"]}
    listed |= {each["name"]: each["sha256"] for each in said["outputs"]}
    listed |= {f"trace/{each['name']}": each["sha256"] for each in said["trace"]}
    listed |= {"rules.toml": said["rules"]["sha256"], "run.json": sha256_of(run / "run.json")}
    found = {str(file.relative_to(run)): sha256_of(file) for file in run.rglob("*") if file.is_file()}
    return found == listed


# A process that is killed


def killed_at(step: int, place: Path, can_exchange: bool) -> bool:
    """Write a folder in a process that is killed before its step on the disk of this number; whether it was."""
    child = os.fork()
    if child == 0:
        steps = [0]

        def count(event: str, arguments: object) -> None:
            if event != "os.kill" and event.split(".")[0] in STEPS:
                steps[0] += 1
                if steps[0] > step:
                    os.kill(os.getpid(), signal.SIGKILL)

        if not can_exchange:
            whole.exchanged = lambda one, other: False
        sys.addaudithook(count)
        try:
            with whole.appearing(place, refuse_nothing) as work:
                filled(work, "new")
            os._exit(0)
        except BaseException:
            os._exit(3)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert ended in (0, -signal.SIGKILL)
    return ended != 0


@pytest.mark.parametrize("can_exchange", [True, False])
@pytest.mark.parametrize("earlier", [None, "earlier"])
def test_killed_at_any_step_the_earlier_folder_or_the_new_one_is_there(
    tmp_path: Path, earlier: str | None, can_exchange: bool
) -> None:
    """Every step on the disk in turn. Without a step that lets two folders change places, there is a moment with no
    folder; then the next that writes there puts the earlier one back before it begins."""
    seen = set()
    for step in range(2000):
        place = tmp_path / str(step) / "run"
        place.parent.mkdir()
        if earlier is not None:
            place.mkdir()
            filled(place, earlier)
        if not killed_at(step, place, can_exchange):
            break
        left = held(place)
        if left is None and not can_exchange:
            whole.recover(place)
            left = held(place)
        assert left in (earlier, "new")
        seen.add(left)
        with whole.appearing(place, refuse_nothing) as work:
            filled(work, "next")
        assert (held(place), beside(place)) == ("next", [])
    else:
        pytest.fail("the process was killed two thousand times")
    assert step > 15
    assert seen == {earlier, "new"}


def test_the_command_killed_while_it_writes_leaves_the_earlier_run_or_none(tmp_path: Path) -> None:
    """Killed at a random moment after its hidden folder is there; every second time an earlier run is at the place."""
    random = Random(6)
    while_writing = 0
    first = tmp_path / "first"
    assert identified(first).wait() == 0
    for kill in range(KILLS):
        run = tmp_path / f"{kill}" / "run"
        run.parent.mkdir()
        if kill % 2:
            shutil.copytree(first, run)
        process = identified(run)
        while process.poll() is None and not any(".part-" in name for name in beside(run)):
            time.sleep(0.0005)
        time.sleep(random.random() * 0.08)
        process.kill()
        process.communicate()
        while_writing += process.returncode == -signal.SIGKILL and any(".part-" in name for name in beside(run))
        if not run.exists():
            assert not kill % 2
            continue
        assert is_whole_run(run)
    print(f"\n{KILLS} kills, {while_writing} of them while it wrote, 0 broken folders")
    assert while_writing >= KILLS / 3
    last = tmp_path / f"{KILLS - 1}" / "run"
    assert identified(last).wait() == 0
    assert beside(last) == []


def test_what_a_living_process_writes_is_not_taken_away(tmp_path: Path) -> None:
    place = tmp_path / "run"
    with whole.appearing(place, refuse_nothing) as work:
        child = os.fork()
        if child == 0:
            with whole.appearing(place, refuse_nothing) as other:
                filled(other, "other")
            os._exit(0)
        os.waitpid(child, 0)
        filled(work, "this")
    assert (held(place), beside(place)) == ("this", [])


def test_a_folder_of_the_analyst_with_a_like_name_stays(tmp_path: Path) -> None:
    for name in (".run.part-of-the-data", ".run-abcdefgh", "run.part-abcdefgh"):
        (tmp_path / name).mkdir()
    with whole.appearing(tmp_path / "run", refuse_nothing) as work:
        filled(work, "new")
    assert len(beside(tmp_path / "run")) == 3


def test_two_at_once_into_one_folder_leave_one_whole_run(tmp_path: Path) -> None:
    run = tmp_path / "run"
    for _ in range(2):
        both = [identified(run), identified(run)]
        said = [process.communicate() for process in both]
        assert [process.returncode for process in both] == [0, 0], said
        assert is_whole_run(run)
        assert beside(run) == []


def test_what_came_to_the_place_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    run = tmp_path / "run"

    def refuse(target: Path) -> None:
        if (target / "mine.txt").exists():
            raise InputError([Problem(str(target), "", "is there already")])

    def write_while_another_comes() -> None:
        with whole.appearing(run, refuse) as work:
            filled(work, "new")
            run.mkdir()
            (run / "mine.txt").touch()

    with pytest.raises(InputError):
        write_while_another_comes()
    assert [entry.name for entry in run.iterdir()] == ["mine.txt"]
    assert beside(run) == []


# A disk that is full or may not be written to


@pytest.fixture
def earlier_run(tmp_path: Path) -> Path:
    ors.identify(ors.read(TINY), ors.rules(RULES)).write(tmp_path / "run")
    return tmp_path / "run"


LIMITED = """
import resource, signal
from orsupport import folder
from orsupport.command import main
save = folder.save
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
def limit(*given):
    resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))
    save(*given)
folder.save = limit
if not {late}:
    resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))
main()
"""


@pytest.mark.parametrize(("most", "late"), [(0, False), (100, False), (3_000, False), (3_000, True)])
def test_a_disk_that_takes_no_more_is_said_and_the_earlier_run_stays(earlier_run: Path, most: int, late: bool) -> None:
    """The system lets the process write files of so many bytes only, from its start or when all but the trace is
    written."""
    before = {file: file.read_bytes() for file in earlier_run.rglob("*") if file.is_file()}
    limited = LIMITED.format(most=most, late=late)
    command = [sys.executable, "-B", "-c", limited, "identify", str(TINY), "--rules", str(RULES)]
    done = subprocess.run([*command, "--out", str(earlier_run)], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{earlier_run}: File too large. Nothing was written.\n"
    assert {file: file.read_bytes() for file in earlier_run.rglob("*") if file.is_file()} == before
    assert beside(earlier_run) == []


@pytest.mark.parametrize("earlier", [False, True])
@pytest.mark.parametrize("writer", [whole.appearing, whole.appearing_file])
def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, writer: Callable[..., object], earlier: bool) -> None:
    place = tmp_path / "new" / "folder" / "out"
    if earlier:
        place.parent.mkdir(parents=True)
    with pytest.raises(OSError, match="No space left") as caught, writer(place, refuse_nothing) as work:  # type: ignore[attr-defined]
        raise OSError(errno.ENOSPC, "No space left on device", str(work))
    assert caught.value.filename == str(place)
    assert (tmp_path / "new").exists() == earlier
    assert not earlier or list(place.parent.iterdir()) == []


@pytest.fixture
def nobody() -> Iterator[Path]:
    """A folder, and a process that is not the system's administrator, whom no folder refuses."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    is_root = os.geteuid() == 0
    try:
        yield place
    finally:
        if is_root:
            os.seteuid(0)
        place.chmod(0o755)
        shutil.rmtree(place)


@pytest.mark.parametrize("name", ["run", "one/more/run", "next.csv"])
def test_a_folder_that_may_not_be_written_to_is_said(nobody: Path, name: str) -> None:
    nobody.chmod(0o555)
    if os.geteuid() == 0:
        os.seteuid(65534)
    writer = whole.appearing_file if name.endswith(".csv") else whole.appearing
    with pytest.raises(PermissionError) as caught, writer(nobody / name, refuse_nothing):
        pytest.fail("it could be written")
    assert (caught.value.filename, caught.value.strerror) == (str(nobody / name), "Permission denied")


def test_the_command_says_a_folder_that_may_not_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*arguments: object, **options: object) -> str:
        raise PermissionError(errno.EACCES, "Permission denied", str(tmp_path / ".run.part-abcdefgh"))

    monkeypatch.setattr(tempfile, "mkdtemp", denied)
    monkeypatch.setattr(sys, "argv", ["orsupport", "simulate", "--schools", "5", "--out", str(tmp_path / "run")])
    from orsupport.command.running import run

    with pytest.raises(SystemExit) as caught:
        run()
    assert caught.value.code == 2


INTERRUPTED = """
import os, signal, sys
class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder)
from orsupport.command import main
main()
"""


@pytest.mark.parametrize("module", ["typer", "numpy", "pyarrow", "orsupport.identification", "orsupport.folder"])
def test_stopping_a_command_while_it_starts_is_one_line(tmp_path: Path, module: str) -> None:
    words = ("identify", TINY, "--rules", RULES, "--out", tmp_path / "run")
    command = (sys.executable, "-c", INTERRUPTED.format(module=module), *words)
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Stopped. Nothing was written.\n")
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("at", "says", "there"),
    [
        ("orsupport.folder.save", "Nothing was written", []),
        ("orsupport.command.identify.summary_text", "{run} was written", ["run"]),
    ],
)
def test_stopping_a_command_later_says_whether_anything_was_written(
    tmp_path: Path, at: str, says: str, there: list[str]
) -> None:
    module, _, name = at.rpartition(".")
    code = (
        f"import os, signal, sys, {module}\n"
        f"sys.modules[{module!r}].{name} = lambda *given: os.kill(os.getpid(), signal.SIGINT)\n"
        "from orsupport.command import main\nmain()"
    )
    words = ("identify", TINY, "--rules", RULES, "--out", tmp_path / "run")
    done = subprocess.run((sys.executable, "-c", code, *words), capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (130, f"Stopped. {says.format(run=tmp_path / 'run')}.\n")
    assert [entry.name for entry in tmp_path.iterdir()] == there


# Places


def written(place: Path, text: str) -> None:
    with whole.appearing(place, refuse_nothing) as work:
        filled(work, text)


def test_a_link_to_a_run_stays_and_the_run_behind_it_is_replaced(tmp_path: Path) -> None:
    written(tmp_path / "run-2025", "earlier")
    (tmp_path / "latest").symlink_to("run-2025")
    written(tmp_path / "latest", "new")
    assert (tmp_path / "latest").is_symlink()
    assert held(tmp_path / "run-2025") == "new"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["latest", "run-2025"]


def test_a_link_to_nothing_and_a_link_to_an_empty_folder_are_followed(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name in ("empty", "nothing"):
        (tmp_path / f"to-{name}").symlink_to(name)
        written(tmp_path / f"to-{name}", "new")
        assert held(tmp_path / name) == "new"
        assert (tmp_path / f"to-{name}").is_symlink()


def said_of(*arguments: object) -> str:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert isinstance(done.exception, InputError | SystemExit), done.exception
    return f"{done.output}{done.exception}"


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    assert "leads in a circle" in said_of("identify", TINY, "--rules", RULES, "--out", tmp_path / "one")


@pytest.mark.parametrize("command", ["identify", "statuses", "simulate"])
def test_a_file_at_the_place_is_refused(tmp_path: Path, earlier_run: Path, command: str) -> None:
    out = tmp_path / "file"
    out.write_text("mine")
    arguments = {
        "identify": ("identify", TINY, "--rules", RULES),
        "statuses": ("statuses", earlier_run),
        "simulate": ("simulate", "--schools", "5"),
    }
    assert "is there already" in said_of(*arguments[command], "--out", out)
    assert out.read_text() == "mine"


def test_the_data_folder_itself_is_no_place_for_the_run(tmp_path: Path) -> None:
    shutil.copytree(TINY, tmp_path / "data")
    assert "is no run folder" in said_of("identify", tmp_path / "data", "--rules", RULES, "--out", tmp_path / "data")


def test_a_run_in_its_data_folder_and_data_in_their_run_folder(tmp_path: Path) -> None:
    data, book = tmp_path / "data", ors.rules(RULES)
    shutil.copytree(TINY, data)
    ors.identify(ors.read(data), book).write(data / "run")
    ors.identify(ors.read(data / "run" / "inputs"), book).write(data / "run")
    assert is_whole_run(data / "run")


def test_a_file_of_the_users_own_is_never_replaced_with_what_stands_beside_it(
    tmp_path: Path, earlier_run: Path
) -> None:
    (earlier_run / "mynotes.txt").write_text("mine")
    (earlier_run / ".DS_Store").write_text("of a file manager")
    again = ("identify", TINY, "--rules", RULES, "--out", earlier_run)
    says = "holds a file that is not of the run: mynotes.txt; move it or name another place"
    assert says in said_of(*again)
    assert "Nothing was written." in said_of(*again)
    (earlier_run / "mynotes.txt").rename(earlier_run / "inputs" / "notes.csv")
    (earlier_run / "trace" / "to-them").symlink_to(tmp_path)
    assert "files that are not of the run: inputs/notes.csv, trace/to-them; move them" in said_of(*again)
    (earlier_run / "inputs" / "notes.csv").unlink()
    (earlier_run / "trace" / "to-them").unlink()
    assert CliRunner().invoke(app, [str(word) for word in again]).exit_code == 0
    assert is_whole_run(earlier_run)


@pytest.mark.parametrize(
    ("mark", "refuse"),
    [
        ("count.json", refuse_unless_counted),
        ("orsupport-report.txt", refuse_unless_pages),
        ("results.parquet", refuse_unless_ours),
    ],
)
def test_what_is_not_of_a_count_of_pages_or_of_an_ingest_is_named_and_stays(
    tmp_path: Path, mark: str, refuse: Callable[[Path], None]
) -> None:
    (tmp_path / mark).write_text("x")
    refuse(tmp_path)
    (tmp_path / "overrides.csv").write_text("mine")
    with pytest.raises(InputError, match=r"holds a file that is not of the .*: overrides\.csv; move it"):
        refuse(tmp_path)


@pytest.mark.parametrize("place", [".", "inputs"])
def test_statuses_are_not_written_into_a_run_folder(earlier_run: Path, place: str) -> None:
    says = said_of("statuses", earlier_run, "--out", earlier_run / place / "statuses.csv")
    assert "is in a run folder, which would then be damaged" in says
    assert ors.verify(earlier_run).same


def test_a_file_that_changes_while_it_is_judged_is_said(tmp_path: Path) -> None:
    shutil.copytree(TINY, tmp_path / "data")
    run = ors.identify(ors.read(tmp_path / "data"), ors.rules(RULES))
    with (tmp_path / "data" / "results.csv").open("a") as file:
        file.write("\n")
    with pytest.raises(InputError, match="was changed while"):
        run.write(tmp_path / "run")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["data"]


# Input that is no file, or too large: refused before it is read


def data_with(folder: Path, **files: Callable[[Path], object]) -> str:
    """What is said of a data folder of ten schools, some of whose files are made otherwise."""
    for table in ("schools", "results"):
        if table not in {name.partition("_")[0] for name in files}:
            shutil.copyfile(TINY / f"{table}.csv", folder / f"{table}.csv")
    for name, make in files.items():
        make(folder / name.replace("_", "."))
    return str(InputError(gather(folder)[1]))


def as_large_as(size: int) -> Callable[[Path], object]:
    """A file that says to have so many bytes, and takes none on the disk."""

    def make(path: Path) -> None:
        path.touch()
        os.truncate(path, size)

    return make


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    for place, (make, says) in enumerate([
        (lambda path: path.mkdir(), "it is a folder, and no file"),
        (os.mkfifo, "it is a pipe, and no file"),
        (lambda path: path.symlink_to("/dev/zero"), "it is a device, and no file"),
        (lambda path: path.symlink_to("nothing"), "No such file"),
    ]):  # fmt: skip
        for name in ("schools.csv", "results.parquet"):
            folder = tmp_path / f"{place}{name}"
            folder.mkdir()
            assert says in data_with(folder, **{name.replace(".", "_"): make})


def test_a_table_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    says = "it has 2.0 GB; at most 2.0 GB are read"
    assert says in data_with(tmp_path, results_csv=as_large_as(bounds.TABLE + 1))


def test_settings_that_are_too_large_are_not_read(tmp_path: Path) -> None:
    for name in ("rules.toml", "mapping.toml", "names.toml"):
        as_large_as(bounds.SETTINGS + 1)(tmp_path / name)
    says = "it has 1.0 MB; at most 1.0 MB are read"
    assert says in str(examine(tmp_path / "rules.toml")[1][0])
    assert says in str(read_mapping(tmp_path / "mapping.toml").problems)
    with pytest.raises(InputError, match=says):
        load_names(tmp_path / "names.toml")


def test_records_that_are_too_large_or_no_file_are_not_read(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "fixtures" / "records-tiny", tmp_path / "records")
    for name in ("attendance.csv", "growth.csv"):
        (tmp_path / "records" / name).unlink()
    as_large_as(bounds.RECORDS + 1)(tmp_path / "records" / "attendance.csv")
    os.mkfifo(tmp_path / "records" / "growth.csv")
    said = str(InputError(open_records(tmp_path / "records").problems))
    assert "it has 128.0 GB; at most 128.0 GB are read" in said
    assert "it is a pipe, and no file" in said


def test_a_parquet_file_that_unpacks_to_too_much_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few kilobytes hold many rows that are all the same."""
    rows = 2_000_000
    pq.write_table(pa.table({"school_year": pa.repeat("2024-25", rows)}), tmp_path / "results.parquet")
    assert (tmp_path / "results.parquet").stat().st_size < 20_000
    monkeypatch.setattr("orsupport.tables.files.TABLE", 1 << 20)
    monkeypatch.setattr("orsupport.tables.parquet_file.TABLE_ROWS", 1_000_000)
    assert "the file has 2,000,000 rows; at most 1,000,000 are read" in str(gather(tmp_path)[1])
    monkeypatch.setattr("orsupport.tables.parquet_file.TABLE_ROWS", rows)
    monkeypatch.setattr("orsupport.tables.parquet_file.TABLE_UNPACKED", 100)
    assert "once unpacked; at most 100 bytes are read" in str(gather(tmp_path)[1])


def test_a_table_of_ten_thousand_columns_is_refused(tmp_path: Path) -> None:
    names = [f"c{number}" for number in range(10_000)]
    says = "the file has 10,000 columns; at most 2,000 are read"
    (tmp_path / "csv").mkdir()
    assert says in data_with(tmp_path / "csv", schools_csv=lambda path: path.write_text(",".join(names) + "\n"))
    table = pa.table({name: pa.array([1]) for name in names})
    assert says in data_with(tmp_path, schools_parquet=lambda path: pq.write_table(table, path))


def test_a_line_without_end_is_said(tmp_path: Path) -> None:
    line = "school_id,school_name\n1," + "x" * 9_000_000 + "\n"
    assert "a line is longer than 4.0 MB" in data_with(tmp_path, schools_csv=lambda path: path.write_text(line))


@pytest.mark.parametrize(
    "text",
    ["a = " + "[" * 5_000, "a = " + "[" * 400 + "]" * 400, "a = " + "{a=" * 300 + "1" + "}" * 300,
     ".".join(["a"] * 3_000) + " = 1", "a = 1e999999999", "a = " + "9" * 10_000, "a = " + "9" * 1_000, "a = nan",
     "a = 2024-02-31", "a = -inf"],
)  # fmt: skip
def test_settings_nested_too_deeply_or_with_numbers_too_long_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.toml").write_text(text)
    book, findings = examine(tmp_path / "x.toml")
    assert book is None
    assert "is not TOML" in str(findings[0])
    assert "is no TOML" in str(read_mapping(tmp_path / "x.toml").problems)
    with pytest.raises(InputError, match="is no TOML"):
        load_names(tmp_path / "x.toml")


def test_the_readme_names_every_bound() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = text.partition("### Sizes that are refused")[2].partition("###")[0]
    sizes = (bounds.SETTINGS, bounds.TABLE, bounds.TABLE_UNPACKED, bounds.RECORDS, bounds.ROW_GROUP, bounds.RUN)
    sizes += (bounds.WORKBOOK, bounds.WORKBOOK_UNPACKED)
    numbers = (bounds.TABLE_ROWS, bounds.RECORD_ROWS, bounds.COLUMNS, bounds.SHEET_CELLS, bounds.DEPTH, bounds.DIGITS)
    numbers += (bounds.STUDENTS,)
    lacking = [each for each in [*map(bounds.in_units, sizes), *(f"{each:,}" for each in numbers)] if each not in table]
    assert lacking == []


# Workbooks


def workbook(path: Path, sheet: bytes, how: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", how) as file:
        file.writestr("xl/worksheets/sheet1.xml", b'<worksheet><sheetData><row r="1">' + sheet)
    return path


def problem_of(path: Path) -> str:
    return str(read_file(path, load_names()).problems[0].problem)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "WORKBOOK_UNPACKED", 3_000_000)
    path = workbook(tmp_path / "attenders.xlsx", b" " * 10_000_000)
    assert path.stat().st_size < 20_000
    assert problem_of(path) == "the workbook has 9.5 MB or more once unpacked; at most 2.9 MB are read"


def test_a_zip_bomb_that_lies_about_its_size_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "WORKBOOK_UNPACKED", 3_000_000)
    path = workbook(tmp_path / "attenders.xlsx", b" " * 10_000_000)
    size = (len(b'<worksheet><sheetData><row r="1">') + 10_000_000).to_bytes(4, "little")
    data = path.read_bytes()
    assert data.count(size) == 2
    path.write_bytes(data.replace(size, (10).to_bytes(4, "little")))
    assert "or more once unpacked; at most 2.9 MB are read" in problem_of(path)


@pytest.mark.parametrize("cell", [b'<c r="XFD1048576"/>', b"<c r='XFD1048576'/>", b'<c r = "xfd1048576"/>'])
def test_a_cell_far_out_is_refused_before_room_is_made_for_all_before_it(tmp_path: Path, cell: bytes) -> None:
    path = workbook(tmp_path / "attenders.xlsx", b" " * 2_000_000 + cell)
    assert "a sheet reaches to column 16,384 and row 1,048,576" in problem_of(path)


def test_a_long_sheet_of_few_columns_is_not_too_large(tmp_path: Path) -> None:
    packed.refuse_large(workbook(tmp_path / "attenders.xlsx", b'<c r="T1048576"/>'))


def test_a_workbook_that_is_too_large_or_no_file_is_not_opened(tmp_path: Path) -> None:
    as_large_as(bounds.WORKBOOK + 1)(tmp_path / "attenders.xlsx")
    assert "it has 256.0 MB; at most 256.0 MB are read" in problem_of(tmp_path / "attenders.xlsx")
    os.mkfifo(tmp_path / "cohort.xlsx")
    assert "it is a pipe, and no file" in problem_of(tmp_path / "cohort.xlsx")


def test_a_folder_or_a_pipe_that_is_called_like_a_file_of_the_department_is_said(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("x")
    (tmp_path / "c.xlsx").mkdir()
    (tmp_path / "more").mkdir()
    os.mkfifo(tmp_path / "d.csv")
    with pytest.raises(InputError) as found:
        files_in(tmp_path)
    assert [each[:3] for each in found.value.problems] == [
        ("c.xlsx", "", "it is a folder, and no file"),
        ("d.csv", "", "it is a pipe, and no file"),
    ]


# A run folder that is damaged


READ = (
    "schools.parquet",
    "ratings.parquet",
    "trace/arrays.parquet",
    "rules.toml",
    "inputs/schools.csv",
    "inputs/results.csv",
)


@pytest.mark.parametrize("name", READ)
def test_nothing_is_explained_from_a_file_that_is_not_what_was_written(earlier_run: Path, name: str) -> None:
    data = bytearray((earlier_run / name).read_bytes())
    data[len(data) // 2] ^= 1
    (earlier_run / name).write_bytes(data)
    with pytest.raises(InputError, match="is not what was written: the run folder is damaged"):
        ors.explain(earlier_run, school="102")
    (earlier_run / name).unlink()
    with pytest.raises(InputError, match="is missing: the run folder is damaged"):
        ors.explain(earlier_run, school="102")


def opened_by(run: Path) -> dict[str, Callable[[], object]]:
    """Whatever opens a run folder."""
    return {
        "explain": lambda: ors.explain(run, school="102"),
        "why not": lambda: ors.why_not(run, school="102"),
        "against": lambda: ors.against(run, schools=("102", "106")),
        "watch": lambda: watch_list(run, 3),
        "statuses": lambda: ors.statuses_of(run),
        "opened": lambda: opened(run),
    }


def test_the_trace_of_an_earlier_orsupport_is_not_read_and_may_be_replaced(earlier_run: Path) -> None:
    (earlier_run / "trace" / "arrays.parquet").rename(earlier_run / "trace" / "arrays.npz")
    said = (earlier_run / "run.json").read_text()
    (earlier_run / "run.json").write_text(said.replace("arrays.parquet", "arrays.npz"))
    with pytest.raises(InputError, match="in a form that is no longer read: identify again"):
        ors.explain(earlier_run, school="102")
    ors.identify(ors.read(TINY), ors.rules(RULES)).write(earlier_run)
    assert [file.name for file in (earlier_run / "trace").iterdir()] == ["arrays.parquet"]


@pytest.mark.parametrize("name", opened_by(Path()))
def test_whatever_opens_a_run_refuses_one_whose_inputs_were_changed_after_it_was_written(
    earlier_run: Path, name: str
) -> None:
    opened_by(earlier_run)[name]()
    (earlier_run / "inputs" / "statuses.csv").write_text("school_year,school_id,student_group,status\n")
    with pytest.raises(InputError, match=r"inputs/statuses\.csv +is not of the run: the run folder is damaged"):
        opened_by(earlier_run)[name]()
    (earlier_run / "inputs" / "statuses.csv").unlink()
    with (earlier_run / "inputs" / "results.csv").open("a") as file:
        file.write("\n")
    with pytest.raises(InputError, match=r"inputs/results\.csv +is not what was written: .*; orsupport verify says"):
        opened_by(earlier_run)[name]()
    assert [each.file for each in ors.verify(earlier_run).differences] == ["inputs/results.csv"]


@pytest.mark.parametrize("name", opened_by(Path()))
def test_whatever_opens_a_run_refuses_one_whose_school_year_was_changed_in_run_json(
    earlier_run: Path, name: str
) -> None:
    text = (earlier_run / "run.json").read_text(encoding="utf-8")
    (earlier_run / "run.json").write_text(text.replace('"school_year": "2024-25"', '"school_year": "2023-24"'))
    with pytest.raises(InputError, match=r"run\.json +school_year +names 2023-24, and the answers are of 2024-25: "):
        opened_by(earlier_run)[name]()


def test_a_run_is_opened_only_where_every_table_is_what_was_written(earlier_run: Path) -> None:
    (earlier_run / "groups.csv").write_text("school_id\n")
    os.remove(earlier_run / "cuts.parquet")
    os.mkfifo(earlier_run / "cuts.parquet")
    with pytest.raises(InputError) as found:
        opened(earlier_run)
    assert [(each.table, each.problem.partition(":")[0]) for each in found.value.problems] == [
        ("cuts.parquet", "is no file"),
        ("groups.csv", "is not what was written"),
    ]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "[" * 100_000, '{"school_year": 2024}', "\x00"])
def test_a_run_json_that_is_none_is_said(earlier_run: Path, text: str) -> None:
    (earlier_run / "run.json").write_text(text)
    for asked in (lambda: ors.explain(earlier_run, school="102"), lambda: ors.statuses_of(earlier_run)):
        with pytest.raises(InputError, match=r"run\.json"):
            asked()


# What was found by `make fuzz`

FOUND = sorted(path for path in (Path(__file__).parent / "fuzz" / "found").iterdir() if "+" in path.name)


@pytest.mark.parametrize("case", FOUND, ids=lambda path: path.name)
def test_what_was_found_by_fuzzing_is_said_in_words(case: Path, tmp_path: Path) -> None:
    """Each file is called after its reader, what was found, and, after a +, the file that it stands for."""
    from fuzz.readers import tried

    what, _, name = case.name.partition("+")
    tried(what.partition("-")[0], tmp_path, name, case.read_bytes())


def test_the_fuzzer_makes_the_same_inputs_from_the_same_seed() -> None:
    from fuzz.readers import READERS
    from fuzz.trying import input_of

    for reader in READERS:
        assert [input_of("seed", reader, number) for number in range(3)] == [
            input_of("seed", reader, number) for number in range(3)
        ]
