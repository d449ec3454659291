"""Nobody is exposed: what may not be shown stands in no published table, page, proposal or printed line. All names are invented."""

from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from tests.integration import small_place
from tests.integration.small_place import COUNCIL_PAYMENTS, REGISTER, put, query
from totalplace import earlier_editions, public_edition, publication, review
from totalplace.errors import PlaceError
from totalplace.inspection import inspect, status_lines
from totalplace.paths import PlacePaths
from totalplace.pipeline import open_workbench


def everything_said(paths: PlacePaths) -> str:
    """Every text of both published files, the maps, the proposals, and what check and status print."""
    with open_workbench("northby") as bench:
        report = inspect(bench)
        said = [line for file in report.files for line in file.lines] + list(status_lines(bench))
    for database in (paths.database, paths.public_database):
        with closing(duckdb.connect(database, read_only=True)) as connection:
            tables = connection.execute(
                "select table_schema || '.' || table_name from information_schema.tables where table_catalog not in ('system', 'temp')"
            ).fetchall()
            assert len(tables) > 5
            for (table,) in tables:
                said += [str(row) for row in connection.execute(f"from {table}").fetchall()]
    said += [path.read_text("utf-8") for folder in (paths.maps, paths.root / "mappings") for path in folder.glob("*.*") if path.suffix != ".png"]
    return "\n".join(said)


def test_a_building_that_one_list_calls_a_refuge_is_on_no_list(northby: PlacePaths) -> None:
    put(northby, "inbox/northby-council/register.csv", REGISTER + "100010000004,A4,Hawthorn Villa,2 Quay Street,Northby,M33 1AD,400501,300401,Freehold,Let to Northby Women's Aid,House,200\n")
    put(
        northby,
        "inbox/northby-trust/register.csv",
        "UPRN,Asset Code,Property Name,Street,Town,Postcode,GeoX,GeoY,Tenure Type,Property Type\n"
        "100010000004,T9,Outreach Offices,Quay Street,Northby,M33 1AD,400501,300401,Leasehold,Offices\n"
        "100010000005,T10,Outreach Clinic,Quay Street,Northby,M33 1AD,400601,300401,Leasehold,Clinic\n",
    )
    small_place.publish(maps_too=True)
    said = everything_said(northby)
    assert "Outreach Clinic" in said
    assert not [word for word in ("Hawthorn", "Outreach Offices", "100010000004") if word in said]
    assert query(northby.database, "select function, premises_count from mart.sensitive_premises") == [("sensitive refuge", 1)]


@pytest.mark.soak  # several publications: longer than `make test` has
def test_nothing_is_quoted_of_a_rejected_line_about_sensitive_premises(northby: PlacePaths) -> None:
    put(northby, "inbox/northby-council/register.csv", REGISTER + "Juniper,A8,Women's refuge\nPlain,A9,Vacant depot\n")
    small_place.publish(maps_too=True)
    said = everything_said(northby)
    assert "Juniper" not in said
    assert query(northby.database, "select rows_loaded, rows_rejected from ops.source_part where kind = 'property_register'") == [(3, 2)]
    assert query(northby.database, "select count(*) from ops.issue where source_row = 5 and value = '(withheld)'")[0][0] > 0
    assert query(northby.database, "select count(*) from ops.issue where source_row = 6 and value is distinct from '(withheld)'")[0][0] > 0, "only the line about the refuge is withheld"


