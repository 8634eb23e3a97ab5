"""Every error the toolkit raises by name: what must hold, how many rows break it, the first one, the cure."""


class VawgGeoError(ValueError):
    """The root: one readable sentence, never an incident field's value."""


class SchemaError(VawgGeoError):
    """A table lacks a column, or a column holds what it must not."""


class SourceError(VawgGeoError):
    """An extract is refused whole: nothing of it is used, nothing on disk changes."""


class OffenceCodeError(VawgGeoError):
    """An offence code is unknown or has no weight (codes are named only when shaped like codes)."""


class PlaceError(VawgGeoError):
    """Areas or points cannot be used: wrong coordinate system, broken or duplicate areas."""


class VintageError(PlaceError):
    """LSOA 2011 and 2021 codes are mixed, or compared without comparable units."""


class ProfileError(VawgGeoError):
    """A profile or force file has an unknown key, a wrong type or a missing value."""


class PeriodError(VawgGeoError):
    """A month, date or window cannot be read, or is not covered by the data."""


class PseudonymKeyError(VawgGeoError):
    """The key for pseudonyms is missing, too short, or not the one used before."""


class DisclosureError(VawgGeoError):
    """A table or page would show what its audience must not see."""


class AccessError(VawgGeoError):
    """What must be written into the access log could not be: the act is refused."""


class RunError(VawgGeoError):
    """A run could not be finished; the previous good output stands."""


class LeakError(RunError):
    """An output would carry what must not leave; the file and the kind are named, never the value."""


class ParameterError(RunError):
    """A notebook's parameters and the values given do not fit: unknown name, wrong type, lost tag."""


class BusyError(RunError):
    """Another run is writing the same output."""


class EditionError(RunError):
    """A signed or withdrawn edition stands: it is never overwritten, and a step back is refused."""


class VerifyError(VawgGeoError):
    """An output is not what its manifest says."""


class BalanceError(VawgGeoError):
    """Totals that must agree do not: nothing is told from them."""
