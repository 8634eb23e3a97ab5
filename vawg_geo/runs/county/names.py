"""Invented names: villages, places people go out to, venues; a few that are unlucky but innocent."""

from __future__ import annotations

FIRST = (
    "Ash", "Black", "Cold", "Crane", "Drake", "Ella", "Fox", "Gosling", "Hag", "Isle", "Kettle", "Lark", "Moor",
    "North",
    "Otter", "Pad", "Quill", "Reed", "Sallow", "Teal", "Under", "Vine", "Wether", "Yar",
)  # fmt: skip
LAST = ("beck", "bourne", "bridge", "by", "cote", "den", "fen", "ford", "ham", "holme", "ley", "mere", "thorpe", "wick")

# what people call the places of the two towns' nights, in order of distance from the market place
NIGHT_PLACES = {
    "Alderwick": (
        "Market Hill", "Corn Market", "Bridge Street", "Saddlers Row", "Station Forecourt", "Guildhall Passage",
        "Butter Cross", "Mill Lane", "Priory Gate", "Cattle Market", "Fuller Street", "Castle Mound", "Weir Street",
        "Maltings Yard", "Regent Parade", "Drovers Way", "University Quarter", "Tanner Street", "The Backs Walk",
        "St Osyth Street", "Lock Lane", "Park Terrace", "Fair Green", "Wharf Road",
    ),
    "Fenmere": (
        "Cathedral Square", "Cowgate End", "Broad Row", "Eel Quay", "Bus Station", "Lincoln Passage", "Theatre Yard",
        "Horse Fair", "Town Bridge", "Boat Basin", "Westgate Parade", "Stadium Way", "Granary Lane", "Monks Walk",
        "Thorne Road", "Embankment",
    ),
}  # fmt: skip
QUARTERS = ("Northfields", "Eastholme", "Southgate", "Westcroft")

VENUE_FIRST = ("Golden", "Old", "Red", "Blind", "Silver", "Three", "Royal", "Jolly", "Copper", "Lucky", "Grand", "Blue")
VENUE_LAST = {
    "pub": ("Heron", "Fleece", "Pike", "Plough", "Cormorant", "Windpump", "Skaters", "Bargeman", "Eel", "Wheatsheaf"),
    "bar": ("Room", "Cellar", "Lantern", "Terrace", "Cask", "Parlour"),
    "club": ("Ballroom", "Basement", "Vault", "Arcade", "Warehouse"),
    "takeaway": ("Grill", "Kebab House", "Pizza Bar", "Fried Chicken", "Noodle Bar"),
    "hotel": ("Hotel", "Lodge"),
}
# Texts that break careless pages; each is a name a real venue could have.
UNLUCKY = (
    "Club {{O2}} Academy", "50{%}off", "Rose & Crown", 'O\'Neill\'s "Late" Bar', "None", "The {# Hash #} Bar",
    "Bar </b>old", "=Sum Cocktails", "`Tick` & ${Tock}", "Café Ł'Été",
)  # fmt: skip
TWO_SPELLINGS = {"The Golden Heron": "Golden Heron, The", "King's Head": "Kings Head"}
ROADS = ("Alderwick Road", "Fenmere Road", "Drove Road", "London Way", "Abbey Causeway", "Thole Bank", "Sedge Road")


def village_names(count: int) -> list[str]:
    """
    List invented village names, no two alike.

    Parameters
    ----------
    count
        How many, up to a few hundred.

    Returns
    -------
    names
        Such as Ashbeck, Blackbourne.
    """
    step = 5  # coprime to the 14 endings: neighbours in the list differ in both halves
    return [FIRST[i % len(FIRST)] + LAST[(i * step + i // len(FIRST)) % len(LAST)] for i in range(count)]
