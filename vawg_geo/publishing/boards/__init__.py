"""The tables of the Business Coordination Board's quarterly paper, one TOML a table."""
