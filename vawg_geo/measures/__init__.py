"""The third floor: one statistic family a file."""
