"""The trace: everything that an identification worked out, kept so that any place can be explained, in memory or from
a run folder."""
