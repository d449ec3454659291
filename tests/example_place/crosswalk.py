"""What each planted fault ought to show in what was published.

Belongs here: for each code of the example's catalogue the issue due on its line, or the repaired value, or the outcome of
its file. Does not belong here: planting (totalplace/example), or printing the table (test_faults.py).
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from math import hypot
from typing import TypeVar, cast

from tests.example_place.conftest import Line, Published, Row

Judge = Callable[[Published, Row], bool]
_Made = TypeVar("_Made")


def _line(fault: Row) -> Line:
    return fault["path"], fault["part"], int(fault["line"])


def _issues(published: Published, fault: Row) -> set[str]:
    return {issue["issue_type"] for issue in published.issues.get(_line(fault), [])}


def on_line(*types: str) -> Judge:
    """One of these issues names that very line."""
    return lambda published, fault: bool(_issues(published, fault) & set(types))


def error_on_line(*types: str) -> Judge:
    """The line is not in the results, and an error of one of these types names it."""

    def judge(published: Published, fault: Row) -> bool:
        found = [issue for issue in published.issues.get(_line(fault), []) if issue["severity"] == "error"]
        is_out = _line(fault) not in published.payments and _line(fault) not in published.register_lines
        return is_out and any(issue["issue_type"] in types for issue in found)

    return judge


def in_part(*types: str) -> Judge:
    """One of these issues stands in the part: the fault is of many lines together."""

    def judge(published: Published, fault: Row) -> bool:
        found = published.part_issues.get((fault["path"], fault["part"]), [])
        return any(issue["issue_type"] in types for issue in found)

    return judge


def is_passed_over(published: Published, fault: Row) -> bool:
    """The part is ignored, with a reason."""
    part = published.parts[(fault["path"], fault["part"])]
    return part["status"] == "ignored" and bool(part["reason"])


def typed(column: str, wanted: Callable[[Row], object] = lambda fault: fault["expected_value"] or None) -> Judge:
    """The typed row of that line has the expected value in the column."""

    def judge(published: Published, fault: Row) -> bool:
        row = published.typed_properties.get(_line(fault))
        return row is not None and row[column] == wanted(fault)

    return judge


def one_of(*judges: Judge) -> Judge:
    return lambda published, fault: any(judge(published, fault) for judge in judges)


def all_of(*judges: Judge) -> Judge:
    return lambda published, fault: all(judge(published, fault) for judge in judges)


def paid(published: Published, fault: Row) -> bool:
    """The line stands in mart.spend_line and counts, with the amount of truth/lines.csv (test_accounts compares all)."""
    row = published.payments.get(_line(fault))
    return (
        row is not None and row["status"] == "counted" and row["amount_gbp"] == _true_amounts(published)[_line(fault)]
    )


def paid_exactly(published: Published, fault: Row) -> bool:
    """The same, and the amount is the one that a perfect reader makes of the cell."""
    row = published.payments.get(_line(fault))
    return paid(published, fault) and row is not None and row["amount_gbp"] == Decimal(fault["expected_value"])


def credited(published: Published, fault: Row) -> bool:
    row = published.payments.get(_line(fault))
    return paid(published, fault) and row is not None and row["amount_gbp"] < 0


def withheld(published: Published, fault: Row) -> bool:
    row = published.payments.get(_line(fault))
    return (
        paid(published, fault)
        and row is not None
        and row["supplier_as_published"] == "individual (withheld)"
        and row["supplier_id"] is None
    )


def provider_withheld(published: Published, fault: Row) -> bool:
    """The offer stands there, and nothing that names the person."""
    path, part, line = _line(fault)
    [row] = published.rows(
        "select offer.* from mart.provision as offer join ops.source_file using (source_file_id) where path = ? and source_part = ? and source_row = ?", path, part, line
    )
    return row["provider_as_published"] == "individual (withheld)" and fault["value"].split()[-1] not in str(row)


def offer_superseded(published: Published, fault: Row) -> bool:
    """The line stands there and does not count."""
    path, part, line = _line(fault)
    [row] = published.rows(
        "select offer.status, offer.reason from mart.provision as offer join ops.source_file using (source_file_id) where path = ? and source_part = ? and source_row = ?", path, part, line
    )
    return row == {"status": "superseded", "reason": "the list has the offer twice, alike in everything"}


def grant_withheld(published: Published, fault: Row) -> bool:
    """The grant stands there, and nothing that names the person."""
    path, part, line = _line(fault)
    found = published.rows(
        "select given.* from mart.grant as given join ops.source_file using (source_file_id) where path = ? and source_part = ? and source_row = ?", path, part, line
    )
    surname = fault["value"].split()[-1]
    return [row["recipient_kind"] for row in found] == ["individual (withheld)"] and surname not in str(found)


def named(published: Published, fault: Row) -> bool:
    """Paid, and under the payee's own name."""
    row = published.payments.get(_line(fault))
    return paid(published, fault) and row is not None and row["supplier_as_published"] == fault["value"]


