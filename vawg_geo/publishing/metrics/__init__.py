"""The shipped entries of the ready reckoner, one TOML a plan."""
