"""Agreements: what one allows, that a blank refuses it whatever the item, and that each refusal says where and what to do."""

from datetime import date
from pathlib import Path

import pytest

from tests.protected.agreement import AGREEMENT, PLACE, TODAY
from totalplace.contracts import customers
from totalplace.paths import PlacePaths
from totalplace.protected.agreements import IN_FORCE, Agreements, Dataset, Refusal, load_agreements, parse_agreement

LINES = [line for line in AGREEMENT.splitlines() if " = " in line]
ITEMS = [pytest.param(number, id=f"{line.split(' = ')[0]}-{number}") for number, line in enumerate(LINES)]


def judged(text: str, name: str = "alcohol.toml", today: date = TODAY) -> tuple[str, str]:
    agreement = parse_agreement(text.encode(), name, PLACE, today)
    return agreement.status, agreement.reason or ""


def without(line: str, instead: str = "") -> str:
    assert AGREEMENT.count(line) == 1, f"'{line}' stands there more than once"
    return AGREEMENT.replace(line, instead)


def loaded(root: Path, today: date = TODAY, **files: str) -> Agreements:
    folder = PlacePaths(root).agreements
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")
    return load_agreements(PlacePaths(root), PLACE, today)


def test_what_an_agreement_allows(tmp_path: Path) -> None:
    agreements = loaded(tmp_path, alcohol=AGREEMENT)
    police = agreements.dataset_for("shire-police", "police", TODAY)
    assert police == Dataset(
        agreement_id="alcohol",
        agency="shire-police",
        layout="police",
        identifiers="names",
        fields=frozenset({"person_reference", "forename", "surname", "born_on", "service", "started_on"}),
        period=(date(2022, 4, 1), date(2025, 3, 31)),
        youngest=18,
        oldest=120,
        areas=frozenset({"E08000901"}),
        services=frozenset(),
        substances=frozenset({"alcohol", "drugs"}),
        has_treatment_clause=False,
        has_victim_clause=False,
        has_child_clause=False,
        smallest_area="msoa",
    )
    assert police.clause("period") == "agreement 'alcohol', period: 2022-04-01 to 2025-03-31"
    assert police.clause("cohort") == "agreement 'alcohol', cohort: aged 18 to 120, living in E08000901"
    assert police.clause("fields") == "agreement 'alcohol', fields: person_reference, forename, surname, born_on, service, started_on"
    assert police.clause("victim_clause") == "agreement 'alcohol', victim_clause: there is none"
    treatment = agreements.dataset_for("shire-council", "treatment")
    assert isinstance(treatment, Dataset) and treatment.has_treatment_clause and treatment.identifiers == "pseudonyms"


@pytest.mark.parametrize("number", ITEMS)
@pytest.mark.parametrize("blank", ['""', '" "', '"…"', '"tbc"', "[]", "gone"])
def test_a_blank_item_is_a_refusal_that_names_it(number: int, blank: str) -> None:
    """Every line of an agreement that states all: left empty, filled with a placeholder, or taken out."""
    item = LINES[number].split(" = ")[0]
    lines = AGREEMENT.splitlines()
    at = [place for place, line in enumerate(lines) if " = " in line][number]
    text = "\n".join([*lines[:at], *([] if blank == "gone" else [f"{item} = {blank}"]), *lines[at + 1 :]])
    status, reason = judged(text)
    assert status == "refused", f"{item} = {blank} was let through"
    assert f"'{item}'" in reason, reason


