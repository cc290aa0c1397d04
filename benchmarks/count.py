"""`count_vs_polars`, `count_vs_duckdb`, `count_parquet_vs_polars`, `count_peak_gb`: percent proficient from tests.

All sides count, by school, school year and subject, for all students and sixteen groups, who was expected, counted and
met in accountability and on the report card: 102 numbers a cell, and they must be equal in every cell. The tests are of
1,260 schools, three years and two subjects, with text keys and a true or false column a group.

`count_vs_polars`, `count_vs_duckdb`: their time over ours, from one polars frame of ten million rows, on two cores,
with everything from opening the frame on. `count_parquet_vs_polars`: the same from a Parquet file that was read before.
The ratio is against the peer asked sum by sum, as its documentation would have one write it; the quotient of the
same peer asked by kinds of rows first, as we count, is printed beside it in one line.
`count_peak_gb`: the most memory, in GB, of a process that counts fifty million rows from a folder of Parquet parts.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from benchmarks.measuring import Ratio, seconds, spread
from orsupport.counting.members import members_of
from orsupport.counting.sums import Sums, columns_for, count_rows
from orsupport.indicators.family import family_rows
from orsupport.records import open_records
from orsupport.rulebook import load

if TYPE_CHECKING:
    import polars as pl

ROWS = 10_000_000
MANY_ROWS, PARTS = 50_000_000, 20
TURNS = 3
SCHOOLS = 1_260
YEARS = ("2022-23", "2023-24", "2024-25")
SUBJECTS = ("ela", "math")
GROUPS = tuple(f"group_{number}" for number in range(16))
KEYS = ("school_id", "school_year", "subject")
LANES = ("expected", "counted", "met", "report_expected", "report_counted", "report_met")
RULES: dict[str, Any] = {
    "format": 1,
    "id": "counting",
    "title": "Percent proficient alone",
    "from": "2022-23",
    "source": {"here": {"title": "Made up for this benchmark"}},
    "groups": {"asked": list(GROUPS)},
    "number": {"bar": {"value": 3, "unit": "level", "source": "here"}},
    "indicator": {
        f"{subject}_achievement": {"kind": "share", "label": subject, "source": "here", "show": True}
        for subject in SUBJECTS
    },
    "count": {
        "indicator": {
            f"{subject}_achievement": {"family": "achievement", "subject": subject, "bar": "bar", "source": "here"}
            for subject in SUBJECTS
        }
    },
}


def made_up_tests(rows: int, seed: int) -> pa.Table:
    """Tests in no order at all, which is the hardest to count."""
    chance = np.random.default_rng(seed)

    def picked(names: list[str]) -> pa.Array:
        return pa.array(np.array(names)[chance.integers(0, len(names), rows)])

    return pa.table(
        {
            "school_id": picked([str(1000 + number) for number in range(SCHOOLS)]),
            "school_year": picked(list(YEARS)),
            "student_id": picked(["not asked"]),
            "subject": picked(list(SUBJECTS)),
            "level": chance.integers(1, 5, rows),
            "took_part": chance.random(rows) < 0.95,
            "full_academic_year": chance.random(rows) < 0.97,
            **{name: chance.random(rows) < 0.05 * (place + 1) for place, name in enumerate(GROUPS)},
        }
    )


def ours(tests: Any, threads: int = 2) -> Sums:
    """Our count, from opening the tests on: a frame, or the folder that holds them."""
    rules = load(RULES)
    assert rules.count is not None
    families = [family_rows(name, entry, rules) for name, entry in rules.count.indicator.items()]
    schools = pa.table({"school_id": [str(1000 + number) for number in range(SCHOOLS)]})
    records = open_records(tests if isinstance(tests, Path) else {"schools": schools, "assessments": tests})
    members = members_of(records, rules)
    table = records.tables["assessments"]
    return count_rows(table.readings(columns_for(families, members)), families, members, threads=threads)


def polars_sum_by_sum(tests: pl.LazyFrame) -> pl.DataFrame:
    """Every number as a sum of its own."""
    import polars as pl

    stayed, scored, met = (_polars_conditions()[name] for name in ("stayed", "scored", "met"))
    lanes = dict(zip(LANES, (stayed, stayed & scored, stayed & met, pl.lit(True), scored, met), strict=True))
    sums = [
        (pl.col(group) if lane == "report_expected" else pl.col(group) & condition).sum().alias(f"{lane} {group}")
        for lane, condition in lanes.items()
        for group in GROUPS
    ]
    sums += [
        (pl.len() if lane == "report_expected" else condition.sum()).alias(f"{lane} all")
        for lane, condition in lanes.items()
    ]
    return tests.group_by(*KEYS).agg(sums).collect()


def polars_by_kinds(tests: pl.LazyFrame) -> pl.DataFrame:
    """First the groups of each kind of row, then those that are in a lane together."""
    import polars as pl

    conditions = _polars_conditions()
    counts = [pl.col(group).sum().cast(pl.Int64) for group in GROUPS]
    kinds = tests.group_by(*KEYS, *(each.alias(name) for name, each in conditions.items())).agg(
        *counts, pl.len().cast(pl.Int64).alias("all")
    )
    stayed, scored, met = (pl.col(name) for name in conditions)
    lanes = (stayed, stayed & scored, stayed & met, pl.lit(True), scored, met)
    return (
        kinds.group_by(*KEYS)
        .agg(
            pl.col(group).filter(condition).sum().alias(f"{lane} {group}")
            for lane, condition in zip(LANES, lanes, strict=True)
            for group in (*GROUPS, "all")
        )
        .collect()
    )


def _polars_conditions() -> dict[str, pl.Expr]:
    import polars as pl

    scored = pl.col("took_part") & pl.col("level").is_not_null()
    return {"stayed": pl.col("full_academic_year"), "scored": scored, "met": scored & (pl.col("level") >= 3)}


SCORED = "took_part and level is not null"
CONDITIONS = {"stayed": "full_academic_year", "scored": SCORED, "met": f"{SCORED} and level >= 3"}
DUCKDB_LANES = ("stayed", "stayed and scored", "stayed and met", "true", "scored", "met")


def duckdb_sum_by_sum(tests: Any) -> pa.Table:
    """Every number as a count of its own."""
    conditions = ", ".join(f"{condition} as {name}" for name, condition in CONDITIONS.items())
    counts = ", ".join(
        f'count(*) filter ({condition} and {group if group != "all" else "true"}) as "{lane} {group}"'
        for lane, condition in zip(LANES, DUCKDB_LANES, strict=True)
        for group in (*GROUPS, "all")
    )
    return _duckdb(tests, f"select {', '.join(KEYS)}, {counts} from (select *, {conditions} from tests) group by all")


def duckdb_by_kinds(tests: Any) -> pa.Table:
    """First the groups of each kind of row, then those that are in a lane together."""
    conditions = ", ".join(f"{condition} as {name}" for name, condition in CONDITIONS.items())
    groups = ", ".join(f"count(*) filter ({group}) as {group}" for group in GROUPS)
    kinds = f'select {", ".join(KEYS)}, {conditions}, {groups}, count(*) as "all" from tests group by all'
    sums = ", ".join(
        f'coalesce(sum("{group}") filter ({condition}), 0)::bigint as "{lane} {group}"'
        for lane, condition in zip(LANES, DUCKDB_LANES, strict=True)
        for group in (*GROUPS, "all")
    )
    return _duckdb(tests, f"with kinds as ({kinds}) select {', '.join(KEYS)}, {sums} from kinds group by all")


def _duckdb(tests: Any, query: str) -> pa.Table:
    import duckdb

    with duckdb.connect() as base:
        base.execute("set threads = 2")
        base.register("tests", tests)
        return base.sql(query).to_arrow_table()


def equal(sums: Sums, peer: pa.Table) -> None:
    """Raise where any number of any cell differs."""
    school = np.array([sums.schools.index(name) for name in peer.column("school_id").to_pylist()])
    year = np.array([sums.years.index(int(name[:4])) for name in peer.column("school_year").to_pylist()])
    subject = np.array(peer.column("subject").to_pylist())
    for name in SUBJECTS:
        here = subject == name
        for lane in LANES:
            counts = sums.lanes[f"{name}_achievement"][lane]
            for place, group in enumerate(("all", *sums.groups)):
                theirs = peer.column(f"{lane} {group}").to_numpy()[here]
                if not np.array_equal(counts[school[here], year[here], place], theirs):
                    raise AssertionError(f"{name}, {lane}, {group}: the counts differ")
                if counts[:, :, place].sum() != theirs.sum():
                    raise AssertionError(f"{name}, {lane}, {group}: cells are missing")


def timed(sides: dict[str, Callable[[], Any]], turns: int) -> dict[str, list[float]]:
    """The seconds of every side, in turn, after one turn that is not counted."""
    times: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(turns + 1):
        for name, side in sides.items():
            took = seconds(side)
            if turn:
                times[name].append(took)
    return times


def against(name: str, ways: dict[str, Callable[[], Any]], mine: dict[str, Callable[[], Sums]], turns: int) -> Ratio:
    """The peer asked sum by sum, its first way, over ours with two threads; every result equal."""
    sums = mine["two threads"]()
    for way in ways.values():
        found = way()
        equal(sums, found if isinstance(found, pa.Table) else pa.table(found))
    times = timed({**ways, **mine}, turns)
    over_ours = {way: median(times[way]) / median(times["two threads"]) for way in ways}
    rows = sums.rows
    said = [
        f"{side}, {spread(took)}, {rows / median(took) / 1e6:.1f} million rows a second" for side, took in times.items()
    ]
    quotients = "; ".join(f"{way}: {over:#.3g} times ours" for way, over in over_ours.items())
    says = "\n  ".join([quotients, f"{rows:,} rows, 102 numbers a cell, equal in every cell", *said])
    return Ratio(name, next(iter(over_ours.values())), says)


def vs_polars(rows: int = ROWS, turns: int = TURNS) -> Ratio:
    """polars and we, from one polars frame."""
    import polars as pl

    tests = pl.DataFrame(made_up_tests(rows, 1))
    ways = {
        "polars, sum by sum": lambda: polars_sum_by_sum(tests.lazy()),
        "polars, by kinds of rows": lambda: polars_by_kinds(tests.lazy()),
    }
    mine = {"two threads": lambda: ours(tests), "one thread": lambda: ours(tests, 1)}
    return against("count_vs_polars", ways, mine, turns)


def vs_duckdb(rows: int = ROWS, turns: int = TURNS) -> Ratio:
    """DuckDB and we, from one polars frame."""
    import polars as pl

    tests = pl.DataFrame(made_up_tests(rows, 1))
    ways = {
        "DuckDB, sum by sum": lambda: duckdb_sum_by_sum(tests),
        "DuckDB, by kinds of rows": lambda: duckdb_by_kinds(tests),
    }
    return against("count_vs_duckdb", ways, {"two threads": lambda: ours(tests)}, turns)


def parquet_vs_polars(rows: int = ROWS, turns: int = TURNS) -> Ratio:
    """polars and we, from one Parquet file that was read before."""
    import polars as pl

    with tempfile.TemporaryDirectory() as place:
        folder = made_up_folder(Path(place))
        file = folder / "assessments.parquet"
        pyarrow.parquet.write_table(made_up_tests(rows, 1), file, row_group_size=1 << 20)
        ways = {
            "polars, sum by sum": lambda: polars_sum_by_sum(pl.scan_parquet(file)),
            "polars, by kinds of rows": lambda: polars_by_kinds(pl.scan_parquet(file)),
        }
        mine = {"two threads": lambda: ours(folder), "one thread": lambda: ours(folder, 1)}
        return against("count_parquet_vs_polars", ways, mine, turns)


def made_up_folder(folder: Path) -> Path:
    """A folder of records with nothing but its schools."""
    lines = ["school_id", *(str(1000 + number) for number in range(SCHOOLS))]
    (folder / "schools.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


COUNT_ALONE = """
import sys
from pathlib import Path
from benchmarks.count import most_memory, ours
sums = ours(Path(sys.argv[1]))
print(sums.rows, most_memory())
"""


def most_memory() -> int:
    """The most memory that this process held so far, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():  # what the system says of its children, it says of those who started them too
        return next(int(line.split()[1]) * 1024 for line in status.read_text().splitlines() if "VmHWM" in line)
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def peak_gb(rows: int = MANY_ROWS, parts: int = PARTS) -> Ratio:
    """A process that counts a folder of Parquet parts, and its most memory."""
    with tempfile.TemporaryDirectory() as place:
        folder = made_up_folder(Path(place))
        (folder / "assessments").mkdir()
        for part in range(parts):
            file = folder / "assessments" / f"part-{part:03}.parquet"
            pyarrow.parquet.write_table(made_up_tests(rows // parts, part), file, row_group_size=1 << 20)
        done = subprocess.run(
            [sys.executable, "-c", COUNT_ALONE, str(folder)], check=True, capture_output=True, text=True
        )
        counted, peak = (int(number) for number in done.stdout.split())
    if counted != rows // parts * parts:
        raise AssertionError(f"{counted:,} rows were counted")
    return Ratio("count_peak_gb", peak / 1e9, f"{counted:,} rows in {parts} parts: {peak / 1e9:.2f} GB at the most")
