"""Whatever the bytes: a reader refuses by name or its account balances; nothing else ever happens."""

import io
import json
import random
import tempfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import damage
import extracts
import geopandas as gpd
import openfiles
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vawg_geo.base.errors import VawgGeoError
from vawg_geo.base.schema import INCIDENTS, check_table
from vawg_geo.base.side_tables import SIDE_TABLES
from vawg_geo.sources.areas import read_areas
from vawg_geo.sources.curation import read_curation
from vawg_geo.sources.incidents import read_incidents
from vawg_geo.sources.outcomes import read_outcomes
from vawg_geo.sources.removal import read_default_points
from vawg_geo.sources.tables import place_side_table, read_side_table
from vawg_geo.sources.vintages import comparable_units, read_lookup

pytestmark = pytest.mark.fault(
    "I1", "I2", "I16", "I31", "I32", "I33", "I34", "I40", "I41", "I43", "I45", "I46", "I47", "I48", "I56"
)
CUT = date(2022, 4, 5)
BOUNDS = (530_000, 240_000, 570_000, 280_000)
QUICK, LONG = 14, 300  # examples a reader; the long run stands in .ci/run
CELLS = (
    "", "0", "-1", "0,0", "NA", "None", "nan", "inf", "1e5", "1E400", "24:00", "00/01/1900", "31/12/9999 23:59",
    "01/01/0001", "27/03/2022 01:30", "30/10/2022 01:30", "2022-03-05T10:00:00Z", "2022-03-05 10:00 +01:00", "44625",
    "99999", "00001.5", "541,787", "1,234,567,890,123,456", "9" * 400, "-0", "8E5", " 8n ", "8N\u200b", "\0", "\ufeff",
    '"', '""', ",", ";", "\t", "\n", "\r", "\r\n", "\u2028", "\x1a", "\ud800", "{{7*7}}", "=1+1", "<b>", "TOTAL",
    "Grand total: 3", "Mar-22", "2022-00", "2022-13", "0000-01", "٢٠٢٢", "²", "Y", "N", "F", "é" * 3,
)  # fmt: skip
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "utf-32", "cp500")
PEOPLE = "crime_number,person_id,role,sex,age,ethnicity,disability,eliminated"
SIDE = {
    "people": [PEOPLE, "35/000001/22,S1,suspect,M,30,W1,N,N", "35/000002/22,S2,victim,F,,,,Y"],
    "street_safe": ["reported_on,category,easting,northing", "05/03/2022 10:00,badly_lit,541000,255000"],
    "patrols": ["area,start,end,officers", "Z01000001,05/03/2022 10:00,05/03/2022 12:00,2"],
    "population": ["area,sex,age_band,n", 'Z01000001,F,16-24,"1,200"', "Z01000002,M,16-24,3"],
    "orders": ["subject_id,type,applied,granted", "S1,DVPO,2022-03-05,05/03/2022"],
    "outcomes": ["crime_number,code,date", "35/000001/22,1,05/03/2022"],
    "visits": ["person_id,officer,due,done", "S1,PC4100,05/03/2022,07/03/2022", "S2,PC4100,2022-03-05,"],
    "recommendations": ["id,made_on,product,recommendation,status,due", "R1,05/03/2022,da,Ask,under way,", "R2,5,,,x,"],
    "operation_designs": ["name,nights,treated,registered_on,outcome", "Op,2022-03-05,A1;A2,01/03/2022,Offences"],
}
OUTCOMES = ",".join([*openfiles.COLUMNS[:9], "Outcome type"])
LOOKUP = ["LSOA11CD,LSOA21CD,CHGIND", "E01000001,E01000001,U", "E01032797,E01035515,S", "E01032797,E01035517,S"]
LISTS = {
    "aliases": ["area,name", "A1,Market Square", "A2,The Quay"],
    "curation": ["area,action,value,reason", "A1,alias,Quay,asked by the team", "A2,exclude,,a prison"],
}
SQUARES = gpd.GeoDataFrame(
    {"code": ["A1", "A2"], "name": ["One", "Two"]},
    geometry=[shapely.box(541_000, 255_000, 545_000, 260_000), shapely.box(545_000, 255_000, 550_000, 260_000)],
    crs=27700,
)


def lines(rows):
    return ("\n".join(rows) + "\n").encode()


def balanced(intake):
    ledger = intake.ledger
    assert (ledger["rows_in"] == ledger["used"] + ledger["rejected"]).all()
    assert len(intake.rejected) == ledger["rejected"].sum()
    assert not intake.rejected.duplicated(["file", "row"]).any()
    aside = intake.quality[intake.quality["rule"].isin(intake.rejected["reason"])]
    assert aside["n"].sum() >= ledger["rejected"].sum()
    return ledger["used"].sum()


