"""Which asset each Display Energy Certificate is of, which of a building's certificates counts, and what is only a part.

Belongs here: putting the certificates of one building together and matching them to assets. Does not belong here: the judgement of a
pair (matching.py), or reading the register of certificates (sources/energy_certificate.py).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping

import polars as pl

from totalplace.analysis import matching
from totalplace.contracts import analysis, core_evidence

OUTSIDE = "outside the place"
NO_ASSET = "of no building on any list"
SEVERAL_ASSETS = "several listed buildings fit"
SENSITIVE = "about sensitive premises, which are only counted"

_LINE = ("source_file_id", "source_part", "source_row")
_LIST = "certificates/register"


def match_certificates(
    certificates: pl.DataFrame,
    records: pl.DataFrame,
    asset_of: Mapping[str, str],
    place_codes: frozenset[str],
    words: matching.Words,
    limits: matching.Thresholds,
    guarded: Collection[tuple[object, ...]] = (),
) -> pl.DataFrame:
    """core.certificate_line. `records` are rows of analysis.asset_record, `asset_of` the asset of each of their keys, `guarded` the
    lines of sensitive premises, which are of no asset.

    Lines of one register number, or of one address at one UPRN or postcode, are certificates of one building: the newest counts, by
    its day of lodgement. It is of the asset whose entry in any list is surely the same building (matching.judge). Where it names a
    flat, unit or block that the list does not, or is one of several buildings of the asset, it is of a part.
    """
    if certificates.is_empty():
        return core_evidence.CERTIFICATE_LINE.empty()
    numbered = certificates.with_columns(
        day=pl.coalesce("lodged_on", "inspected_on", "nominated_on"),
        address_key=pl.col("address_as_published").str.to_uppercase().str.replace_all(r"[^A-Z0-9]", ""),
    ).sort(pl.col("day").is_null(), -pl.col("day").to_physical(), "path", *_LINE, descending=[False, False, True, False, False, True], nulls_last=True)
    is_guarded = pl.Series([key in guarded for key in numbered.select(_LINE).iter_rows()], dtype=pl.Boolean)
    wanted = numbered.filter(~is_guarded).filter(
        pl.col("uprn").is_in(records["uprn"].drop_nulls().implode()) | pl.col("postcode").is_in(records["postcode"].drop_nulls().implode())
    )
    building_of = _buildings(wanted)
    newest = wanted.with_columns(building=pl.Series(building_of, dtype=pl.Int64)).unique("building", keep="first", maintain_order=True)
    found = _assets(newest, records, asset_of, words, limits)
    per_asset: dict[str, int] = defaultdict(int)
    for entry in found.values():
        if isinstance(entry, _Match):
            per_asset[entry.asset_id] += 1
    newest_line = {row["building"]: (row["path"], *(row[name] for name in _LINE)) for row in newest.iter_rows(named=True)}
    key_building = dict(zip(wanted.select(_LINE).iter_rows(), building_of, strict=True))
    rows = []
    for row in numbered.iter_rows(named=True):
        key = tuple(row[name] for name in _LINE)
        building = key_building.get(key)
        match = found.get(building) if building is not None else None
        line = dict.fromkeys(core_evidence.CERTIFICATE_LINE.column_names) | dict(zip(_LINE, key, strict=True))
        line |= {"gia_m2": row["gia_m2"], "energy_rating": row["energy_rating"], "certificate_on": row["day"], "is_shown": False}
        if isinstance(match, _Match):
            assert building is not None
            path, *standing = newest_line[building]
            is_newest = tuple(standing) == key
            is_part = match.is_part or per_asset[match.asset_id] > 1
            line |= {
                "line_status": "loaded" if is_newest else "superseded",
                "line_reason": None if is_newest else f"a newer certificate of the building stands in {path}",
                "asset_id": match.asset_id,
                "match_reason": match.reason,
                "is_part": is_part,
                "is_shown": is_newest and not is_part,
            }
        else:
            code = row["local_authority_code"]
            is_outside = bool(place_codes) and code is not None and _is_district(code) and code not in place_codes
            line |= {"line_status": "ignored", "line_reason": OUTSIDE if is_outside else SENSITIVE if key in guarded else match or NO_ASSET}
        rows.append(line)
    return pl.DataFrame(rows, schema=core_evidence.CERTIFICATE_LINE.polars_schema()).sort(_LINE)


class _Match:
    def __init__(self, asset_id: str, reason: str, is_part: bool) -> None:
        self.asset_id, self.reason, self.is_part = asset_id, reason, is_part


def _is_district(code: str) -> bool:
    return len(code) == 9 and code[:3] in ("E06", "E07", "E08", "E09")


def _buildings(certificates: pl.DataFrame) -> list[int]:
    """A number for the building of each certificate: lines joined by the register's number or by address and place."""
    leader = list(range(certificates.height))

    def find(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    first: dict[tuple[str, ...], int] = {}
    for index, row in enumerate(certificates.iter_rows(named=True)):
        keys: list[tuple[str, ...]] = [("reference", row["building_reference"])] if row["building_reference"] else []
        if row["address_key"]:
            keys += [(str(name), str(row[name]), str(row["address_key"])) for name in ("uprn", "postcode") if row[name]]
        for key in keys:
            other = find(first.setdefault(key, index))
            mine = find(index)
            leader[max(mine, other)] = min(mine, other)
    return [find(index) for index in range(certificates.height)]


def _assets(
    newest: pl.DataFrame, records: pl.DataFrame, asset_of: Mapping[str, str], words: matching.Words, limits: matching.Thresholds
) -> dict[int, _Match | str]:
    """Of each building with certificates, by its number: its asset, or why it has none."""
    shown = pl.DataFrame(
        [_as_record(row) for row in newest.iter_rows(named=True)], schema=analysis.ASSET_RECORD.polars_schema(), orient="row"
    )
    by_key = {record.source_key: record for record in matching.records(shown, words)}
    asset_rows = records.filter(
        pl.col("uprn").is_in(shown["uprn"].drop_nulls().implode()) | pl.col("postcode").is_in(shown["postcode"].drop_nulls().implode())
    )
    # a UPRN that a list gives to several buildings is known by the whole list
    listed = {record.source_key: record for record in matching.records(records, words, set(asset_rows["source_key"]))}
    pairs = pl.concat(
        [
            shown.select(certificate="source_key", key=name).drop_nulls().join(asset_rows.select("source_key", key=name).drop_nulls(), on="key")
            for name in ("uprn", "postcode")
        ]
    ).unique(["certificate", "source_key"], maintain_order=True)
    best: dict[str, dict[str, tuple[float, str, bool]]] = defaultdict(dict)
    for certificate, source_key in pairs.select("certificate", "source_key").sort("certificate", "source_key").iter_rows():
        one, other = by_key[certificate], listed[source_key]
        judgement = matching.judge(one, other, limits)
        if judgement is None:
            continue
        is_part = one.described.units != other.described.units and bool(one.described.units)
        if judgement.verdict != "certain" and not is_part:
            continue
        asset_id = asset_of[source_key]
        if asset_id not in best[certificate] or judgement.score > best[certificate][asset_id][0]:
            best[certificate][asset_id] = (judgement.score, judgement.reason, is_part)
    found: dict[int, _Match | str] = {}
    for certificate, offers in best.items():
        whole = {asset_id: offer for asset_id, offer in offers.items() if not offer[2]} or offers
        top = max(score for score, _, _ in whole.values())
        fitting = [(asset_id, reason, is_part) for asset_id, (score, reason, is_part) in whole.items() if score == top]
        found[int(certificate)] = _Match(*fitting[0]) if len(fitting) == 1 else SEVERAL_ASSETS
    return found


def _as_record(row: Mapping[str, object]) -> dict[str, object]:
    """A certificate as the matching of registers sees an entry: the first part of the address is the name."""
    address = str(row["address_as_published"])
    return {
        **dict.fromkeys(analysis.ASSET_RECORD.column_names),
        "record_id": row["building"], "source_key": str(row["building"]), "body_id": "", "source_file_id": row["source_file_id"],
        "source_part": row["source_part"], "source_row": row["source_row"], "list_ids": _LIST, "is_in_register": False,
        "asset_kind": "building", "function": "not known", "name": address.split(",")[0], "address": address,
        "postcode": row["postcode"], "uprn": row["uprn"],
    }  # fmt: skip
