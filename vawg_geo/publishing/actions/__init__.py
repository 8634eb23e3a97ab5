"""The shipped actions of the narrative update, one TOML a pillar of the strategy."""