def paid_on(day: Callable[[Row], date]) -> Judge:
    def judge(published: Published, fault: Row) -> bool:
        row = published.payments.get(_line(fault))
        return paid(published, fault) and row is not None and row["paid_on"] == day(fault)

    return judge


def superseded(published: Published, fault: Row) -> bool:
    """The line, or else its whole part, is set aside for a better one."""
    row = published.payments.get(_line(fault))
    if row is not None:
        return bool(row["status"] == "superseded")
    part = published.parts[(fault["path"], fault["part"])]
    return bool(part["rows_superseded"] == part["rows_read"] > 0)


def not_data(rule: str) -> Judge:
    """The line is none of the data: the account of its part names the rule by which it was ignored."""

    def judge(published: Published, fault: Row) -> bool:
        line = _line(fault)
        part = published.parts[(fault["path"], fault["part"])]
        absent = line not in published.payments and line not in published.register_lines
        return absent and part["rows_ignored"] > 0 and rule in (part["rule"] or "")

    return judge


def never_read(published: Published, fault: Row) -> bool:
    """A blank record is no record: nothing stands on its line."""
    line = _line(fault)
    return line not in published.payments and line not in published.register_lines and line not in published.issues


def placed(method: str) -> Judge:
    """The asset was found by this method, within 5 m of where it truly is."""

    def judge(published: Published, fault: Row) -> bool:
        row = published.register_lines.get(_line(fault))
        if row is None or row["location_method"] != method:
            return False
        asset = published.assets[_true_assets(published)[_line(fault)]]
        typed_row = published.typed_properties[_line(fault)]
        if method == "coordinates exchanged" and typed_row["coordinate_reading"] == "grid":
            east, north = typed_row["northing"], typed_row["easting"]
        else:
            east, north = typed_row["easting"], typed_row["northing"]
        return hypot(east - float(asset["easting"]), north - float(asset["northing"])) <= 5

    return judge


def no_owner(published: Published, fault: Row) -> bool:
    """Until it is settled nobody is shown as owner."""
    row = published.register_lines.get(_line(fault))
    return row is not None and row["owner_body_id"] is None


def near(published: Published, fault: Row) -> bool:
    """The line stands as an asset, placed by its coordinates; it is the asset of its building or one 40 m beside it."""
    row = published.register_lines.get(_line(fault))
    if row is None or row["location_method"] != "coordinates":
        return False
    asset = published.assets[_true_assets(published)[_line(fault)]]
    return hypot(row["easting"] - float(asset["easting"]), row["northing"] - float(asset["northing"])) <= 41


def not_by_coordinates(published: Published, fault: Row) -> bool:
    row = published.register_lines.get(_line(fault))
    return row is not None and row["location_method"] in ("postcode", "not known")


def outside(published: Published, fault: Row) -> bool:
    """Shown, as outside the place."""
    row = published.register_lines.get(_line(fault))
    return row is not None and row["is_in_place"] is False


def many_on_its_point(published: Published, fault: Row) -> bool:
    """An issue of the part names the point that this line was put on."""
    row = published.typed_properties[_line(fault)]
    point = f"{row['easting']:.1f}, {row['northing']:.1f}"
    found = published.part_issues.get((fault["path"], fault["part"]), [])
    return any(issue["issue_type"] == "many on one point" and issue["value"] == point for issue in found)


def not_owned(published: Published, fault: Row) -> bool:
    row = published.register_lines.get(_line(fault))
    return row is not None and row["is_public_estate"] is False and row["owner_body_id"] is None


def named_otherwise(published: Published, fault: Row) -> bool:
    """The words that stand for no name are not taken for one."""
    typed_row, row = published.typed_properties[_line(fault)], published.register_lines.get(_line(fault))
    return typed_row["name_as_published"] is None and row is not None and row["name"] not in ("", fault["value"])


_NUMBERS = {
    "BuildingSize": "gia_m2",
    "Running cost £": "running_cost_gbp",
    "Annual running cost (£)": "running_cost_gbp",
    "Building_Area_NIA_sqm": "nia_m2",
}


