"""The fourth floor: what leaves the building, and in which words."""
