"""The numbers that may be limits: figures written in the file, and numbers found in the data."""
