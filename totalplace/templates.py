"""The folder of a new place, with commented templates.

Belongs here: what `totalplace new` writes. Does not belong here: the example place (example/).
"""

from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths

_PLACE_TOML = """\
# A place: its areas and its public bodies. Lines starting with # are comments.

name = "{place}"

# Financial years that count (the year their April falls in). Leave out for all.
# first_fy = 2024
# last_fy = 2025

# The areas that make up the place, by code (E06…, E07…, E08…, E09…, E10…), or a file of boundaries whose areas all count.
# [[area]]
# code = "E08000003"
# [[area]]
# boundary = "reference/county.geojson"

# One block a body. The folder inbox/<id>/ is where its files go. kind: council, nhs, police, fire, schools or other.
# [[body]]
# id = "anytown-council"
# name = "Anytown Council"
# kind = "council"
# type = "metropolitan district"
# aliases = ["Anytown Metropolitan Borough Council", "Anytown MBC"]
# codes = {{ gss = "E08000099", lgf = "E4299" }}
# licence = "OGL-UK-3.0"
# National returns name one body in many ways ("… Police and Crime Commissioner and Chief Constable"): police, fire, waste and
# combined authorities are best known by the ministry's code of local government finance, and NHS trusts by their ODS code:
# codes = {{ lgf = "E6099" }}
# codes = {{ ods = "RX9" }}
# areas = ["E08000003", "E08000006"]  # codes of the areas it serves, where it is not the one area of its gss code
# assets_expected = 600
# confirmed_by = "Head of Estates"
# confirmed_on = 2026-01-31

# Somebody who sends files and is not a body of the place. Rows of its files that name no body of the place are ignored.
# [[sender]]
# id = "home-office"
# name = "Home Office"
# licence = "OGL-UK-3.0"

# New authorities, where councils are reorganised: sets of districts. Who gets which asset stands in mart.successor_estate.
# Every council whose areas all lie in those of new authorities passes; NHS, police and fire keep theirs. `bodies` says otherwise.
# [[successor]]
# id = "north-anyshire"
# name = "North Anyshire Council"
# areas = ["E07000901", "E07000902"]
# bodies = ["anyshire-county-council", "anytown-council"]

# Premises to be counted by district and shown nowhere: names, UPRNs or asset codes.
# sensitive = ["Rose House"]

# Thresholds of this place instead of the project's (names as in ref.assumption).
# [thresholds]
# location_postcode_distance_m = 3000
"""
_ESTATE_PLAN_TOML = """\
# What the place itself asks of the plan for one estate. Lines starting with # are comments; this file may stay as it is.

# First financial year of the plan (the year its April falls in). Leave out for the one after that of the publication.
# first_fy = 2027

# A building that must be kept, or released: by our id (mart.estate), or by the code that its body has for it.
# [[keep]]
# asset = "TH01"
# body = "anytown-council"
# reason = "Being made the customer centre"
# by = "Estates board, 3 March 2026"
# [[release]]
# asset = "a0123456789ab"
# reason = "Agreed for housing"
# by = "Cabinet, 3 March 2026"

# How many buildings at least must offer a service to the public (names as in ref.function) in each of these districts; in every one if none is named.
# Without it, the last of a district stays (plan_access_minimum).
# [[access]]
# service = "library"
# areas = ["E08000003"]
# minimum = 2
# reason = "Library strategy"
"""
_NOTES = {
    "inbox": "Put files here as you received them, in one folder for each sender: inbox/<sender>/anything.csv\n",
    "reference": "Postcode directories (Code-Point Open, ONSPD, NSPL) and boundaries (GeoJSON, GeoPackage, zipped shapefile).\n",
    "mappings": "Headings that the team confirmed. `totalplace check` writes proposals here; set confirmed = true.\n",
    "corrections": "Known errors in files, put right openly: *.toml with [[correction]] path, part, row, heading, was, becomes, reason, by.\n",
    "identity": "Kept by totalplace: the ids of assets and the day each file was first seen. Do not edit; keep it with the inbox.\n",
    "review": "assets.csv: pairs of entries that may be one building. Write same or different under decision; it is kept and obeyed.\n",
    "scenarios": "For pooled budgets to be worked out. Nothing is read from here yet.\n",
    "agreements": "For data-sharing agreements. Nothing is read from here yet.\n",
    "accepted": "Failed checks that somebody accepted: *.toml with [[accepted]] check, table, reason, by, on, expires_on, at_most_rows.\n",
}


def make_place(paths: PlacePaths) -> None:
    """Write the folder. Raises PlaceError if there is one already."""
    if paths.root.exists():
        raise PlaceError(f"{paths.root} exists already. Choose another name, or edit {paths.place_toml}.")
    paths.root.mkdir(parents=True)
    paths.place_toml.write_text(_PLACE_TOML.format(place=paths.place.replace("-", " ").title()), "utf-8")
    paths.estate_plan_toml.write_text(_ESTATE_PLAN_TOML, "utf-8")
    for folder, note in _NOTES.items():
        (paths.root / folder).mkdir()
        (paths.root / folder / "README.txt").write_text(note, "utf-8")