@pytest.mark.soak  # several publications: longer than `make test` has
def test_no_kind_of_file_names_what_the_place_lists_or_another_list_knows(northby: PlacePaths) -> None:
    """Rejected lines, returns, certificates and sheets: by the list of place.toml and by the premises that a register calls a refuge."""
    put(northby, "place.toml", small_place.PLACE_TOML.replace('name = "Northby"\n', SENSITIVE, 1))
    refuge = "100010000009,R9,Hawthorn Villa,9 Mill Road,Northby,M33 1AB,400333,300233,Freehold,,Women's refuge,200\n"
    rejected = "Juniper Lodge annexe,Q1,x\nNear Hawthorn Villa,Q2,x\n9 Mill Road M33 1AB,Q3,x\n100010000009,Q4\n"
    put(northby, "inbox/northby-council/register.csv", REGISTER + refuge + rejected)
    put(
        northby,
        "inbox/northby-council/certificates.csv",
        "lmk-key,address1,posttown,postcode,uprn,total-floor-area,operational-rating-band,current-operational-rating,main-benchmark,lodgement-date,building-reference-number\n"
        "K1,Juniper Lodge,NORTHBY,M33 1AD,,90,D,80,Office,01/02/2024,B1\nK2,9 Mill Road,NORTHBY,M33 1AB,,90,D,80,Office,01/02/2024,B2\nK3,Town Hall High Street,NORTHBY,M33 1AA,100010000001,1500,D,80,Office,01/02/2024,B3\n",
    )
    put(
        northby,
        "inbox/northby-council/costs.csv",
        "Asset Code,UPRN,Building Name,Postcode,Financial Year,Running Cost\nA1,,Town Hall,M33 1AA,2024-25,10000\nZ9,,Juniper Lodge,,2024-25,77001\n,100010000009,Offices,,2024-25,77002\n",
    )
    put(
        northby,
        "inbox/northby-council/leases.csv",
        "Asset Code,Lease Code,Landlord,Tenant,Demise,Lease start date,Lease end date,Rent a year\nA1,L1,Northby Borough Council,Hawthorn Villa Trustees Ltd,Attic,01/04/2020,31/03/2030,500\nA1,L2,Northby Borough Council,Acme Cleaning Ltd,Juniper Lodge,01/04/2020,31/03/2030,600\n",
    )
    put(
        northby,
        "inbox/northby-council/payments-2025-04.csv",
        COUNCIL_PAYMENTS + "Northby Borough Council,18/04/2025,Acme Cleaning Ltd,T8,31.00,Cleaning of Juniper Lodge\nNorthby Borough Council,19/04/2025,Acme Cleaning Ltd,T9,32.00,Hawthorn Villa\n"
        "Northby Borough Council,Hawthorn Villa,Acme Cleaning Ltd,T10,33.00,Rent\n",
    )
    small_place.publish(maps_too=True)
    assert query(northby.database, "select purpose, amount_gbp::varchar from mart.spend_line where paid_on >= date '2025-04-18' order by 2") == [("(withheld)", "31.00"), ("(withheld)", "32.00")]
    said = everything_said(northby)
    assert "Town Hall" in said
    assert not [word for word in ("Juniper", "Hawthorn", "9 Mill Road", "100010000009", "77001", "77002") if word in said.replace("sensitive = ", "")]
    kinds = query(northby.database, "select kind, rows_read, rows_loaded, rows_ignored from ops.source_part where kind in ('energy_certificate', 'estate_cost', 'lease') order by kind")
    assert kinds == [("energy_certificate", 3, 1, 2), ("estate_cost", 3, 1, 2), ("lease", 2, 2, 0)]
    leases = query(northby.database, "select lease_code, tenant_as_published, demise_as_published, rent_a_year_gbp::varchar from mart.interest where source = 'lease' order by 1")
    assert leases == [("L1", "(withheld)", "(withheld)", "500.00"), ("L2", "(withheld)", "(withheld)", "600.00")]


