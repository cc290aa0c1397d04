"""The measures: everything worked out from indicators, a module a kind."""
