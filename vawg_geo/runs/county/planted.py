"""What the tables beside the incidents are made to show: what changed, by how much, and what did not.

Never written into the county's folder. The incidents' own truth stands in `plan`. All else in these tables is chance
around a level that does not change: a product that tells of a change there tells of noise.
"""

from __future__ import annotations

# Share of calls about domestic abuse that were attended within the hour: falls from this month of recording on.
ATTENDED_IN_AN_HOUR, ATTENDED_FROM = (0.80, 0.64), "2021-10"
# Early investigative advice: asked for in as many serious sexual offences before as after. No change.
ADVICE = 0.12
# Women who feel safe alone by night where they live: falls from this quarter on. Men: no change.
SAFE_BY_NIGHT, SAFE_FROM = (0.55, 0.44), "2021-10"
# Referrals to the Domestic Abuse Alliance begin, and grow by this factor a month.
ALLIANCE_FROM, ALLIANCE_GROWTH = "2021-01", 1.06
# Share of IDVA referrals that were accepted: falls from this month on.
IDVA_ACCEPTED, IDVA_FROM = (0.74, 0.58), "2021-10"
# One officer of the register looks after about twice as many people as each colleague, and is late more often.
BUSY_OFFICER, BUSY_SHARE = 3, 2.0
# Visits are about three times as late for everybody from this month on: lateness before it as a share of that since.
LATE_BEFORE, LATE_FROM = 0.35, "2021-07"
# Ambulance calls to violence by night: no change during any operation, and none in the months after.
AMBULANCE = "no change"
# Victims of offences in dwellings come more often from deprived areas: correlation of the deprivation score with the
# logarithm of how many of an area's residents were ever at risk.
DEPRIVED = 0.7
# Nights before feasts (31 October, 24 and 31 December) are about three times as busy; freshers' weeks, football, fairs
# and pay days change nothing.
BUSY_NIGHTS = ("Halloween", "Christmas Eve", "New Year's Eve")
# Calls to 101 were answered by a new system from this month on: fewer are counted, nothing else changed.
CALLS_101_FROM, CALLS_101_FACTOR = "2021-04", 0.85
# Outcomes that an audit finds wrong, by outcome code: more of those closed because the victim does not support it.
AUDIT_WRONG = {"14": 0.08, "15": 0.08, "16": 0.22}
# Programmes: people are referred after a bad year (the chance grows with the square of their recorded crimes), and the
# referral changes nothing. Recorded involvement falls after it by itself; it falls as much in people like them who were
# not referred.
PROGRAMMES = "no change"
# Recording of the victim's ethnicity: one beat asks it far less often from this month of recording on (this share of
# what it recorded before is left). Another beat asks nobody in one single month: a blip, to be told by no product.
ETHNICITY_BEAT, ETHNICITY_FROM, ETHNICITY_LEFT = "295", "2021-07", 0.25
ETHNICITY_BLIP = ("085", "2021-11")
# The extract draws a victim's ethnicity and disability anew for every crime: many people have two, which is true of it.
CONTRADICTIONS = "a victim's ethnicity and disability differ from crime to crime by chance"
# Paragraphs of the narrative update: written in the last quarter, and before it; all other actions have none.
FRESH_PARAGRAPHS = ("voice", "missing", "police_perpetrated", "notices", "tasking", "street_safe", "register", "charge",
                    "outcome_audit")  # fmt: skip
OLD_PARAGRAPHS = ("risk",)
# Cases discussed at conferences on high risk, and the share of them discussed before: no change.
MARAC = "no change"