def left_blank(published: Published, fault: Row) -> bool:
    row = published.typed_properties.get(_line(fault))
    return row is not None and row[_NUMBERS[fault["field"]]] is None


def area_read(published: Published, fault: Row) -> bool:
    """Hectares to three decimals: within 5 m² of the truth."""
    row = published.typed_properties[_line(fault)]
    return row["land_area_m2"] is not None and abs(row["land_area_m2"] - float(fault["expected_value"])) <= 5


def same_term(published: Published, fault: Row) -> bool:
    """Whatever the capitals, tenure and its detail are understood as on lines that have the usual ones."""
    row = published.typed_properties[_line(fault)]
    column = (
        "tenure_detail_as_published" if row["tenure_detail_as_published"] == fault["value"] else "tenure_as_published"
    )
    meant = "detail" if column == "tenure_detail_as_published" else "tenure"
    understood = _interests(published)
    usual = {
        understood[line][meant]
        for line, other in published.typed_properties.items()
        if other[column] == fault["expected_value"] and line in understood
    }
    return (
        row[column] == fault["value"]
        and usual == {understood[_line(fault)][meant]}
        and not usual & {"not known", "other"}
    )


def parent_kept(published: Published, fault: Row) -> bool:
    """Two codes in one cell stay what they are: neither is lost, and no other line of the register is that asset."""
    row = published.register_lines.get(_line(fault))
    if row is None or row["asset_code"] != fault["value"]:
        return False
    same = [line for line, other in published.register_lines.items() if other["asset_id"] == row["asset_id"]]
    return sum(line[:2] == (fault["path"], fault["part"]) for line in same) == 1


def repeated_once(published: Published, fault: Row) -> bool:
    row = published.register_lines.get(_line(fault))
    if row is None:
        return False
    same = [line for line, other in published.register_lines.items() if other["asset_id"] == row["asset_id"]]
    return sum(line[:2] == (fault["path"], fault["part"]) for line in same) == 2


def loaded_whole(published: Published, fault: Row) -> bool:
    """The part was read through: of its records as many are loaded, and as many held, as truth/lines.csv has."""
    part = published.parts.get((fault["path"], fault["part"]))
    loaded, held = _true_counts(published).get((fault["path"], fault["part"]), (0, 0))
    return part is not None and (part["rows_loaded"], part["rows_held"]) == (loaded, held) != (0, 0)


def encoding(*names: str) -> Judge:
    return lambda published, fault: (
        published.files[fault["path"]]["encoding"] in names and loaded_whole(published, fault)
    )


def file_is(status: str, *words: str) -> Judge:
    """The whole file ends so, and the reason has the words."""

    def judge(published: Published, fault: Row) -> bool:
        file = published.files[fault["path"]]
        return file["status"] == status and all(word in (file["reason"] or "").lower() for word in words)

    return judge


def no_postcode_row(published: Published, fault: Row) -> bool:
    return _line(fault) not in published.typed_postcodes and "no coordinates" in (
        published.parts[(fault["path"], fault["part"])]["rule"] or ""
    )


def no_pseudo_code(published: Published, fault: Row) -> bool:
    row = published.typed_postcodes.get(_line(fault))
    codes = [row[name] for name in ("lad_code", "ward_code", "lsoa_code", "msoa_code")] if row else []
    return bool(codes) and None in codes and not any(code and code.endswith("9999999") for code in codes)


def _true_amounts(published: Published) -> dict[Line, Decimal]:
    return _memo(
        published,
        "amounts",
        lambda: {
            (row["path"], row["part"], int(row["line"])): Decimal(row["amount_gbp"])
            for row in published.lines
            if row["amount_gbp"]
        },
    )


def _true_assets(published: Published) -> dict[Line, str]:
    return _memo(
        published,
        "assets",
        lambda: {
            (row["path"], row["part"], int(row["line"])): row["asset_id"] for row in published.truth("asset_lines.csv")
        },
    )


def _true_counts(published: Published) -> dict[tuple[str, str], tuple[int, int]]:
    def count() -> dict[tuple[str, str], tuple[int, int]]:
        found: dict[tuple[str, str], tuple[int, int]] = {}
        for row in published.lines:
            loaded, held = found.get((row["path"], row["part"]), (0, 0))
            found[(row["path"], row["part"])] = (
                loaded + (row["outcome"] == "loaded"),
                held + (row["outcome"] == "held"),
            )
        return found

    return _memo(published, "counts", count)


