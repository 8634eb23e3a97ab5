"""The study's account: tables, pictures, and what follows from them, in plain words."""

from __future__ import annotations

from importlib import resources

import pandas as pd

from vawg_geo.runs.study.heldout import USED
from vawg_geo.runs.study.report_cases import tell_county, tell_open
from vawg_geo.runs.study.report_tables import SHOWN, delays, grid, not_won, plain, points, spans, verdicts
from vawg_geo.runs.study.size import FULL, Size
from vawg_geo.runs.study.tables import Tables

TITLE = "# Does the ranking earn its keep? A study on counties whose truth is known"


def write_report(tables: Tables, size: Size) -> str:
    """
    Write the account.

    Parameters
    ----------
    tables
        As `tables` makes them; those of real cases may be missing, and the account says so.
    size
        How much was drawn.

    Returns
    -------
    markdown
        The page, with one line break at its end.
    """
    parts = [TITLE, _how(size), _conclusion(size), _worlds(tables), _stability(tables), _heldout(tables)]
    parts += [_settings(tables), _delay(tables), _chances(tables), tell_county(tables), tell_open(tables), _weak()]
    return "\n\n".join(part for part in parts if part) + "\n"


def _how(size: Size) -> str:
    return f"""Made by `make study` (`python -m vawg_geo.runs.study`); fixed seeds, so the same code gives the same \
page. It re-derives METHODS 5 and proposes; it changes no default.

**How.** Simulated counties have 490 places and about 1,200 offences a year for six years. Each place has a known true \
rate and its own true mix of offences, with the severity weights of the offence table. What each list would have held \
is scored against the *true* expected harm of the months after it, which no list saw. {size.counties} counties of each \
world for lists, {size.changes} for changes, {size.chances} for chances; brackets hold 95 % intervals over counties \
(t), or a bootstrap over counties (chances), held-out months or pairs of lists (real cases). The list is the first \
ten. Ties are broken by chance. Every table is also a CSV file beside this page, with every world in it."""


def _conclusion(size: Size) -> str:
    if size != FULL:
        return "**A quick run**: too few counties to conclude from; it shows only that the study runs."
    return resources.files(__package__).joinpath("conclusion.md").read_text(encoding="utf-8").strip()


def _worlds(tables: Tables) -> str:
    cases = [tables[name] for name in ("worlds", "county_world", "open_world") if name in tables]
    joined = pd.concat(cases, ignore_index=True).assign(low=float("nan"))
    counted = joined["what"].isin(["offences a year", "shape", "severity differs"])
    return f"""## The counties

{grid(joined[counted], "world", "what", say=_short)}

{grid(joined[~counted], "world", "what")}

First table: offences a year; *shape* = mean² / variance of places' true rates by METHODS 4 (small = concentrated); \
how much places' true mean harm differs (standard deviation / mean). Second: percent. "Drifting" places gain or \
lose about a third (standard deviation) in a year, "drifting fast" about two thirds."""


def _short(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) or value > 100 else f"{value:.2f}"  # noqa: PLR2004


def _stability(tables: Tables) -> str:
    stability = tables["stability"]
    return f"""## Are lists stable?

Two lists, each resting on so many months alone, one right after the other: percent of the ten places that are on \
both. Risk is constant in all worlds but the drifting ones, so every change there is chance.

![Share of places on consecutive lists](stability.svg)

{spans(stability)}

{grid(_shown(stability), ["world", "method"], "months")}

The list as used (36 months, half after 12) against itself some months later, percent shared:

{grid(_shown(tables["turnover"]), ["world", "method"], "apart")}"""


def _heldout(tables: Tables) -> str:
    held = tables["heldout"]
    year = held[held["horizon"] == 12]  # noqa: PLR2004
    lost = not_won(tables["heldout_against"])
    listed = "\n".join(f"- {line}" for line in lost) or "- nowhere beyond doubt in this run"
    return f"""## How much of the harm to come does the list hold?

Percent of all true harm of the next 12 months that falls to the ten places (the next 3 months are in the CSV files; \
with constant risk the true share is the same):

{grid(_shown(year[year["what"] == "harm"]), "method", "world")}

Percent of all offences:

{grid(_shown(year[year["what"] == "count"]), "method", "world")}

![Harm held of the most that ten places could hold](heldout.svg)

Each rival minus *{USED}*, in percentage points of the harm that the best ten hold, same counties:

{verdicts(tables["heldout_against"], USED)}

**Where shrunk harm does not win** (interval above nought):

{listed}"""


