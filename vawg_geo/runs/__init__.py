"""The top floor: one profile, a month, a county, the command line."""
