"""The second floor: every reader, from a force's files to checked, located tables."""
