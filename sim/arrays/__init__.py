"""The scenario as arrays: tables that do not change, the state that does, and the series that are observed."""
