"""The version of the library, and the number of the format of what it writes."""

VERSION = "0.1.0"
FORMAT = 1
