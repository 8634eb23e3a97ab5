"""Tables made so that a published figure is their answer: nothing in them is anybody's."""

from dataclasses import replace

import numpy as np
import pandas as pd

ZONE = "Europe/London"
ORDER_DAYS = ("granted", "refused", "expires", "revoked", "breached", "breach_arrested")


def days(first, last, many):
    """Noons spread evenly over some days."""
    return (pd.date_range(first, last, periods=many).floor("D") + pd.Timedelta(hours=12)).tz_localize(ZONE)


def orders(**counts):
    """Orders by type, so many applied for and granted in the year before and so many in the year to March 2022."""
    parts = []
    for type_, (before, now) in counts.items():
        applied = days("2020-04-01", "2021-03-20", before).append(days("2021-04-01", "2022-03-20", now))
        parts.append(pd.DataFrame({"type": type_, "applied": applied, "granted": applied + pd.Timedelta(days=1)}))
    table = pd.concat(parts, ignore_index=True)
    never = pd.Series(pd.NaT, index=table.index, dtype=table["applied"].dtype)
    table = table.assign(**dict.fromkeys(ORDER_DAYS[1:], never))
    return table.assign(order_id=[f"O{at}" for at in table.index], subject_id=[f"S{at}" for at in table.index])


def with_tables(case, **tables):
    """The county with these tables alone beside its records."""
    return replace(case, tables=tables)


# Minutes of the middle episode, month by month: none below 165, ups and downs as chance makes them.
USUAL = (205, 188, 212, 197, 176, 221, 183, 209, 194, 216, 172, 201)


def missing(last, *, each=31, until="2022-03"):
    """
    Episodes of 48 months to one, `each` begun a month (an odd number), the middle one of the last month `last`
    minutes long, of the others as `USUAL` says.
    """
    months = pd.period_range(end=until, periods=48, freq="M")
    half = each // 2
    spread = np.concatenate([np.linspace(0.3, 0.95, half), [1], np.linspace(1.05, 5, half)])
    parts = []
    for at, month in enumerate(months):
        minutes = (spread * (last if at == 47 else USUAL[at % 12])).round()
        start = days(f"{month}-01", f"{month}-27", each)
        parts.append(pd.DataFrame({"start": start, "end": start + pd.to_timedelta(minutes, unit="min")}))
    return _people(pd.concat(parts, ignore_index=True))


def missing_day(n, found, *, young=0):
    """So many children's episodes of the year to March 2022, `found` over within a day, `young` begun on its last."""
    start = days("2021-04-01", "2022-03-20", n)
    hours = np.where(np.arange(n) < found, 5, 40)
    table = pd.DataFrame({"start": start, "end": start + pd.to_timedelta(hours, unit="h")})
    late = pd.DataFrame(
        {"start": days("2022-03-31", "2022-03-31", young), "end": table["end"].iloc[:0].reindex(range(young))}
    )
    return _people(pd.concat([table, late], ignore_index=True))


def _people(table):
    return table.assign(age=15, person_id=[f"P{at}" for at in table.index], cse=False, care_home=False)


def survey(before, now, *, group="hate crime"):
    """Victims satisfied of those asked, in the two years to March 2022, one row a year's last quarter."""
    rows = [("2021-01 to 2021-03", *before), ("2022-01 to 2022-03", *now)]
    table = pd.DataFrame(rows, columns=["period", "n", "d"])
    return table.assign(survey="victim_satisfaction", question="Satisfied with the whole experience", group=group)


def recorded(case, before, now, *, earlier=0):
    """The county with so many crimes of domestic abuse alone in each year to March, `earlier` in those before."""
    years = {"2018": earlier, "2019": earlier, "2020": before, "2021": now}
    when = [days(f"{year}-04-01", f"{int(year) + 1}-03-31", many) for year, many in years.items()]
    return replace(case, incidents=_recorded_on(case, when[0].append(when[1:])), people=case.people.head(0), tables={})


def outcomes(case, months, *, possible=(), usual=0.13, others=None, wave=0.2):
    """
    The county with so many crimes of domestic abuse in each month to March 2022 (`months`: month -> crimes), of which
    `possible` (month -> crimes, else the usual share) came to a charge after 60 days, and all others to no suspect.
    """
    when, codes = [], []
    for at, (month, many) in enumerate(months.items()):
        x = dict(possible).get(month, round(usual * many * (1 + wave * (-1, 1, 0, 1, -1, 0)[at % 6])))
        when.append(days(f"{month}-01", f"{month}-28", many))
        codes += ["1"] * x + ["18"] * (many - x)
    rows = _recorded_on(case, when[0].append(when[1:]))
    table = pd.DataFrame({"incident": rows.index, "code": codes, "date": rows["recorded_on"] + pd.Timedelta(days=60)})
    tables = {"outcomes": table.reset_index(drop=True)} | ({} if others is None else {"comparators": others})
    return replace(case, incidents=rows, people=case.people.head(0), tables=tables)


def months_to(last, many, each):
    """So many months up to one, each with so many crimes."""
    return dict.fromkeys(pd.period_range(end=last, periods=many, freq="M").astype("str"), each)


def comparators(each, places, *, usual=0.13, spread=0.5):
    """
    Forty-two other forces with `each` crimes in each of two ripe years; ours, at the usual share, comes after
    `places[0]` of them in the first year and after `places[1]` in the second.
    """
    rows = []
    for (first, last), above in zip((("2019-10", "2020-09"), ("2020-10", "2021-09")), places, strict=True):
        for at in range(42):
            step = (above - at - 0.5) / 42  # above ours while it is positive
            x = round(each * usual * (1 + spread * step))
            rows.append((f"Force {at:02d}", f"{first} to {last}", "da_prosecution_possible", x, each))
    return pd.DataFrame(rows, columns=["force", "period", "measure", "n", "d"])


def _recorded_on(case, whens):
    """Crimes of domestic abuse of adult women, recorded at these times, and nothing else."""
    rows = case.incidents
    one = rows[rows["da"].fillna(value=False) & (rows["status"] == "live") & rows["victim_sex"].eq("F")]
    one = one[one["victim_age"].ge(16) & one["scope"].eq("core") & one["themes"].str.contains(r"(?:^|;)da")].head(1)
    many = one.loc[one.index.repeat(len(whens))].set_axis([f"C{at:05d}" for at in range(len(whens))], axis=0)
    return many.assign(occurred_from=whens, occurred_to=whens, recorded_on=whens)
