from datetime import date

import pytest

from vawg_geo.base.errors import SourceError
from vawg_geo.sources.incidents import read_incidents
from vawg_geo.sources.outcomes import read_outcomes

HEAD = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
STREET = HEAD + "Crime type,Last outcome category,Context\n"
PLACE = "2022-03,A,A,0.12,52.2,On or near Mill Road,E01017995,Cambridge 009A,"


def test_a_crime_keeps_its_history_and_its_name(tmp_path):
    lines = [
        f"c1,{PLACE}Suspect charged",
        f"c1,{PLACE}Offender fined",
        f"c2,{PLACE}Unable to prosecute suspect",
        f",{PLACE}Offender fined",
        f"c3,{PLACE}",
        f"c4,{PLACE}Sent to the moon",
    ]
    (tmp_path / "2022-03-a-outcomes.csv").write_text(HEAD + "Outcome type\n" + "\n".join(lines) + "\n")
    (tmp_path / "2022-03-a-street.csv").write_text(
        STREET + f"c1,{PLACE}Violence and sexual offences,Under investigation,\n"
    )
    outcomes = read_outcomes(tmp_path / "*-outcomes.csv", source="police_uk_outcomes", cut=date(2022, 4, 30))
    assert outcomes.outcomes["code"].fillna("").tolist() == ["1", "1", "", ""]
    assert outcomes.rejected[["row", "column"]].to_numpy().tolist() == [[4, "Crime ID"], [5, "Outcome type"]]
    assert outcomes.ledger[["rows_in", "used", "rejected"]].to_numpy().tolist() == [[6, 4, 2]]
    assert str(outcomes.outcomes["date"].iloc[0]) == "2022-03-01 00:00:00"
    street = read_incidents(tmp_path / "*-street.csv", source="police_uk", cut=date(2022, 4, 30))
    assert outcomes.outcomes["incident"].iloc[0] == street.incidents.index[0]
    with pytest.raises(SourceError, match="read_incidents"):
        read_outcomes(tmp_path / "*-street.csv", source="police_uk")


def test_street_rows_keep_what_open_data_cannot_say(tmp_path):
    rows = [
        f"c1,{PLACE}Violence and sexual offences,Under investigation,",
        f"c1,{PLACE}Violence and sexual offences,Under investigation,",
        f",{PLACE}Anti-social behaviour,,",
        f",{PLACE}Anti-social behaviour,,",
        "c2,2022-03,A,A,,,No Location,,,Robbery,Under investigation,",
        f"c1,{PLACE}Drugs,Local resolution,",
    ]
    (tmp_path / "2022-03-a-street.csv").write_text(STREET + "\n".join(rows) + "\n")
    intake = read_incidents(tmp_path / "2022-03-a-street.csv", source="police_uk", cut=date(2022, 4, 30))
    table = intake.incidents
    assert intake.rejected[["row", "reason"]].to_numpy().tolist() == [[2, "I27"]]
    assert len(table) == 5
    assert table.index.is_unique  # an identifier may stand for two crimes; rows without one are never compared
    assert table["located"].tolist() == ["placed", "placed", "placed", "unlocated", "placed"]
    assert table["place"].fillna("").iloc[3] == ""
    assert table["offence_code"].isna().all()
    assert str(table["occurred_to"].iloc[0]) == "2022-04-01 00:00:00+01:00"


def test_a_file_of_another_month_than_its_name_is_refused(tmp_path):
    path = tmp_path / "2022-02-a-street.csv"
    path.write_text(STREET + f"c1,{PLACE}Drugs,Local resolution,\n")
    with pytest.raises(SourceError, match="I52"):
        read_incidents(path, source="police_uk", cut=date(2022, 4, 30))


@pytest.mark.real
def test_every_street_and_outcome_file_balances(data):
    street = read_incidents(data / "police_uk" / "street" / "*.csv", source="police_uk", cut=date(2024, 7, 31))
    outcomes = read_outcomes(
        data / "police_uk" / "outcomes" / "*.csv", source="police_uk_outcomes", cut=date(2024, 7, 31)
    )
    for intake in (street, outcomes):
        assert (intake.ledger["rows_in"] == intake.ledger["used"] + intake.ledger["rejected"]).all()
        assert intake.ledger["rejected"].sum() < 0.001 * intake.ledger["rows_in"].sum()
    assert street.ledger["rows_in"].sum() == 131_071
    assert len(street.incidents) == street.ledger["used"].sum()
    known = outcomes.outcomes["incident"].isin(street.incidents.index).mean()
    assert known > 0.85  # both files name a crime alike
