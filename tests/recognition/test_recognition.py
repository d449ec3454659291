"""What tables are taken for: layouts never seen, other kinds, people; and the mappings that the team confirms."""

from pathlib import Path

import pytest

from totalplace.errors import PlaceError
from totalplace.mappings import financial_year_in_name, layout_fingerprint, load_confirmed, proposal_toml
from totalplace.reading import TextTable, read_tables
from totalplace.recognition import Recognition, recognise
from totalplace.sources import known_headings


@pytest.fixture
def table(tmp_path: Path) -> "Reader":
    return Reader(tmp_path)


class Reader:
    """Tables from lines of text."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *lines: str, name: str = "list.csv") -> TextTable:
        path = self.folder / name
        path.write_text("\n".join(lines) + "\n", "utf-8")
        (found,) = read_tables(path, name, known_headings=known_headings(), scratch=self.folder)
        assert isinstance(found, TextTable)
        return found


def proposed(found: Recognition) -> dict[str, str]:
    return {guess.heading: guess.field for guess in found.proposals}


SHORTENED = ("Cred Nm|Val|Dt Pd", "Alpha Ltd|100.00|01/04/2019", "Beta Ltd|-20.50|02/04/2019", "Gamma Ltd|7.25|30/04/2019")
WELSH = (
    "Enw'r Eiddo,Cyfeiriad,Cod Post,Deiliadaeth,Dwyreiniad,Gogleddiad",
    "Neuadd y Dref,1 High Street,ZE1 0AA,Freehold,385000,397000",
    "Llyfrgell,2 Station Road,ZE1 0AB,Leasehold,385100,397100",
    "Depo,3 Mill Lane,ZE1 0AD,Freehold,385200,397250",
)
CRYPTIC = (
    "ZZ_OBJ;ZZ_TXT40;ZZ_PSTLZ;ZZ_R7;ZZ_A1",
    "10000017;Sample House;ZE1 0AA;Freehold;500 m2",
    "10000018;Other House;ZE1 0AB;Leasehold;710 m2",
    "10000019;Third House;ZE1 0AD;Freehold;90 m2",
)


def test_shortened_headings_are_proposed_and_held(table: Reader) -> None:
    found = recognise(table(*SHORTENED))
    assert (found.kind, found.status) == ("payments", "held")
    assert proposed(found) == {"Cred Nm": "supplier_as_published", "Val": "amount_gbp", "Dt Pd": "_payment_on"}
    assert all(guess.confidence < 1 and guess.why for guess in found.proposals)


def test_welsh_headings_are_proposed_and_held(table: Reader) -> None:
    found = recognise(table(*WELSH))
    assert (found.kind, found.status) == ("property_register", "held")
    assert proposed(found) == {
        "Enw'r Eiddo": "name_as_published",
        "Cyfeiriad": "address_as_published",
        "Cod Post": "postcode",
        "Deiliadaeth": "tenure_as_published",
        "Dwyreiniad": "easting",
        "Gogleddiad": "northing",
    }


def test_cryptic_headings_are_proposed_from_content(table: Reader) -> None:
    found = recognise(table(*CRYPTIC))
    assert (found.kind, found.status) == ("property_register", "held")
    guesses = proposed(found)
    assert guesses["ZZ_PSTLZ"] == "postcode"
    assert guesses["ZZ_R7"] == "tenure_as_published"
    assert guesses["ZZ_A1"] == "gia_m2"
    assert guesses["ZZ_TXT40"] == "name_as_published"


def test_a_heading_that_its_cells_contradict_is_not_certain(table: Reader) -> None:
    found = recognise(table("Supplier,Amount,Date", "Alpha Ltd,10.00,Paper", "Beta Ltd,20.00,Ink", "Gamma Ltd,5.00,Pens"))
    assert found.status == "held"
    assert "_payment_on" not in found.columns
    assert "cells hold something else" in found.reason


def test_a_blank_column_contradicts_nothing(table: Reader) -> None:
    found = recognise(table("Supplier,Amount,Date,Invoice Date", "Alpha Ltd,10.00,01/04/2019,", "Beta Ltd,1.00,02/04/2019,"))
    assert found.status == "recognised"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("name,type,address,postcode", "Sample Dental Care,Dentist,1 High Street,ZE1 0AA", "Other,Dentist,2 High Street,ZE1 0AB"), "a list of dentists"),
        (("name,type,address,postcode", "Sample Lodge,Residential homes,1 High Street,ZE1 0AA"), "a list of care homes"),
        (("NAME,ADDRESS,POSTCODE,MAP_EAST,MAP_NORTH", "Sample Primary School,1 High Street,ZE1 0AA,385000,397000"), "a list of schools"),
        (("Contract Reference,Contract Title,Start Date,End Date,Annual Value", "C1,Paper,01/04/2019,31/03/2020,100.00"), "a contracts register"),
        (("Funding Org:Name,Award Year,Recipient District,Amount Awarded", "Sample Fund,2019,Sampleford,10"), "a list of grants"),
        (("BusinessName,BusinessType,RatingValue,Hygiene,PostCode", "Sample Inn,Pub,5,10,ZE1 0AA"), "food hygiene"),
        (("E-code,Local authority,Class,Education services", "E0001,Sample,UA,100"), "a return of council spending"),
    ],
)
def test_other_kinds_are_held_and_named(table: Reader, lines: tuple[str, ...], words: str) -> None:
    found = recognise(table(*lines))
    assert (found.kind, found.status) == (None, "held")
    assert words in found.reason


def test_a_bare_list_of_places_waits_for_the_team(table: Reader) -> None:
    lines = ("name,address,postcode", "Alexandra,1 High Street,ZE1 0AA", "Broadway,2 High Street,ZE1 0AB")
    found = recognise(table(*lines))
    assert (found.kind, found.status) == ("property_register", "held")
    assert "buildings of the sender" in found.reason


@pytest.mark.parametrize(
    "lines",
    [
        ("name,address,postcode", "Alexandra Library,1 High Street,ZE1 0AA", "Broadway Library,2 High Street,ZE1 0AB"),
        ("STATION,ADDRESS,POSTCODE", "Alexandra,1 High Street,ZE1 0AA"),
        ("name,address,tenure", "Alexandra,1 High Street,Freehold"),
    ],
)
def test_a_list_with_evidence_is_read(table: Reader, lines: tuple[str, ...]) -> None:
    assert recognise(table(*lines)).status == "recognised"


def test_a_register_of_schools_with_tenure_and_area_is_a_register(table: Reader) -> None:
    lines = ("URN,School Name,Address,Postcode,Tenure,GIA (m2)", "100001,Sample Primary School,1 High Street,ZE1 0AA,Freehold,1200")
    assert recognise(table(*lines)).kind == "property_register"


def test_a_list_of_schools_is_no_register(table: Reader) -> None:
    found = recognise(table("URN,EstablishmentName,Postcode,Easting,Northing", "100001,Sample,ZE1 0AA,385000,397000"))
    assert (found.kind, found.status) == ("school", "recognised")


def test_a_return_without_its_year_waits_for_the_team_with_a_proposal(table: Reader) -> None:
    lines = (
        "Trust Code,Trust Name,Commissioning Region,Trust Type,Gross internal floor area (m²),Tenure,Site Name,Site Code,Postcode",
        "ZZ1,SAMPLE NHS TRUST,NORTH COMMISSIONING REGION,ACUTE,1000,Freehold,Sample Hospital,ZZ101,ZE1 0AA",
    )
    found = recognise(table(*lines))
    assert (found.kind, found.status) == ("nhs_estate", "held")
    assert "financial year" in found.reason
    said = proposal_toml("inbox/health/ERIC-2016-17.csv", table(*lines), found)
    assert 'kind = "nhs_estate"' in said
    assert "fy = 2016" in said


def test_small_area_deprivation_without_its_year_waits_for_the_team(table: Reader) -> None:
    lines = ("lsoa11cd,measure,value,index_domain", "E01000001,Decile,1,Crime Domain", "E01000002,Score,10.5,Crime Domain")
    found = recognise(table(*lines))
    assert (found.kind, found.status) == ("area_statistic", "held")
    assert "year = 2015" in proposal_toml("reference/imd_2015.csv", table(*lines), found)


def test_land_of_a_landholder_with_outlines_is_no_map_of_buildings(table: Reader, tmp_path: Path) -> None:
    feature = (
        '{"type":"Feature","properties":{"ASSET_ID":"L%d","CLASSIFICATION":"Land","TENURE":"Freehold","ADDRESS":"%d High Street"},'
        '"geometry":{"type":"Polygon","coordinates":[[[-2.3,53.4],[-2.299,53.4],[-2.299,53.401],[-2.3,53.4]]]}}'
    )
    text = '{"type":"FeatureCollection","features":[' + ",".join(feature % (n, n) for n in (1, 2)) + "]}"
    assert recognise(table(text, name="land.geojson")).kind == "property_register"


def test_payments_to_charities_are_payments(table: Reader) -> None:
    lines = ("Supplier,Date Paid,Amount,Charity Name,Registered Charity Number", "Sample Trust,01/04/2019,10.00,Sample Trust,200001")
    assert recognise(table(*lines)).kind == "payments"


def test_a_file_about_people_is_never_read_or_quoted(table: Reader) -> None:
    people = table("Forename,Surname,Date of Birth,Address,Postcode,Tenure", "Vaughn,Quixley,1980-01-01,9 Secret Street,ZE1 0AA,Freehold")
    found = recognise(people)
    assert (found.kind, found.status, found.columns, found.proposals) == (None, "held", {}, [])
    said = found.reason + proposal_toml("inbox/x.csv", people, found)
    assert not any(word in said for word in ("Vaughn", "Quixley", "1980", "Secret", "ZE1"))


def test_an_unknown_kind_names_its_headings(table: Reader) -> None:
    found = recognise(table("Colour,Weight,Height", *(f"shade {n},{n}.5,{n * 7}" for n in range(20))))
    assert (found.kind, found.status) == (None, "held")
    assert "Colour, Weight, Height" in found.reason


# Mappings


def confirm(folder: Path, text: str) -> Path:
    path = folder / "mapping.toml"
    path.write_text(text.replace("confirmed = false", "confirmed = true"), "utf-8")
    return folder


def test_a_proposal_once_confirmed_is_what_the_table_is_read_by(table: Reader, tmp_path: Path) -> None:
    payments = table(*SHORTENED)
    text = proposal_toml("inbox/sample/list.csv", payments, recognise(payments))
    folder = tmp_path / "mappings"
    folder.mkdir()
    (folder / "a.toml").write_text(text, "utf-8")
    assert load_confirmed(folder).for_table(payments, "inbox/sample/list.csv") is None  # not confirmed yet
    (folder / "a.toml").unlink()
    mappings = load_confirmed(confirm(folder, text))
    found = recognise(payments, mappings.for_table(payments, "inbox/sample/list.csv"))
    assert (found.kind, found.status) == ("payments", "recognised")
    assert found.columns == {"supplier_as_published": "c0000", "amount_gbp": "c0001", "_payment_on": "c0002"}
    assert load_confirmed(tmp_path / "none").for_table(payments, "x") is None
    assert mappings.fingerprint() != load_confirmed(tmp_path / "none").fingerprint()


def test_the_year_of_each_file_is_proposed_and_then_stated(table: Reader, tmp_path: Path) -> None:
    totals = table("Supplier Name,Total", "Alpha Ltd,100.00", "Beta Ltd,20.00")
    text = proposal_toml("inbox/sample/2011-01-payments.csv", totals, recognise(totals))
    assert "fy = 2010" in text
    mappings = load_confirmed(confirm(tmp_path, text))
    confirmed = mappings.for_table(totals, "inbox/sample/2011-01-payments.csv")
    assert confirmed is not None
    assert confirmed.settings == {"fy": 2010}
    assert recognise(totals, confirmed).status == "recognised"
    other = mappings.for_table(totals, "inbox/sample/2011-02-payments.csv")
    assert other is not None
    assert recognise(totals, other).status == "held"  # its year is not stated


def test_what_a_list_is_of_is_proposed_and_then_stated(table: Reader, tmp_path: Path) -> None:
    places = table("name,address,postcode", *(f'Place {letter},"{letter} Elm Walk, Northby",NB1 1A{letter}' for letter in "ABDE"))
    text = proposal_toml("inbox/ministry/places.csv", places, recognise(places))
    assert "# function = " in text, "the team is told that it may say so"
    stated = text.replace("# function = \"\"", 'function = "jobcentre"')
    confirmed = load_confirmed(confirm(tmp_path, stated)).for_table(places, "inbox/ministry/places.csv")
    assert confirmed is not None and confirmed.settings == {"function": "jobcentre"}
    assert recognise(places, confirmed).status == "recognised"
    for wrong in ('"jobcenter"', '"sensitive refuge"', '"not known"', "7"):
        (tmp_path / "wrong").mkdir(exist_ok=True)
        with pytest.raises(PlaceError, match="function must be what all the list is of") as error:
            load_confirmed(confirm(tmp_path / "wrong", stated.replace('"jobcentre"', wrong)))
        assert "jobcentre, " in str(error.value) and "refuge" not in str(error.value).split("It is one of")[1]


def test_headings_that_repeat_or_are_blank_have_their_own_lines(table: Reader, tmp_path: Path) -> None:
    twice = table('Name,Name,,"Odd ""heading"""', "Alpha,Beta,Gamma,1", "Delta,Epsilon,Zeta,2")
    text = proposal_toml("inbox/x.csv", twice, recognise(twice))
    assert load_confirmed(tmp_path).for_table(twice, "x") is None
    import tomllib

    tomllib.loads(text)


