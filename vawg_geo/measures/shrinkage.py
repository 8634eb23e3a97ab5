"""Empirical Bayes: how far a place's own count is believed, given all places like it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vawg_geo.measures.align import Floats


@dataclass(frozen=True)
class Prior:
    """The mean rate over places and the spread of true rates round it (Marshall 1991, global). METHODS 4."""

    mean: float  # m
    spread: float  # A, the variance of true rates; 0 when chance alone explains the differences
    dispersion: float = 1.0  # phi: variance over mean of a count; below 1 where counts are decayed

    @classmethod
    def fit(cls, n: Floats, exposure: Floats, *, dispersion: float = 1.0) -> Prior:
        """
        Estimate the prior from all places by moments.

        Parameters
        ----------
        n
            Counts, decayed or not.
        exposure
            Exposures, above 0.
        dispersion
            phi, the variance of a count over its mean.

        Returns
        -------
        prior
            Mean and spread.
        """
        if not len(n):
            return cls(0.0, 0.0, dispersion)
        total = exposure.sum()
        mean = float(n.sum() / total)
        between = float((exposure * (n / exposure - mean) ** 2).sum() / total)
        return cls(mean, max(between - dispersion * mean / float(exposure.mean()), 0.0), dispersion)

    def own_weight(self, exposure: Floats) -> Floats:
        """
        Weigh each place's own rate against the mean.

        Parameters
        ----------
        exposure
            Exposures, above 0.

        Returns
        -------
        weight
            0 (only the mean counts) to 1 (only the place counts).
        """
        if self.spread == 0:
            return np.zeros(len(exposure))
        weight: Floats = self.spread / (self.spread + self.dispersion * self.mean / exposure)
        return weight

    def shrink(self, n: Floats, exposure: Floats) -> Floats:
        """
        Shrink rates towards the mean.

        Parameters
        ----------
        n
            Counts.
        exposure
            Exposures, above 0.

        Returns
        -------
        rate
            theta, between each raw rate and the mean.
        """
        rate: Floats = self.mean + self.own_weight(exposure) * (n / exposure - self.mean)
        return rate
