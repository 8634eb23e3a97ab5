"""A small force in a folder, made by hand: three areas, a dozen records, a table of each kind."""

import geopandas as gpd
import shapely

HEAD = "crime_number,ho_code,from,to,recorded,reported_by,status,easting,northing,geocode_quality,lsoa,place_type,premises_name,victim_id,victim_sex,victim_age,victim_ethnicity,victim_disability,relationship,suspect_id,da_flag,hbv_flag,cse_flag,stalking_flag,online_flag,alcohol_flag,spiking_flag,outcome,beat"  # noqa: E501

FORCE = """
name = "Littleshire"
slug = "littleshire"
synthetic = true
aliases = "aliases.csv"
curation = "curation.csv"
default_points = "default_points.csv"

[areas.demo]
path = "areas.geojson"
district = "district"

[[incidents]]
path = "incidents.csv"
source = "demo"
data_cut = "2022-04-05"

[tables]
people = "people.csv"
street_safe = "street_safe.csv"
tasks = "tasks.csv"
population = "population.csv"
"""


def record(number, east, *, place="Street", north=250_500, area="", online="N", day="04/03/2022"):
    return (
        f"C{number},8N,{day} 23:00,{day} 23:30,{day} 23:50,Victim,Live,{east},{north},Exact,{area},{place},,"
        f"V{number},F,24,,,,,N,N,N,N,{online},N,N,,1"
    )


RECORDS = [
    record(1, 500_500), record(2, 500_600), record(3, 501_500), record(4, 502_500),
    record(5, 500_700, place="Hospital"), record(6, 500_100), record(7, "", north=""),
    record(8, 509_000), record(9, 500_500, online="Y"), record(10, 0, north=0),
]  # fmt: skip


def write_force(folder, *, records=RECORDS, curation="", force=FORCE):
    folder.mkdir(parents=True, exist_ok=True)
    shapes = [shapely.box(500_000 + i * 1000, 250_000, 501_000 + i * 1000, 251_000) for i in range(3)]
    words = {"code": ["A1", "A2", "A3"], "name": ["One", "Two", "Three"], "district": ["East"] * 3}
    gpd.GeoDataFrame(words, geometry=shapes, crs=27700).to_file(folder / "areas.geojson")
    files = {
        "force.toml": force,
        "aliases.csv": "area,name\nA1,Market Square\n",
        "curation.csv": f"area,action,value,reason\n{curation}",
        "default_points.csv": "easting,northing,what\n500100,250500,headquarters\n",
        "incidents.csv": "\n".join([HEAD, *records]) + "\n",
        "people.csv": "crime_number,person_id,role,sex,age,ethnicity,disability,eliminated\nC1,S1,suspect,M,30,,,N\n",
        "street_safe.csv": "reported_on,easting,northing,category\n02/03/2022,500400,250400,followed\n"
        "03/03/2022,590000,250400,followed\n31/02/2022,500400,250400,followed\n",
        "tasks.csv": "month,area,task\n2022-03,A2,Visit\n2022-03,Z9,Visit\n",
        "population.csv": "area,sex,age_band,n\nA1,F,16-24,100\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return folder / "force.toml"
