"""What a written profile tells, one chapter a module: `write(study)` gives its section."""