def _interests(published: Published) -> dict[Line, Row]:
    """mart.interest by line: its id is made from the line. Without what a body's own sheet corrects: that is no longer the line's word."""

    def read() -> dict[Line, Row]:
        corrected = {row["asset_id"] for row in published.truth("corrections.csv")}
        theirs = {_line(row) for row in published.truth("asset_lines.csv") if row["asset_id"] in corrected}
        rows = published.rows(
            """
            select file.path, source.source_part, source.source_row, interest.tenure, interest.detail
            from mart.estate_source source
            join ops.source_file file using (source_file_id)
            join mart.interest interest on interest.interest_id
                = 'i' || left(md5(source.source_file_id || '/' || source.source_part || '/' || source.source_row::varchar), 14)
            """
        )
        found = {(row["path"], row["source_part"], row["source_row"]): row for row in rows}
        return {line: row for line, row in found.items() if line not in theirs}

    return _memo(published, "interests", read)


_REMEMBERED: dict[tuple[str, str], object] = {}


def _memo(published: Published, name: str, make: Callable[[], _Made]) -> _Made:
    key = (str(published.folder), name)
    if key not in _REMEMBERED:
        _REMEMBERED[key] = make()
    return cast(_Made, _REMEMBERED[key])


def _month_first(fault: Row) -> date:
    return datetime.strptime(fault["value"], "%m/%d/%Y").date()


def _of_text(fault: Row) -> date:
    return date.fromisoformat(fault["expected_value"])


BROKEN = ("row has other fields than the headings", "amount unreadable")

