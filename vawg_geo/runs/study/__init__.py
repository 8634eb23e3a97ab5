"""The study: does the way places are ranked earn its keep, on counties whose truth is known."""