GOOD = 'layout = "{layout}"\nkind = "payments"\nconfirmed = true\n[columns]\n"Cred Nm" = "supplier_as_published"\n"Val" = "amount_gbp"\n"Dt Pd" = "_payment_on"\n'


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kind = "payments"', 'kind = "payment"', "kind 'payment' is not known. The kinds are area_statistic, boundaries"),
        ('"amount_gbp"', '"amont_gbp"', "'amont_gbp' is not a field of payments. Did you mean 'amount_gbp'?"),
        ("confirmed = true", 'confirmed = "yes"', "confirmed must be true or false"),
        ('layout = "{layout}"\n', "", "layout is missing"),
        ("confirmed = true", "confirmed = true\ncolour = 1", "'colour' is not a key"),
        ("[columns]", "[columns", "is not valid TOML"),
        ('"Val" = "amount_gbp"', '"Val" = "supplier_as_published"', "two headings fill the field"),
        ('"Dt Pd" = "_payment_on"', '"Dt Pd" = "_payment_on"\n[settings]\nfy = 19', "fy must be the year"),
        ('"Dt Pd" = "_payment_on"', '"Dt Pd" = "_payment_on"\n[settings]\nsender = "x"', "'sender' is not a setting"),
        ('"Dt Pd" = "_payment_on"', '"Dt Pd" = "_payment_on"\n[[file]]\nfy = 2011', "lacks its path"),
    ],
)
def test_a_wrong_mapping_says_file_key_and_remedy(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    (tmp_path / "wrong.toml").write_text(GOOD.replace(old, new), "utf-8")
    with pytest.raises(PlaceError) as error:
        load_confirmed(tmp_path)
    assert said in str(error.value)
    assert "wrong.toml" in str(error.value)


def test_a_mapping_with_a_heading_that_the_file_lacks_says_so(table: Reader, tmp_path: Path) -> None:
    payments = table(*SHORTENED)
    folder = tmp_path / "mappings"
    folder.mkdir()
    text = GOOD.replace("{layout}", layout_fingerprint(payments)).replace('"Val"', '"Value"')
    (folder / "m.toml").write_text(text, "utf-8")
    with pytest.raises(PlaceError, match="names the heading 'value'"):
        load_confirmed(folder).for_table(payments, "inbox/list.csv")


@pytest.mark.parametrize(
    ("name", "year"),
    [("2011-01-payments.csv", 2010), ("2012-05.csv", 2012), ("pcc-2018-19.xlsx", 2018), ("spend_Jan_2015.csv", 2014), ("April 2020.csv", 2020), ("payments.csv", None), ("2011-12.csv", 2011)],
)
def test_financial_year_in_a_name(name: str, year: int | None) -> None:
    assert financial_year_in_name(name) == year


def test_files_of_one_layout_share_one_proposal(tmp_path: Path) -> None:
    from totalplace import mappings

    def proposal(month: str, layout: str = "aaaa") -> str:
        return (
            f'example = "inbox/x/{month}.csv"\nlayout = "{layout}"\nkind = "payments"\nconfirmed = false\n\n[columns]\n"Total" = "amount_gbp"\n\n'
            f'[settings]\n\n[[file]]\npath = "inbox/x/{month}.csv"\nfy = 2011\n'
        )

    first = mappings.keep_proposal(tmp_path, "may", proposal("may"))
    assert mappings.keep_proposal(tmp_path, "june", proposal("june")) == first
    assert mappings.keep_proposal(tmp_path, "june", proposal("june")) == first, "the same again adds nothing"
    assert mappings.keep_proposal(tmp_path, "other", proposal("july", "bbbb")) != first
    import tomllib

    assert [entry["path"] for entry in tomllib.loads(first.read_text())["file"]] == ["inbox/x/may.csv", "inbox/x/june.csv"]


def test_amounts_with_the_sign_of_the_pound_are_proposed_as_amounts(table: Reader) -> None:
    found = recognise(table("Wem,Wann,Wieviel", 'Alpha Ltd,01/04/2019,"£1,200.50"', "Beta Ltd,02/04/2019,£7", 'Gamma Ltd,03/04/2019,"-£2,000.00"'))
    assert proposed(found)["Wieviel"] == "amount_gbp"


def test_a_mapping_names_fields_without_an_underscore(table: Reader, tmp_path: Path) -> None:
    """What is proposed has public names only, and is read back as the fields it means; the old names are read as well."""
    payments = table(*SHORTENED)
    text = proposal_toml("inbox/a/list.csv", payments, recognise(payments))
    assert '"Dt Pd" = "payment_on"' in text and "_payment_on" not in text.replace("inv_payment_on", "")
    assert '"_' not in text and " _" not in text
    (tmp_path / "m").mkdir()
    for name in ("payment_on", "_payment_on"):
        (tmp_path / "m" / "a.toml").write_text(
            text.replace('"payment_on"', f'"{name}"').replace("confirmed = false", "confirmed = true"), "utf-8"
        )
        confirmed = load_confirmed(tmp_path / "m").for_table(payments, "inbox/a/list.csv")
        assert confirmed is not None and confirmed.positions["_payment_on"] == 2


def test_a_layout_nearly_the_same_is_proposed_by_what_its_sender_had_confirmed(table: Reader, tmp_path: Path) -> None:
    first = table("Wem|Wieviel|Wann|Wofür", "Alpha Ltd|100|01/04/2019|Paper", "Beta Ltd|20|02/04/2019|Ink")
    folder = tmp_path / "m"
    folder.mkdir()
    (folder / "first.toml").write_text(
        f'example = "inbox/sender/one.csv"\nlayout = "{layout_fingerprint(first)}"\nkind = "payments"\nconfirmed = true\n[columns]\n'
        '"Wem" = "supplier_as_published"\n"Wieviel" = "net_gbp"\n"Wann" = "payment_on"\n"Wofür" = "purpose_as_published"\n',
        "utf-8",
    )
    confirmed = load_confirmed(folder)
    second = table("Wem|Wieviel|Wann|Wohin", "Alpha Ltd|100|01/04/2019|Leeds", "Beta Ltd|20|02/04/2019|York")
    sibling = confirmed.sibling(second, "inbox/sender/two.csv")
    assert sibling is not None
    text = proposal_toml("inbox/sender/two.csv", second, recognise(second), sibling)
    assert 'kind = "payments"' in text and "confirmed = false" in text
    assert '"Wieviel" = "net_gbp"  # as confirmed in first.toml' in text
    assert '"Wann" = "payment_on"  # as confirmed in first.toml' in text
    assert confirmed.sibling(second, "inbox/another/two.csv") is None, "another sender may mean something else"
    unlike = table("Wem|Preis|Tag|Wohin", "Alpha Ltd|100|01/04/2019|Leeds", "Beta Ltd|20|02/04/2019|York")
    assert confirmed.sibling(unlike, "inbox/sender/three.csv") is None
