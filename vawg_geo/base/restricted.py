"""Products about people: why, who answers for them, until when, and what they may never rest on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vawg_geo.base.characteristics import protected_characteristic
from vawg_geo.base.errors import DisclosureError, ProfileError

RECORDED = ("harm", "n", "victims", "last_on")  # what an order of people may rest on: recorded involvement alone
HANDLING = "restricted: no onward copy"
MARKING = "OFFICIAL-SENSITIVE"
LONGEST_DAYS = 183  # a list older than half a year is made again, not kept


@dataclass(frozen=True)
class Restricted:
    """The paper a product about people needs. METHODS 14."""

    purpose: str
    reviewer: str
    expires: str  # YYYY-MM-DD: the last day it may be made or kept
    predictors: tuple[str, ...] = ("harm",)  # what orders the list: recorded involvement, never a characteristic

    def __post_init__(self) -> None:
        """Refuse a blank purpose or reviewer, a day that is none, and whatever is not recorded involvement."""
        for name in ("purpose", "reviewer"):
            text = getattr(self, name)
            if not text.strip() or not text.isprintable():
                raise ProfileError(f"restricted.{name} must be one plain line; a product about people needs both.")
        _ = self.last_day
        for name in self.predictors:
            if characteristic := protected_characteristic(name):
                raise ProfileError(
                    f"restricted.predictors: {name!r} tells of {characteristic}, a protected characteristic (Equality "
                    f"Act 2010, section 4); no product may rest on one. Take it out."
                )
            if name not in RECORDED:
                raise ProfileError(
                    f"restricted.predictors: {name!r} is not recorded involvement; a list of people may rest on "
                    f"{', '.join(RECORDED)} alone, and nothing here predicts what a person will do."
                )

    @property
    def last_day(self) -> date:
        """
        The day after which it may be neither made nor kept.

        Raises
        ------
        ProfileError
            If it is not written YYYY-MM-DD.
        """
        try:
            return date.fromisoformat(self.expires)
        except ValueError:
            raise ProfileError("restricted.expires is a day written YYYY-MM-DD, for example 2026-06-30.") from None


def require_restricted(restricted: Restricted | None, *, today: date, synthetic: bool = True) -> Restricted:
    """
    Let a product about people be made only under a paper that is in force.

    Parameters
    ----------
    restricted
        The profile's `restricted` block.
    today
        The clock's date.
    synthetic
        The people are invented: how far away the expiry lies does not matter.

    Returns
    -------
    restricted
        The block.

    Raises
    ------
    DisclosureError
        If there is none, it has expired, or it is in force for longer than half a year.

    References
    ----------
    METHODS 14.
    """
    if restricted is None:
        raise DisclosureError(
            "people are listed only by a restricted profile: give it [restricted] with purpose, reviewer and expires."
        )
    left = (restricted.last_day - today).days
    if left < 0:
        raise DisclosureError(
            f"this restricted profile expired on {restricted.expires}: its products are to be destroyed, not made. "
            f"A new list needs a new review, and a new day in `expires`."
        )
    if left > LONGEST_DAYS and not synthetic:
        raise DisclosureError(
            f"a product about people must expire within {LONGEST_DAYS} days; this profile says {restricted.expires}. "
            f"Copy the profile into the force's folder, and give it the force's own purpose, reviewer and day."
        )
    return restricted