def test_a_withheld_payee_is_named_nowhere_else(northby: PlacePaths) -> None:
    payments = COUNCIL_PAYMENTS + "Northby Borough Council,18/04/2025,Mrs J Quillfeather,QUILLFEATHER-1,50.00,Rent for Quillfeather\n"
    payments += "Northby Borough Council,19/04/2025,Mr T Wrensby,T9,60.00,Rent\n"
    put(northby, "inbox/northby-council/payments-2025-04.csv", payments)
    entry = '[[correction]]\npath = "inbox/northby-council/payments-2025-04.csv"\nrow = {}\nheading = "{}"\nwas = "{}"\nbecomes = "{}"\nreason = "Mr T Wrensby said so"\nby = "A. Smith"\n'
    put(
        northby,
        "corrections/slips.toml",
        entry.format(6, "Supplier Name", "Mr T Wrensby", "Wrensby Plumbing Ltd") + entry.format(6, "Purpose", "Rent", "Repairs") + entry.format(5, "Amount", "50.00", "55.00"),
    )
    small_place.publish(maps_too=True)
    said = everything_said(northby)
    assert "Wrensby Plumbing" in said
    assert not [word for word in ("Quillfeather", "QUILLFEATHER", "Mr T Wrensby", "Wrensby said") if word in said]
    line = "select supplier_as_published, purpose, transaction_number, amount_gbp::varchar from mart.spend_line where paid_on = date '2025-04-18'"
    assert query(northby.database, line) == [("individual (withheld)", "(withheld)", None, "55.00")]
    assert query(northby.database, "select count(*) from ops.issue where issue_type = 'corrected' and value = '(withheld)'") == [(3,)]


def test_a_first_row_of_data_is_no_heading_to_show(northby: PlacePaths) -> None:
    rows = "".join(f"0{day}/04/2025,Mrs J Quillfeather,{day}1.50,Care of {day}\n" for day in range(1, 9))
    put(northby, "inbox/northby-council/no-headings.csv", rows)
    small_place.publish(maps_too=True)
    said = everything_said(northby)
    assert "no-headings" in said
    assert "Quillfeather" not in said


def test_nobody_can_accept_that_sensitive_premises_are_shown(northby: PlacePaths, monkeypatch: pytest.MonkeyPatch) -> None:
    from totalplace import checks

    sentence = next(check.sentence for check in checks.file_checks() if check.is_privacy)
    put(northby, "accepted/a.toml", f'[[accepted]]\ncheck = "{sentence}"\ntable = "mart.estate"\nreason = "known"\nby = "A. Smith"\non = 2025-06-01\nexpires_on = 2025-07-01\nat_most_rows = 99\n')
    with pytest.raises(PlaceError, match="nobody may accept"):
        small_place.publish()


# --- the public edition -----------------------------------------------------------------------------------------------


def test_the_public_file_names_nobody_and_refers_to_nothing_it_lacks(northby: PlacePaths) -> None:
    with closing(duckdb.connect(northby.public_database, read_only=True)) as connection:
        columns = set(connection.execute("select table_schema || '.' || table_name, column_name from information_schema.columns where table_catalog = 'totalplace'").fetchall())
        told = connection.execute("select table_name, column_name, references_column from ops.dictionary").fetchall()
    tables = {table for table, _ in columns}
    assert {"mart.body_coverage", "ref.area"} <= tables
    assert not tables & {"mart.id_history", "mart.estate_source", "mart.spend_line", "ops.issue", "ops.source_file"}
    assert not columns & {("mart.body_coverage", "confirmed_by"), ("ref.area", "source_file_id")}
    assert {(table, column) for table, column, _ in told} == columns
    assert all(reference.rsplit(".", 1)[0] in tables for _, _, reference in told if reference)


@pytest.mark.soak  # several publications: longer than `make test` has
def test_public_maps_do_not_say_who_confirmed_or_accepted(northby: PlacePaths) -> None:
    put(northby, "place.toml", small_place.PLACE_TOML.replace('id = "northby-council"', 'id = "northby-council"\nconfirmed_by = "Q. Quillfeather"\nconfirmed_on = 2025-05-01'))
    put(
        northby,
        "accepted/a.toml",
        '[[accepted]]\ncheck = "at most half of the rows of a table are rejected"\ntable = "ops.source_part"\nreason = "W. Wrensby knows"\nby = "T. Thistleby"\non = 2025-06-01\nexpires_on = 2025-07-01\nat_most_rows = 9\n',
    )
    put(northby, "inbox/northby-council/register.csv", REGISTER + "X,Y\n" * 9)
    small_place.publish(maps_too=True)
    assert "Q. Quillfeather" in "".join(path.read_text("utf-8") for path in northby.maps.glob("*.html"))
    assert "T. Thistleby" in "".join(path.read_text("utf-8") for path in northby.maps.glob("*.html"))
    public = "".join(path.read_text("utf-8") for path in (northby.out / "public").rglob("*.html"))
    public += "".join(path.read_text("utf-8") for path in (northby.out / "public").rglob("*.svg"))
    assert "yes, 1 May 2025" in public and "This was accepted." in public
    assert not [word for word in ("Quillfeather", "Wrensby", "Thistleby") if word in public]