CROSSWALK: dict[str, Judge] = {
    # registers
    "uprn leading zeros": typed("uprn"),
    "uprn as float": typed("uprn"),
    "uprn in scientific form": all_of(on_line("UPRN lost in a spreadsheet"), typed("uprn")),
    "uprn repeated": on_line("UPRN repeated"),
    "uprn in words": typed("uprn"),
    "postcode outward only": all_of(
        on_line("postcode is only the first half"), typed("outward_code"), typed("postcode", lambda fault: None)
    ),
    "postcode letter for nought": all_of(on_line("postcode repaired"), typed("postcode")),
    "postcode line break": typed("postcode"),
    "postcode cut short": all_of(
        on_line("postcode cut short", "postcode is only the first half"), typed("postcode", lambda fault: None)
    ),
    "postcode terminated": all_of(on_line("postcode no longer in use"), typed("postcode")),
    "not owned": not_owned,
    "area as text": area_read,
    "not applicable in a number": left_blank,
    "many assets on one point": many_on_its_point,
    "outside the place": all_of(on_line("outside the boundary"), outside),
    "longitude and latitude exchanged": all_of(on_line("coordinates exchanged"), placed("coordinates exchanged")),
    "easting and northing exchanged": all_of(on_line("coordinates exchanged"), placed("coordinates exchanged")),
    "grid letters": placed("grid reference"),
    "coordinates missing": not_by_coordinates,
    "coordinates nought": all_of(on_line("coordinates are a filler"), not_by_coordinates),
    "name not given": named_otherwise,
    "vocabulary in another case": same_term,
    "non-breaking space": typed("tenure_as_published"),
    "carriage return in a cell": typed("street"),
    "line break in a cell": typed("street"),
    "trailing hash": typed("street"),
    "asset code of parent and child": parent_kept,
    "asset code reissued": superseded,
    "record repeated": all_of(on_line("record repeated"), repeated_once),
    # lists of places of service, and returns about buildings
    "coordinates some metres off": near,
    "closed school": not_data("closed school"),
    "roll without capacity": on_line("roll without capacity"),
    "two owners of one freehold": all_of(on_line("two owners of one freehold"), no_owner),
    "area in acres": all_of(loaded_whole, in_part("area in another unit")),
    "area in square feet": all_of(loaded_whole, in_part("area in another unit")),
    "percentage over 100": on_line("percentage over 100"),
    "more in use than there is": error_on_line("more hours in use than there are"),
    "parts and total differ": on_line("parts do not add up to the total"),
    "item that is not weighed": error_on_line("item not known"),
    "grade of an unknown scale": on_line("condition grade of an unknown scale"),
    "lease ends before it starts": on_line("lease ends before it starts"),
    "area in words": on_line("area unreadable"),
    "correction of a building not held": error_on_line("building of another body"),
    # payments
    "credit": credited,
    "credit in brackets": all_of(credited, paid_exactly),
    "credit without its minus": superseded,
    "thousands comma": paid_exactly,
    "pound sign": paid_exactly,
    "amount nil": paid_exactly,
    "amount dash": error_on_line("amount missing"),
    "amount trailing space": paid_exactly,
    "amount trailing dot": paid_exactly,
    "amount missing": error_on_line("amount missing"),
    "amount unreadable": error_on_line("amount unreadable"),
    "american date": all_of(on_line("date read as American"), paid_on(_month_first)),
    "date of noughts": all_of(
        on_line("date unreadable"), error_on_line("no date or period that gives a financial year")
    ),
    "date of 1 January": all_of(in_part("many lines dated 1 January"), paid),
    "date as serial": paid_on(_of_text),
    "redacted payee": withheld,
    "private person named": withheld,
    "supplier called total": named,
    "identical lines": paid,
    "regular equal fee": named,
    "split below threshold": paid,
    "supplier spelt otherwise": named,
    "public body paid": named,
    "more fields than headings": error_on_line(*BROKEN),
    "fewer fields than headings": all_of(on_line("fewer fields than headings"), paid),
    "blank heading": loaded_whole,
    "surplus blank field": loaded_whole,
    "misspelt heading": loaded_whole,
    # provision and need
    "administration not defined": on_line("administration not defined"),
    "age band downwards": on_line("age band runs downwards"),
    "area served misspelt": on_line("area served not known"),
    "offer twice in a list": offer_superseded,
    "private person provides": provider_withheld,
    "number withheld": on_line("number withheld by the publisher"),
    "need without an age band": error_on_line("need without an age band"),
    "area of need misspelt": on_line("area of need not known"),
    # grants
    "private person given a grant": grant_withheld,
    "grant not in pounds": error_on_line("grant not in pounds"),
    "grant in words": error_on_line("amount unreadable"),
    # the third sector
    "contact data in a list": in_part("contact data left out"),
    "charity number cut short": error_on_line("charity number not one"),
    "group named like a person": error_on_line("group named like a private person"),
    # both
    "replacement character": in_part("characters lost"),
    "total line": not_data("total line"),
    "unlabelled total line": not_data("total line"),
    "repeated headings": all_of(on_line("heading repeated"), not_data("heading repeated")),
    "blank row": never_read,
    "blank column": loaded_whole,
    # parts and files
    "preamble": loaded_whole,
    "two-row heading": loaded_whole,
    "body twice in a return": on_line("authority stands twice"),
    "total of a return misprinted": on_line("total does not add up"),
    "form of a return missing": on_line("form of the return missing"),
    "form beside the data of a return": is_passed_over,
    "line of a return that no list has": on_line("line of the return not known"),
    "amount of a return unreadable": on_line("amount unreadable", "amount of a return missing"),
    "total of a plain return misprinted": on_line("total does not add up"),
    "parts of a return that do not add up": on_line("parts do not add up to their line"),
    "thousands for pounds in a return": in_part("return of another size"),
    "net that is not gross less income": on_line("net is not expenditure less income"),
    "apportioned and not said how": on_line("how it was apportioned is not stated"),
    "area of a return misspelt": on_line("line of a return held"),
    "department that place.toml does not know": on_line("line of a return held"),
    "merged heading": loaded_whole,
    "duplicated headings": loaded_whole,
    "stray heading": loaded_whole,
    "changed headings": loaded_whole,
    "encoding cp1252": encoding("cp1252", "latin-1"),
    "encoding cp437": encoding("cp437", "cp850"),
    "byte-order mark": loaded_whole,
    "byte-order mark encoded twice": loaded_whole,
    "carriage return line ends": loaded_whole,
    "crlf line ends": loaded_whole,
    "pipe delimiter": loaded_whole,
    "tab delimiter": loaded_whole,
    "dollar delimiter": loaded_whole,
    "not-sign delimiter": loaded_whole,
    "easting and northing in one cell": loaded_whole,
    "two coordinate systems": loaded_whole,
    "workbook under another extension": loaded_whole,
    "archive": loaded_whole,
    "gross and net side by side": loaded_whole,
    "financial period for a date": loaded_whole,
    "older edition": file_is("superseded", "newer edition"),
    "cleaned copy": file_is("superseded", "same payments"),
    "duplicate file": file_is("duplicate", "same bytes"),
    "supplier totals": file_is("held", "date"),
    "another kind of file": loaded_whole,
    "unknown kind": file_is("held", "kind is not known"),
    "cryptic headings": file_is("held", "confirm"),
    "empty file": file_is("rejected"),
    "truncated archive": file_is("rejected"),
    # reference
    "postcode without location": no_postcode_row,
    "pseudo code": no_pseudo_code,
}

__all__ = ["CROSSWALK", "Judge"]
