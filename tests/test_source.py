import pandas as pd
import pytest

from vawg_geo.base.errors import ProfileError, SourceError
from vawg_geo.base.schema import INCIDENTS, check_table
from vawg_geo.sources.incidents import read_incidents
from vawg_geo.sources.pseudonyms import published_key
from vawg_geo.sources.source import descriptions, read_source

SMALL = 'title = "t"\n{extra}\n[columns]\nid = "ref"\nfrom = "start"\n{columns}\n{tables}'


def describe(tmp_path, extra="", columns="", tables=""):
    path = tmp_path / "ours.toml"
    path.write_text(SMALL.format(extra=extra, columns=columns, tables=tables))
    return path


@pytest.mark.parametrize("name", sorted(path.stem for path in descriptions().glob("*.toml")))
def test_every_shipped_description_holds(name):
    assert read_source(name).name == name


def test_every_named_column_must_be_there_unless_optional(tmp_path):
    source = read_source(describe(tmp_path, 'optional = ["beat"]', 'beat = "b"\nstatus = "s"'))
    assert source.must_have == ("id", "from", "status")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ({"columns": 'colour = "c"'}, "unknown field colour"),
        ({"columns": 'x = "e"'}, "x and y"),
        ({"extra": "bounds = [1.0, 2.0]"}, "bounds are"),
        ({"extra": 'data_cut = "5 April"'}, "YYYY-MM-DD"),
        ({"extra": 'optional = ["from"]'}, "no column is named for from"),
        ({"tables": '[values.status]\n"A" = "alive"'}, "status must be one of live"),
        ({"tables": '[fixed]\nplace_type = "moon"'}, "place_type must be one of"),
    ],
)
def test_a_description_that_contradicts_itself_is_refused(tmp_path, text, why):
    with pytest.raises(SourceError, match=why):
        read_source(describe(tmp_path, **text))


def test_unknown_keys_and_names_are_refused(tmp_path):
    with pytest.raises(ProfileError, match="dateorder"):
        read_source(describe(tmp_path, 'dateorder = "iso"'))
    with pytest.raises(SourceError, match="police_uk"):
        read_source("nowhere")


def write(path, header, rows, delimiter):
    path.write_text("\n".join(delimiter.join(cells) for cells in [header, *rows]) + "\n", encoding="utf-8")


# Each example in its own dress, the same three crimes: header and cells by our field.
COMMON = {"x": "541787", "y": "258123", "area": "Z01000001", "premises": "The Plough", "victim_age": "24"}
EXAMPLES = {
    "athena_like": [
        {"id": "35/1/22", "offence": "20A", "from": "05/03/2022", "from_time": "23:10", "to": "05/03/2022",
         "to_time": "23:40", "recorded": "06/03/2022 09:00", "status": "Open", "victim_id": "V1", "victim_sex": "2",
         "place_type": "Public house / nightclub", "geocode_quality": "High", "da": "N"},
        {"id": "35/1/22", "offence": "20A", "from": "05/03/2022", "from_time": "23:10", "to": "05/03/2022",
         "to_time": "23:40", "recorded": "06/03/2022 09:00", "status": "Open", "victim_id": "V2", "victim_sex": "1",
         "place_type": "Public house / nightclub", "geocode_quality": "High", "da": "N"},
        {"id": "35/2/22", "offence": "8N", "from": "06/03/2022", "from_time": "01:00", "to": "", "to_time": "",
         "recorded": "06/03/2022 09:00", "status": "Cancelled (no crime)", "victim_id": "V3", "victim_sex": "9",
         "place_type": "Public highway", "geocode_quality": "Low", "da": "Y"},
    ],
    "niche_like": [
        {"id": "22-1", "offence": "020/05", "from": "05-Mar-2022 23:10:00", "to": "05-Mar-2022 23:40:00",
         "recorded": "06-Mar-2022 09:00:00", "status": "Recorded", "victim_id": "N1", "victim_sex": "Female",
         "place_type": "PUB/CLUB", "geocode_quality": "ADDRESS", "da": "N"},
        {"id": "22-2", "offence": "008/06", "from": "06-Mar-2022 01:00:00", "to": "",
         "recorded": "06-Mar-2022 09:00:00", "status": "No crime", "victim_id": "N3", "victim_sex": "Unknown",
         "place_type": "STREET/ROAD", "geocode_quality": "TOWN", "da": "Y"},
    ],
    "connect_like": [
        {"id": "C1", "offence": "20A", "from": "2022-03-05T23:10:00", "to": "2022-03-05T23:40:00",
         "recorded": "2022-03-06T09:00:00Z", "status": "Active", "victim_id": "7", "victim_sex": "Woman",
         "place_type": "Night-time venue", "da": "false", "x": "0.071", "y": "52.203"},
        {"id": "C2", "offence": "8N", "from": "2022-03-06 01:00", "to": "", "recorded": "2022-03-06 09:00",
         "status": "Cancelled", "victim_id": "8", "victim_sex": "", "place_type": "Highway", "da": "true",
         "x": "0.072", "y": "52.204"},
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_gives_the_same_records(tmp_path, name):
    source = read_source(name)
    rows = [{**COMMON, **row} for row in EXAMPLES[name]]
    fields = [field for field in source.columns if field not in source.optional]
    header = [source.columns[field] for field in fields]
    path = tmp_path / "export.csv"
    write(path, header, [[row.get(field, "") for field in fields] for row in rows], source.delimiter or ",")
    intake = read_incidents(path, source=name, key=published_key(), cut=pd.Timestamp("2022-04-05").date())
    table = intake.incidents
    check_table(table, INCIDENTS)
    assert intake.rejected.empty
    assert intake.ledger[["rows_in", "used"]].to_numpy().tolist() == [[len(rows), len(rows)]]
    assert table["offence_code"].tolist() == ["20A", "8N"]
    assert [str(t)[:16] for t in table["occurred_from"]] == ["2022-03-05 23:10", "2022-03-06 01:00"]
    assert (table["occurred_to"] - table["occurred_from"]).dt.total_seconds().tolist() == [1800, 0]
    assert table["place_type"].tolist() == ["licensed", "street"]
    assert table["status"].tolist() == ["live", "cancelled"]
    assert table["victim_sex"].fillna("").tolist() == ["F", ""]
    assert table["da"].tolist() == [False, True]
    assert table["geocode_quality"].tolist() == (["good", "good"] if name == "connect_like" else ["good", "poor"])
    assert table.geometry.x.between(541_000, 542_500).all()
    assert len(intake.people) == len(rows)
