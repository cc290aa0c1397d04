"""Why a school or a district got its answer, down to the student counts: as data (`to_dict`) and as text (`str`)."""

from __future__ import annotations

from orsupport.explanation.explain import Explanation, against, explain, why_not

__all__ = ["Explanation", "against", "explain", "why_not"]