def demo(path):
    intake = read_incidents(path, source="demo", cut=CUT, bounds=BOUNDS)
    assert len(intake.incidents) == balanced(intake)
    check_table(intake.incidents, INCIDENTS)


def street(path):
    named = path.rename(path.with_name("2022-03-littleshire-street.csv"))
    intake = read_incidents(named, source="police_uk", cut=CUT)
    assert len(intake.incidents) == balanced(intake)
    check_table(intake.incidents, INCIDENTS)


def outcomes(path):
    intake = read_outcomes(path, source="police_uk_outcomes", cut=CUT)
    assert len(intake.outcomes) == balanced(intake)


def side(name):
    def read(path):
        found = read_side_table(path, name, incident=lambda s: "i" + s, person=lambda s: "p" + s)
        assert len(found.table) == balanced(found)
        placed, _ = place_side_table(found.table, name, SQUARES)
        assert len(placed) <= len(found.table)

    return read


def lookup(path):
    assert comparable_units(read_lookup(path)).index.is_unique


def curation(path):
    aliased = path.read_bytes().startswith(b"area,name")
    read_curation(pd.Index(["A1", "A2"]), **{"aliases" if aliased else "curation": path})


def shapes(path):
    found = read_areas(path.rename(path.with_suffix(".geojson")), code="code", name="name")
    assert found.index.is_unique
    assert found.is_valid.all()


# A reader's name: what reads, and one good file.
READERS = {
    "demo": (demo, extracts.to_csv(extracts.make_rows(12)).encode()),
    "street": (street, openfiles.to_csv(openfiles.make_rows(12)).encode()),
    "outcomes": (outcomes, lines([OUTCOMES, *(f"c{n},2022-03,A,A,0.12,52.2,x,Z,Z,Suspect charged" for n in range(4))])),
    **{f"side {name}": (side(name), lines(rows)) for name, rows in SIDE.items()},
    "lookup": (lookup, lines(LOOKUP)),
    **{name: (curation, lines(rows)) for name, rows in LISTS.items()},
    "default points": (read_default_points, b"easting,northing,what\n545000,260000,headquarters\n"),
    "areas": (shapes, SQUARES.to_crs(4326).to_json(drop_id=True).encode()),
}  # fmt: skip
each_reader = pytest.mark.parametrize("reader", READERS)