@pytest.mark.soak  # several publications: longer than `make test` has
@pytest.mark.parametrize("spoil", ["delete", *(pytest.param(each, marks=pytest.mark.soak) for each in ("older", "damaged"))])
def test_a_public_file_that_is_not_of_the_publication_is_replaced(spoil: str, northby: PlacePaths, tmp_path: Path) -> None:
    public = northby.public_database
    older = tmp_path / "older.duckdb"
    older.write_bytes(public.read_bytes())
    put(northby, "inbox/northby-council/payments-2025-04.csv", COUNCIL_PAYMENTS.replace("1000.00", "1.00"))
    made = small_place.publish()
    with open_workbench("northby") as bench:
        assert publication.is_current(bench)
        if spoil == "delete":
            public.unlink()
        else:
            public.write_bytes(older.read_bytes() if spoil == "older" else b"nothing")
        assert not publication.is_current(bench)
    assert small_place.publish().publication_id == made.publication_id
    assert publication.publication_id_of(public) == made.publication_id


@pytest.mark.soak  # several publications: longer than `make test` has
def test_the_public_file_never_runs_ahead(northby: PlacePaths, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever fails while it is made leaves both files as they were."""
    before = publication.publication_id_of(northby.database)
    put(northby, "inbox/northby-council/payments-2025-04.csv", COUNCIL_PAYMENTS.replace("1000.00", "1.00"))

    class KilledError(BaseException):
        pass

    def killed(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(publication.shutil, "copyfile", killed)
        with pytest.raises(KilledError):
            small_place.publish()
    assert publication.publication_id_of(northby.database) == before == publication.publication_id_of(northby.public_database)
    assert public_edition.public_contracts()


# --- single dwellings -------------------------------------------------------------------------------------------------

STOCK = (
    "Asset Code,UPRN,Property Name,Street,Town,Postcode,Property Type,Tenure,Gross Internal Area (m2),Book value (£)\n"
    "H1,100010000011,\"Flat 1, Kettle Court\",Quay Street,Northby,M33 1AD,Flat,Freehold,50,1000\n"
    "H2,100010000012,\"Flat 2, Kettle Court\",Quay Street,Northby,M33 1AD,Flat,Freehold,60,2000\n"
    "H3,100010000013,Kettle Court,Quay Street,Northby,M33 1AD,Block of flats,Freehold,130,\n"
    "H4,100010000014,11 Tarn Row,Tarn Row,Northby,M33,House,Freehold,80,3000\n"
    "H5,Tarn Cottage,House\n"
)
SINGLES = ("Flat 1", "Flat 2", "Tarn Row", "Tarn Cottage", "100010000011", "100010000012", "100010000014")
LEAST = '[thresholds]\ndwelling_least_count = 2\n'


def all_files(paths: PlacePaths) -> str:
    """What everything_said says, and every sheet, request, identity and decision."""
    folders = (paths.out, paths.asset_identity.parent, paths.asset_review.parent)
    texts = [path.read_text("utf-8") for folder in folders for path in folder.rglob("*") if path.suffix in (".csv", ".html", ".json", ".txt")]
    return "\n".join([everything_said(paths), *texts])


def test_a_single_dwelling_is_counted_and_told_nowhere(northby: PlacePaths) -> None:
    """Neither by the register, nor by a rejected line of it, nor by returns that name it or know its UPRN; its block is a building."""
    put(northby, "inbox/northby-council/housing.csv", STOCK)
    put(northby, "inbox/northby-trust/lets.csv", "Asset Code,Property Name,Street,Town,Postcode,Tenure Type,Property Type\nT7,\"FLAT 2, KETTLE COURT\",Quay Street,Northby,M33 1AD,Leasehold,Community groups\n")
    put(
        northby,
        "inbox/northby-council/costs.csv",
        "Building code,Building,UPRN,Postcode,Financial year,Energy £,Total running cost £\n"
        "H2,\"Flat 2, Kettle Court\",,M33 1AD,2024-25,1,1\n,Number eleven,100010000014,,2024-25,2,2\n,\"Flat 9, Tarn Row\",,M33 1AD,2024-25,3,3\nA2,Northby Library,,M33 1AB,2024-25,4,4\n",
    )
    put(northby, "place.toml", small_place.PLACE_TOML + LEAST)
    put(northby, "reference/postcodes.csv", "\n".join(f"{line},{'lsoa21cd' if not at else 'E01000901'}" for at, line in enumerate(small_place.POSTCODES.splitlines())) + "\n")
    small_place.publish(maps_too=True)
    said = all_files(northby)
    assert "Kettle Court" in said and "Northby Library" in said
    assert not [word for word in SINGLES if word.lower() in said.lower()]
    rows = query(northby.database, "select body_id, area_type, area_code, dwelling_count, held_count, line_count, gia_m2, book_value_gbp::varchar from mart.dwelling order by all")
    assert rows == [
        ("northby-council", "lsoa", "E01000901", 2, 2, 2, 110.0, "3000.00"),
        ("northby-council", "place", "place", 1, 1, 1, None, None),
        ("northby-trust", "district", "E07000901", 1, 1, 1, None, None),
    ]
    assert query(northby.database, "select dwellings_held, assets_held from mart.body_coverage where body_id = 'northby-council'") == [(3, 4)]
    parts = dict(query(northby.database, "select source_part || kind, (rows_read, rows_loaded, rows_rejected, rows_ignored)::varchar from ops.source_part where kind = 'estate_cost'"))
    assert list(parts.values()) == ["(4, 1, 0, 3)"]
    stock = query(northby.database, "select rows_read, rows_loaded, rows_rejected from ops.source_part join ops.source_file using (source_file_id) where path like '%housing.csv'")
    assert stock == [(5, 4, 1)]
    assert "single dwellings</b> held and not drawn" in "".join(path.read_text("utf-8") for path in northby.maps.glob("*.html"))
    assert "book_value_gbp" not in {column for (column,) in query(northby.public_database, "select column_name from information_schema.columns where table_name = 'dwelling'")}


def test_nobody_can_accept_that_a_single_dwelling_is_shown() -> None:
    from totalplace import checks

    assert {check.sentence for check in checks.file_checks() if check.is_privacy} >= {"no published text, place or line is that of a single dwelling"}


@pytest.mark.soak  # several publications: longer than `make test` has
def test_what_is_told_as_a_home_later_leaves_nothing_but_its_id_in_the_folder(northby: PlacePaths) -> None:
    line = "T1,7 Tarn Row,Quay Street,Northby,M33 1AD,400520,300420,Leasehold,{},90\n"
    heading = OTHER_LIST.splitlines()[0] + "\n"
    put(northby, "inbox/northby-trust/register.csv", heading + line.format("Offices"))
    small_place.publish()
    asset_id = query(northby.database, "select asset_id from mart.estate where name = '7 Tarn Row'")[0][0]
    put(northby, "inbox/northby-trust/register.csv", heading + line.format("House"))
    small_place.publish()
    kept = northby.asset_identity.read_text("utf-8")
    assert asset_id in kept and "Tarn" not in kept and "400520" not in kept
    assert query(northby.database, "select count(*) from mart.estate where name = '7 Tarn Row'") == [(0,)]


# --- premises that become sensitive later -----------------------------------------------------------------------------

OTHER_LIST = (
    "Asset Code,Property Name,Street,Town,Postcode,GeoX,GeoY,Tenure Type,Property Type,Gross Internal Area (m2)\n"
    "T1,Northby Town Hall,High Street,Northby,M33 1AA,400100,300100,Leasehold,Offices,1500\n"
    "T2,Juniper Lodge,Quay Street,Northby,M33 1AD,400520,300420,Leasehold,Offices,90\n"
)
SENSITIVE = 'name = "Northby"\nsensitive = ["Juniper Lodge"]\n'


def kept_by_the_place(paths: PlacePaths) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in (paths.asset_identity, paths.asset_review) if path.is_file()}


@pytest.mark.soak  # several publications: longer than `make test` has
@pytest.mark.parametrize("is_list_gone", [False, True])
def test_what_becomes_sensitive_later_leaves_nothing_but_its_id_in_the_folder(is_list_gone: bool, northby: PlacePaths) -> None:
    register = put(northby, "inbox/northby-trust/register.csv", OTHER_LIST)
    small_place.publish()
    asset_id = query(northby.database, "select asset_id from mart.estate where name = 'Juniper Lodge'")[0][0]
    hall = query(northby.database, "select asset_id from mart.estate where name = 'Northby Town Hall' and body_id = 'northby-council'")[0][0]
    decided = ["different", "A. Smith", "the lodge is beside it", "0.5", "7"]
    left = [asset_id, "northby-trust", "Juniper Lodge", "Quay Street", "M33 1AD", "", "400520.0", "300420.0"]
    right = [hall, "northby-council", "Northby Town Hall", "High Street", "M33 1AA", "100010000001", "400100.0", "300100.0"]
    put(northby, "review/assets.csv", ",".join(review.COLUMNS) + "\n" + ",".join([*decided, *left, *right]) + "\n")
    small_place.publish()
    assert all("Juniper" in text for text in kept_by_the_place(northby).values())

    put(northby, "place.toml", small_place.PLACE_TOML.replace('name = "Northby"\n', SENSITIVE, 1))
    if is_list_gone:
        register.unlink()
    small_place.publish()
    kept = kept_by_the_place(northby)
    assert len(kept) == 2
    for name, text in kept.items():
        assert asset_id in text and "Northby Town Hall" in text, name
        others = "\n".join(line for line in text.splitlines() if "Old Depot" not in line)  # which stands in that street
        assert not [word for word in ("Juniper", "Quay", "M33 1AD", "400520", "lodge") if word in others], name
    assert kept["assets.csv"].splitlines()[1].startswith(f"different,A. Smith,,0.5,,{asset_id},northby-trust,,")

    # the editions that showed it are told, cannot be put back, and can be removed
    showing = earlier_editions.showing_sensitive(northby)
    first, *shown, last = publication.manifest_ids(northby)
    assert list(showing) == sorted(shown) and len(shown) == 2, "the first edition had no such list yet"
    with open_workbench("northby") as bench:
        told = "\n".join(status_lines(bench))
    assert all(f"{entry} shows" in told for entry in shown) and "Juniper" not in told
    with pytest.raises(PlaceError, match="may only be counted now"):
        publication.restore(northby, shown[0])
    with pytest.raises(PlaceError, match="is what readers have now"):
        publication.withdraw(northby, [shown[0], last], 10)
    publication.withdraw(northby, shown, 10)
    assert publication.manifest_ids(northby) == [first, last] and not earlier_editions.showing_sensitive(northby)
    kept_files = [path for path in northby.root.rglob("*") if path.is_file() and path.name not in ("place.toml", "register.csv")]
    assert not [path for path in kept_files if path.parent.name == "editions" and path.stem not in (first, last)]

    # and it is the same asset when the entry is taken out again
    put(northby, "place.toml", small_place.PLACE_TOML)
    put(northby, "inbox/northby-trust/register.csv", OTHER_LIST)
    small_place.publish()
    assert query(northby.database, "select asset_id from mart.estate where name = 'Juniper Lodge'") == [(asset_id,)]
