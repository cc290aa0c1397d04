"""Cases are drawn from the same seed in every run of the tests; `ORSUPPORT_EXAMPLES=5000` draws others, so many."""

import os

from hypothesis import settings

settings.register_profile("the same every time", derandomize=True)
if "ORSUPPORT_EXAMPLES" not in os.environ:
    settings.load_profile("the same every time")
