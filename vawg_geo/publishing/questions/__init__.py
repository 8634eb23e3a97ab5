"""The shipped key performance questions, one TOML an agenda item."""