def survives(reader, content):
    """Read it: refused by one of our own names, or balanced as the reader's own check says."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_bytes(content)
        with suppress(VawgGeoError):
            READERS[reader][0](path)


@st.composite
def mutated(draw, valid):
    """A good file with up to six wounds; the dice are one number, so that small examples stay small."""
    content, dice = valid, random.Random(draw(st.integers(0, 2**32)))
    for wound in draw(st.lists(st.sampled_from(sorted(WOUNDS)), min_size=1, max_size=6)):
        content = WOUNDS[wound](content, dice)
    return content


def rows_of(content):
    return content.decode("utf-8", "surrogateescape").split("\n")


def written(rows):
    return "\n".join(rows).encode("utf-8", "surrogatepass" if "\ud800" in "".join(rows) else "surrogateescape")


def at(dice, content):
    return dice.randint(0, len(content))


def cut(content, dice):
    place = at(dice, content)
    return content[:place] + content[place + dice.choice((1, 3, 40, 10_000)) :]


def swap(content, dice):
    a, b, c = sorted(at(dice, content) for _ in range(3))
    return content[:a] + content[b:c] + content[a:b] + content[c:]


def insert(content, dice):
    place = at(dice, content)
    new = dice.choice(CELLS).encode("utf-8", "surrogatepass") if dice.random() < 0.7 else dice.randbytes(5)
    return content[:place] + new + content[place:]


def duplicate(content, dice):
    rows = rows_of(content)
    row = dice.randrange(len(rows))
    return written(rows[: row + 1] + [rows[row]] * dice.randint(1, 3) + rows[row + 1 :])


def cell(content, dice):
    rows = rows_of(content)
    row = dice.randrange(len(rows))
    cells = rows[row].split(",")
    cells[dice.randrange(len(cells))] = dice.choice(CELLS)
    return written([*rows[:row], ",".join(cells), *rows[row + 1 :]])


def column(content, dice):
    """One column of all rows takes the same odd value."""
    rows, value = [row.split(",") for row in rows_of(content)], dice.choice(CELLS)
    place = dice.randrange(max(map(len, rows)))
    return written(
        [",".join([*row[:place], value, *row[place + 1 :]]) if n else ",".join(row) for n, row in enumerate(rows)]
    )


def shuffle(content, dice):
    rows = [row.split(",") for row in rows_of(content)]
    order = list(range(max(map(len, rows))))
    dice.shuffle(order)
    return written([",".join(row[place] for place in order if place < len(row)) for row in rows])


def recode(content, dice):
    return content.decode("utf-8", "replace").encode(dice.choice(ENCODINGS), "replace")


def separate(content, dice):
    return content.replace(b",", dice.choice((b";", b"\t", b"|", b" ", b",,")))


WOUNDS = {
    "cut": cut, "swap": swap, "insert": insert, "duplicate": duplicate, "cell": cell, "column": column,
    "shuffle": shuffle, "recode": recode, "separate": separate,
}  # fmt: skip
TEXT = st.text(st.one_of(st.sampled_from(',;"\n\r\t|\0 0123456789ANef/.:-'), st.characters()), max_size=300)


def run(strategy, test, examples):
    fast = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    limits = settings(max_examples=examples, database=None, derandomize=True, suppress_health_check=fast)
    limits(given(strategy)(test))()


def head(reader):
    return READERS[reader][1].split(b"\n")[0] + b"\n"


def strategies(reader):
    """Arbitrary bytes, arbitrary text under a good header, and good files damaged."""
    return (
        st.binary(max_size=400),
        TEXT.map(lambda text: head(reader) + text.encode("utf-8", "surrogatepass")),
        mutated(READERS[reader][1]),
    )


@each_reader
def test_a_reader_refuses_by_name_or_balances(reader):
    survives(reader, READERS[reader][1])
    for strategy, examples in zip(strategies(reader), (QUICK // 2, QUICK // 2, QUICK), strict=True):
        run(strategy, lambda content: survives(reader, content), examples)


@pytest.mark.slow
@each_reader
def test_a_reader_refuses_by_name_or_balances_at_length(reader):
    for strategy in strategies(reader):
        run(strategy, lambda content: survives(reader, content), LONG // 3)


def forms():
    rows, columns = extracts.make_rows(6), list(extracts.COLUMNS)
    parquet = io.BytesIO()
    pd.DataFrame(rows)[columns].to_parquet(parquet)
    return {"xlsx": damage.workbook(rows), "parquet": parquet.getvalue()}


def other_form(form):
    def read(path):
        source = path.with_name("own.toml")
        source.write_text(damage.shipped("demo", f'format = "{form}"\nmax_mb = 20\n'), "utf-8")
        intake = read_incidents(path, source=source, cut=CUT, bounds=BOUNDS)
        assert len(intake.incidents) == balanced(intake)

    return read


READERS |= {form: (other_form(form), content) for form, content in forms().items()}


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
@pytest.mark.parametrize("examples", [QUICK, pytest.param(LONG // 3, marks=pytest.mark.slow)])
def test_a_workbook_or_parquet_file_too(form, examples):
    bytewise = {"cut": cut, "swap": swap, "insert": insert}

    @st.composite
    def wounded(draw):
        content, dice = READERS[form][1], random.Random(draw(st.integers(0, 2**32)))
        for wound in draw(st.lists(st.sampled_from(sorted(bytewise)), max_size=3)):
            content = bytewise[wound](content, dice)
        return content

    run(wounded(), lambda content: survives(form, content), examples)


@pytest.mark.parametrize("examples", [QUICK * 2, pytest.param(LONG, marks=pytest.mark.slow)])
def test_areas_of_any_shape(examples):
    """GeoJSON that is JSON all right, with shapes and codes that are not."""
    number = st.one_of(
        st.floats(-1e9, 1e9), st.sampled_from([0.1, 52.2, 1e300, 541_000.0]), st.none(), st.text(max_size=2)
    )
    nested = st.recursive(st.lists(number, max_size=3), lambda inner: st.lists(inner, max_size=5), max_leaves=12)
    kinds = st.sampled_from(["Polygon", "MultiPolygon", "Point", "LineString", "GeometryCollection", "Circle"])
    shape = st.one_of(st.none(), st.fixed_dictionaries({"type": kinds, "coordinates": nested}))
    properties = st.dictionaries(
        st.sampled_from(["code", "name", "x"]), st.one_of(st.none(), st.text(max_size=5), st.integers())
    )
    feature = st.fixed_dictionaries({"type": st.just("Feature"), "properties": properties, "geometry": shape})
    features = st.lists(feature, max_size=4)
    content = features.map(lambda all_: json.dumps({"type": "FeatureCollection", "features": all_}).encode())
    run(content, lambda text: survives("areas", text), examples)


def test_every_side_table_has_a_contract():
    assert set(SIDE) <= set(SIDE_TABLES)
