"""A scenario: TOML read, checked and merged into one value; every parameter is declared here."""