@pytest.mark.parametrize(
    ("line", "instead", "said"),
    [
        ('purpose = "cohort analysis"', 'purpose = "care of individuals"', "agreements/alcohol.toml: 'purpose', line 2: the purpose is 'care of individuals', and only 'cohort analysis' is served: the care of individuals is another purpose, and no list of people is ever made here."),
        ('article_6 = "6(1)(e) public task"', 'article_6 = "GDPR"', "'article_6', line 5: it names no basis. Give the basis in UK GDPR Article 6, as in '6(1)(e) public task'."),
        ('article_9 = "9(2)(j) statistical purposes"', 'article_9 = "yes"', "'article_9', line 6: it names no condition."),
        ('"Part 1, paragraph 4"', '"Schedule 1"', "'dpa_schedule_1', line 7: it names no paragraph."),
        ('article_10 = "Article 10, by Schedule 1 Part 1 paragraph 4"\n', "", "'article_10': 'article_10' is missing, and police data are offence data. Give for police and probation data,"),
        ('article_10 = "Article 10, by Schedule 1 Part 1 paragraph 4"', 'article_10 = "We may"', "'article_10', line 8: it names neither Article 10 nor Part 3."),
        ('"section 251"\n', '"not confidential"\n', "'confidentiality_basis', line 9: treatment data are held in confidence. Give another basis, or take them out of the agreement."),
        ('"section 251"\n', '"trust us"\n', "'confidentiality_basis', line 9: 'confidentiality_basis' is 'trust us', which is not one of consent, section 251, anonymised at source or not confidential."),
        ('section_251_reference = "25/CAG/0000"\n', "", "'section_251_reference': 'section_251_reference' is missing, and the basis is section 251."),
        ("national_opt_out_applied_on = 2025-05-01\n", "", "'national_opt_out_applied_on' is missing, and treatment data are within the national data opt-out."),
        ("2025-05-01", "2026-01-16", "'national_opt_out_applied_on', line 11: 2026-01-16 is yet to come. The opt-out must have been applied before the data are used."),
        ('"Caldicott Guardian and information governance board"', '"Mrs Ann Specimen"', "'approver', line 13: it looks like a person's name, and this table is published. Give the post or the board."),
        ("2025-03-31", "2022-03-31", "'period_ends_on', line 16: 2022-03-31 is before period_starts_on, 2022-04-01. Correct one of them."),
        ("2026-03-31", "2025-05-01", "'expires_on', line 17: 2025-05-01 is before the first day of use, 2025-05-02."),
        ("2026-09-30", "2026-03-30", "'retention_until', line 18: 2026-03-30 is before expires_on, 2026-03-31: data that are destroyed cannot be used."),
        ("oldest = 120", "oldest = 17", "'cohort', line 20: nobody is at least 18 and at most 17."),
        ('["E08000901"]', '["Anytown"]', "'cohort', line 20: 'Anytown' under areas is no code of an area."),
        ('["alcohol", "drugs"]', '["beer"]', "'substances' is 'beer', which is not one of alcohol, drugs, both or all."),
        ('substances = ["alcohol", "drugs"]\n', "", "'cohort', line 20: 'services' or 'substances' must be given"),
        ('substances = ["alcohol", "drugs"]', 'services = ["police-custody", "haircut"]', "'cohort', line 20: 'haircut' under services is no service. Give names as service_id has them in ref.service"),
        ('"shire-police", "shire-trust"', '"shire-police", "far-trust"', "'controllers', line 3: 'far-trust' is no [[body]] of place.toml, which has shire-council, shire-police, shire-trust."),
        ('agency = "shire-police"', 'agency = "far-police"', "[[dataset]] number 1, line 26: 'far-police' is no [[body]] of place.toml"),
        ('layout = "police"', 'layout = "courts"', "[[dataset]] number 1, line 26: 'layout' is 'courts', which is not one of police, nhs, treatment,"),
        ('"forename", "surname"', '"forename", "nickname"', "[[dataset]] number 1, line 26: 'nickname' under fields is no field. They are: person_reference, forename,"),
        ('"person_reference", "forename"', '"forename"', "[[dataset]] number 1, line 26: 'person_reference' is not among the fields, and nothing can be read without it."),
        ('"born_on", "service", "started_on", "substance"', '"nhs_number", "service", "started_on"', "[[dataset]] number 2, line 32: pseudonyms are agreed, and 'nhs_number' among the fields tells who somebody is."),
        ('treatment_clause = "Clause 7: data of treatment"\n', "", "[[dataset]] number 2, line 32: 'treatment_clause' is missing: data of treatment need a clause of their own."),
        ('agency = "shire-council"\nlayout = "treatment"\nidentifiers = "pseudonyms"', 'agency = "shire-police"\nlayout = "police"\nidentifiers = "pseudonyms"', "[[dataset]] number 2, line 32: police data of 'shire-police' stand in [[dataset]] number 1 already. Put both into one."),
        ('title = "Alcohol', 'tittle = "Alcohol', "'tittle', line 1: 'tittle' is not known here. Known are: title, purpose,"),
        ('title = "Alcohol and', "title = Alcohol and", "agreements/alcohol.toml is not valid TOML: Invalid value (at line 1, column 9). Nothing is used under it until it is mended."),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_refused_with_line_and_what_to_do(line: str, instead: str, said: str) -> None:
    status, reason = judged(without(line, instead))
    assert status == "refused" and said in reason, reason


def test_names_are_not_anonymised_at_source() -> None:
    text = without('identifiers = "pseudonyms"', 'identifiers = "names"').replace('"section 251"\nsection_251_reference = "25/CAG/0000"', '"anonymised at source"')
    assert "[[dataset]] number 2, line 31: names are shared, and the basis is that data are anonymised at source." in judged(text)[1]


def test_explicit_consent_has_no_condition_in_schedule_1() -> None:
    """DPA 2018 section 10 asks for one of Schedule 1 with Article 9(2)(b), (g), (h), (i) and (j) alone."""
    assert judged(without('"9(2)(j) statistical purposes"', '"9(2)(a) explicit consent"').replace('dpa_schedule_1 = "Part 1, paragraph 4"\n', "")) == (IN_FORCE, "")


@pytest.mark.parametrize(
    ("today", "status", "said"),
    [
        (date(2025, 5, 1), "not begun", "may be used from 2025-05-02 on; today is 2025-05-01."),
        (date(2025, 5, 2), "in force", ""),
        (date(2026, 3, 31), "in force", ""),
        (date(2026, 4, 1), "expired", "expired on 2026-03-31: nothing more is read under it."),
    ],
)
def test_an_agreement_is_in_force_from_its_first_day_to_its_last(tmp_path: Path, today: date, status: str, said: str) -> None:
    agreements = loaded(tmp_path, today, alcohol=AGREEMENT)
    [agreement] = agreements.all
    assert agreement.status == status and said in (agreement.reason or "")
    found = agreements.dataset_for("shire-police", "police")
    if status == "in force":
        assert isinstance(found, Dataset)
    else:
        assert isinstance(found, Refusal) and found.agreement_id == "alcohol" and found.clause.startswith("agreement 'alcohol', ")


def test_a_bad_file_stops_neither_the_others_nor_the_place(tmp_path: Path) -> None:
    agreements = loaded(tmp_path, alcohol=AGREEMENT, broken="title = ", blank=without('approver = "Caldicott Guardian and information governance board"', 'approver = ""'))
    assert {agreement.agreement_id: agreement.status for agreement in agreements.all} == {"alcohol": "in force", "blank": "refused", "broken": "refused"}
    assert isinstance(agreements.dataset_for("shire-police", "police"), Dataset)
    table = agreements.table()
    assert table.schema == customers.SHARING_AGREEMENT.polars_schema()
    rows = {row["agreement_id"]: row for row in table.to_dicts()}
    assert rows["alcohol"]["agencies"] == "shire-police (police), shire-council (treatment)"
    assert rows["alcohol"]["shared_fields"].endswith("; shire-council (treatment), pseudonyms: person_reference, born_on, service, started_on, substance")
    assert rows["alcohol"]["own_clauses"] == "shire-council (treatment), treatment: Clause 7: data of treatment"
    assert rows["alcohol"]["cohort"] == "aged 18 to 120; living in E08000901; substances: alcohol, drugs"
    assert rows["alcohol"]["confidentiality_basis"] == "section 251 (25/CAG/0000)"
    assert "'approver', line 13" in rows["blank"]["reason"] and "not valid TOML" in rows["broken"]["reason"]


def test_without_an_agreement_nothing_is_allowed(tmp_path: Path) -> None:
    nothing = loaded(tmp_path)
    assert nothing.dataset_for("shire-police", "police") == Refusal(
        None, "no agreement", "No agreement covers police data of 'shire-police', so nothing of them is used. Write one in agreements/ (docs/agreements.md)."
    )
    assert nothing.table().is_empty()
    other = loaded(tmp_path, alcohol=AGREEMENT, broken="x").dataset_for("shire-trust", "nhs")
    assert isinstance(other, Refusal) and other.reason.endswith("or mend agreements/broken.toml, which cannot be read.")


def test_two_in_force_for_one_dataset_are_one_too_many_and_an_expired_one_is_not(tmp_path: Path) -> None:
    agreements = loaded(tmp_path, one=AGREEMENT, two=AGREEMENT.split("[[dataset]]\nagency = \"shire-council\"")[0])
    refused = agreements.dataset_for("shire-police", "police")
    assert isinstance(refused, Refusal) and refused.clause == "agreements 'one' and 'two': more than one is in force"
    assert isinstance(agreements.dataset_for("shire-council", "treatment"), Dataset), "what one alone covers is allowed"
    renewed = loaded(tmp_path, date(2026, 4, 1), two=AGREEMENT.replace("2026-03-31", "2027-03-31").replace("2026-09-30", "2027-09-30"))
    found = renewed.dataset_for("shire-police", "police")
    assert isinstance(found, Dataset) and found.agreement_id == "two"


def test_a_file_name_that_is_no_id_is_told() -> None:
    assert judged(AGREEMENT, "Alcohol & Drugs.toml") == (
        "refused",
        "agreements/Alcohol & Drugs.toml: An agreement's file is called in small letters, digits and -, as in alcohol-and-drugs.toml. Rename the file.",
    )


def test_the_template_is_refused_as_it_stands_and_names_every_item() -> None:
    """Taking it over without filling it in allows nothing; filled in, it is read without an unknown key."""
    from totalplace.protected.agreements import FIELDS, LAYOUTS, Stated
    from totalplace.templates import AGREEMENT_TOML

    status, reason = judged(AGREEMENT_TOML)
    assert status == "refused" and "'controllers', line 7: 'controllers' is blank, and a blank is a refusal." in reason
    whole = judged("\n".join(line.removeprefix("# ") if " = " in line else line for line in AGREEMENT_TOML.splitlines()))[1]
    assert "not known here" not in whole and "not valid TOML" not in whole and "'treatment_clause' is blank" in whole
    lacking = [name for name in (*Stated.model_fields, *FIELDS, *LAYOUTS) if name not in AGREEMENT_TOML]
    assert not lacking, f"the template says nothing of {lacking}"


def test_the_agreement_in_the_documentation_is_one() -> None:
    """And the page says something of every item that there is."""
    from totalplace.place import Body, Place
    from totalplace.protected.agreements import SharedData, Stated

    page = (Path(__file__).parents[2] / "docs" / "agreements.md").read_text("utf-8")
    block = page.split("```toml\n")[1].split("```")[0]
    place = Place(name="Anyshire", body=(Body(id="anytown-council", name="Anytown", kind="council"), Body(id="anyshire-police", name="Police", kind="police")))
    agreement = parse_agreement(block.encode(), "a.toml", place, date(2026, 2, 1))
    assert (agreement.status, agreement.reason) == (IN_FORCE, None)
    lacking = [name for name in (*Stated.model_fields, *SharedData.model_fields) if f"`{name}`" not in page and f"[{name}]" not in page]
    assert not lacking, f"docs/agreements.md says nothing of {lacking}"
