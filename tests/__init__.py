"""The specification, as tests; they mirror the rooms of the house."""