def _settings(tables: Tables) -> str:
    settings = tables["settings"]
    year = settings[(settings["horizon"] == 12) & (settings["method"] != "as used")]  # noqa: PLR2004
    return f"""## K, half-life and strata

Each setting minus the one as used (K = 15, half after 12 months, 36 months, strata), in percentage points of the true \
harm of the next 12 months that the best ten hold:

{grid(year, "world", "method", say=points)}

{verdicts(settings, "as used")}

Kinds of place (strata) mean something only in the two "city and country" worlds; in all others they are dealt at \
random."""


def _delay(tables: Tables) -> str:
    delay = tables["delay"]
    worlds = [f"**{world}**\n\n{delays(delay, world)}" for world in dict.fromkeys(delay["world"])]
    return f"""## How late does it notice?

In month 48 (in all worlds but the last) two quiet places become as harmful as the true third (*strong*) and eighth \
(*weak*), and the true second falls to a tenth (*quiet*). Months until the list shows it (25 = not within two \
years); *false arrivals* = places a year that come on the list after a year off it, did not change and are not truly \
among the ten; *harm held* = of the most that ten places could hold, over the two years. The change rule: where the \
E-test finds the last 3 or 6 months unlike the 12 before (p < 0.01, at least five offences), the place is scored \
with a half-life of 3 months.

![Delay against false arrivals](delay.svg)

{chr(10).join(f"{world}{chr(10)}" for world in worlds)}
Differences to a half-life of 12 months, county by county, are in `delay_against.csv`."""


def _chances(tables: Tables) -> str:
    tiers = tables["tiers"]
    told = tiers.assign(mean=tiers["true"])
    skill = tables["brier"]
    return f"""## Does "P(in the top ten)" mean what it says?

Percent of places truly among the ten most harmful, by the chance they were given (the wider of a bootstrap \
over counties and Wilson's interval):

{grid(told, ["world", "fading"], "bin")}

Mean chance given in those rows:

{grid(tiers.assign(mean=tiers["said"], low=float("nan")), ["world", "fading"], "bin")}

How many places that was, in all counties together:

{grid(tiers.assign(mean=tiers["places"], low=float("nan")), ["world", "fading"], "bin", say=_short)}

![Chances given against how often they came true](reliability.svg)

Brier score (x 1,000; 0 is best) and skill (percent better than giving every place the same chance):

{grid(_thousand(skill), ["world", "fading"], "score", say=plain)}"""


def _thousand(scores: pd.DataFrame) -> pd.DataFrame:
    scale = scores["score"].map({"Brier": 1_000.0, "skill": 100.0})
    return scores.assign(**{name: scores[name] * scale for name in ("mean", "low", "high")})


def _weak() -> str:
    return """## What is weak

- Simulated places are independent, offences are Poisson with fixed mixes; real ones cluster, repeat and follow events.
- Most worlds draw rates from a gamma and mixes from a Dirichlet distribution: the very model behind shrunk harm, \
which flatters it. The log-normal and the drifting worlds depart from it; real places may depart further.
- How much places' offence mixes truly differ decides which K is best and how much harm beats count. Open data cannot \
tell; a force can estimate it from its own records. The worlds span none to much.
- The three-month table under constant risk repeats the twelve-month one, because truth does not move.
- Settings are changed one at a time; half-life and K could act together.
- A list is scored by its ten places alone, without the evidence rules, tiers and two-quarter hysteresis of the page: \
those make it steadier and later than the delays here.
- The change rule was tried with one test, one level and two windows; it was not tuned.
- Many intervals are shown and none is corrected for their number: about one in twenty "beyond doubt" is not.
- Recorded offences are taken for offences: where reporting differs by place, so does the truth that lists can find."""


def _shown(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["world"].isin(SHOWN)]
