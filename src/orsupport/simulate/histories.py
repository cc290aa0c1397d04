"""The statuses of earlier years: those that the made-up State's own identifications gave, one year after the other."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orsupport.identification import identify
from orsupport.rulebook import load
from orsupport.simulate.calibration import calibration
from orsupport.simulate.schools import Schools
from orsupport.simulate.state import words
from orsupport.statuses import statuses_table
from orsupport.tables import Data, read


def make_statuses(made: Schools, schools: pa.Table, results: pa.Table, predecessors: pa.Table) -> pa.Table:
    """What schools and student groups held before the last simulated year, each year under the rules of its era."""
    asked = calibration()["years"]
    statuses: pa.Table | None = None
    for year in range(len(asked["simulated"]) - 1):
        data = as_of(year, made, schools, results, predecessors, statuses)
        name = asked["simulated"][year]
        if data is not None:
            statuses = statuses_table(identify(data, load(asked["rules"][name]), name))
    return statuses if statuses is not None else NOBODY


NOBODY = pa.table({name: pa.array([], pa.string()) for name in ("school_year", "school_id", "student_group", "status")})


def as_of(
    year: int, made: Schools, schools: pa.Table, results: pa.Table, predecessors: pa.Table, statuses: pa.Table | None
) -> Data | None:
    """The State as it stood in a simulated year: who was open, and what was known; None where nobody was there."""
    name = calibration()["years"]["simulated"][year]
    there = words((made.first <= year) & (made.last >= year))
    known = results.filter(pc.less_equal(results["school_year"].cast(pa.string()), name))
    if not np.asarray(pc.equal(known["school_year"].cast(pa.string()), name)).any():
        return None
    came = predecessors.filter(pc.less_equal(predecessors["school_year"], name))
    standing = schools.set_column(schools.column_names.index("open"), "open", there)
    return read(schools=standing, results=known, statuses=statuses, predecessors=came)
