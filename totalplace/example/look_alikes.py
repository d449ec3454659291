"""Buildings that lists put in hard words: the same one under other names, and neighbours under the same name.

Belongs here: these buildings, and what each of three lists says of them. Does not belong here: where the lists stand (lists), or
buildings whose names are merely shortened (others).

Each sort is told by several lists: abbreviations, a former name, no postcode or no coordinates, one building under three names and one
UPRN; and, as two buildings each, numbers exchanged (12 and 21), blocks of a campus under one UPRN, two public toilets, a church and
its hall.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalplace.example.buildings import Asset

if TYPE_CHECKING:
    from totalplace.example.others import Builder

_COINED = ("Larkfield", "Brindlow", "Coppinhay", "Marlpitt", "Sorrelby", "Tansymoor", "Wrenlow", "Quarndale", "Fennimoor")
_SAINTS = ("St Ebbin", "St Corwen", "St Maddock", "St Hywald", "St Brannoc", "St Osmer", "St Lewin", "St Tarran", "St Grimbal")
_ABBREVIATIONS = ((" Street", " St."), (" Road", " Rd"), (" Lane", " Ln."), (" Avenue", " Ave"), (" Close", " Cl."), (" Drive", " Dr."))


@dataclass(frozen=True)
class Saying:
    """What one list says of a building. `off_m` is how far east of it the list puts it; None: no coordinates."""

    list_number: int
    asset: Asset
    name: str
    type: str
    address: str
    off_m: float | None = 0.0
    has_postcode: bool = True
    has_uprn: bool = False


def _abbreviated(text: str) -> str:
    for long, short in _ABBREVIATIONS:
        text = text.replace(long, short)
    return text


def make_look_alikes(builder: "Builder", spots: Iterator[int], some: Callable[[int], int]) -> list[Saying]:
    """All sayings, sort after sort."""
    found: list[Saying] = []
    for number in range(some(6)):
        found += _abbreviations(builder, next(spots))
        found += _former_name(builder, next(spots), _word(_COINED, number), has_number=number % 2 == 0)
        found += _no_postcode(builder, next(spots))
        found += _numbers_exchanged(builder, next(spots))
        found += _three_names(builder, next(spots), _word(_COINED[::-1], number))
    for number in range(some(3)):
        found += _campus(builder, next(spots))
        found += _toilets(builder, next(spots), has_uprn=number % 2 == 0)
        found += _church_and_hall(builder, next(spots), _word(_SAINTS, number), both_have_both=number % 2 == 0)
    return found


def _word(words: tuple[str, ...], number: int) -> str:
    turn, place = divmod(number, len(words))
    return words[place] + ("bury" * turn)


def _numbered(asset: Asset) -> str:
    return f"{asset.number} {asset.street}, {asset.town}"


def _abbreviations(builder: "Builder", at: int) -> list[Saying]:
    asset = builder.stand(at, "community building", "", 350)
    asset.name = f"{asset.street} Community Resource Centre"
    return [
        Saying(0, asset, asset.name, "Community centre", _numbered(asset), off_m=None),
        Saying(1, asset, f"The {_abbreviated(asset.street)} Comm. Resource Ctr", "Community centre", _abbreviated(_numbered(asset)), off_m=30.0),
        Saying(2, asset, _abbreviated(asset.name).upper(), "Community centre", _numbered(asset).upper(), off_m=12.0, has_postcode=False),
    ]


def _former_name(builder: "Builder", at: int, word: str, has_number: bool) -> list[Saying]:
    asset = builder.stand(at, "community building", f"{word} Hub", 600)
    old = f"{asset.street.rsplit(' ', 1)[0]} Institute"
    road = _numbered(asset) if has_number else f"{asset.street}, {asset.town}"
    return [
        Saying(0, asset, f"{word} Hub (formerly {old})", "Community centre", road),
        Saying(1, asset, old, "Community centre", road, off_m=None),
        Saying(2, asset, f"{word} Community Hub", "Community centre", road, off_m=20.0),
    ]


def _no_postcode(builder: "Builder", at: int) -> list[Saying]:
    asset = builder.stand(at, "community building", "{street} Family Hub", 420)
    return [
        Saying(0, asset, asset.name, "Community centre", _numbered(asset), has_postcode=False),
        Saying(1, asset, f"{asset.name}, {asset.town}", "Community centre", _abbreviated(_numbered(asset)), off_m=None),
    ]


def _numbers_exchanged(builder: "Builder", at: int) -> list[Saying]:
    """Two offices of one name in one road: at 12 and at 21."""
    first = builder.stand(at, "advice office", "{street} Advice Centre", 140)
    first.number = "12"
    second = builder.again(first, number="21", **builder.at(first.easting + 30.0, first.northing + 14.0))
    return [
        Saying(0, first, first.name, "Advice centre", _numbered(first)),
        Saying(1, second, second.name, "Advice centre", _numbered(second)),
        Saying(2, first, first.name, "Advice centre", _abbreviated(_numbered(first)), off_m=9.0),
        Saying(2, second, second.name, "Advice centre", _abbreviated(_numbered(second)), off_m=-9.0),
    ]


def _three_names(builder: "Builder", at: int, word: str) -> list[Saying]:
    asset = builder.stand(at, "shared office", f"{word} House", 2400)
    return [
        Saying(0, asset, asset.name, "Offices", _numbered(asset), has_uprn=True),
        Saying(1, asset, f"{asset.town} One Stop Shop", "One stop shop", f"{asset.street}, {asset.town}", off_m=25.0, has_uprn=True),
        Saying(2, asset, f"{asset.street.rsplit(' ', 1)[0]} Integrated Care Service", "Clinic", f"{asset.street}, {asset.town}", off_m=None, has_uprn=True),
    ]


def _campus(builder: "Builder", at: int) -> list[Saying]:
    site = builder.stand(at, "campus block", "{street} Enterprise Campus", 900)
    found = []
    for place, (block, said) in enumerate((("Block A", "A Block"), ("Block B", "B Block"), ("North Building", "North Bldg"), ("South Building", "South Bldg"))):
        asset = builder.again(site, name=f"{site.name}, {block}", **builder.at(site.easting + 14.0 * place, site.northing + 9.0 * place))
        asset.uprn = site.uprn
        found.append(Saying(0, asset, asset.name, "Offices", _numbered(asset), has_uprn=True))
        found.append(Saying(1, asset, f"{said}, {site.name}", "Offices", _numbered(asset), off_m=None, has_uprn=True))
    return found


def _toilets(builder: "Builder", at: int, has_uprn: bool) -> list[Saying]:
    first = builder.stand(at, "public toilets", "Public Toilets", 40)
    second = builder.again(first, **builder.at(first.easting - 55.0, first.northing + 20.0))
    found = []
    for asset in (first, second):
        road = f"{asset.street}, {asset.town}"
        found.append(Saying(0, asset, asset.name, "Public conveniences", road, has_uprn=has_uprn))
        found.append(Saying(1, asset, "Public conveniences", "Public toilets", road, off_m=8.0, has_uprn=has_uprn))
    return found


def _church_and_hall(builder: "Builder", at: int, saint: str, both_have_both: bool) -> list[Saying]:
    """Where not both lists have both, one has the church and the other the hall."""
    church = builder.stand(at, "church", f"{saint}'s Church", 500)
    hall = builder.again(church, use="church hall", name=f"{church.name} Hall", gia_m2=210, **builder.at(church.easting + 26.0, church.northing - 11.0))
    road = f"{church.street}, {church.town}"
    told = [(number, asset) for number, asset in ((0, church), (0, hall), (1, church), (1, hall)) if both_have_both or (asset is hall) == (number == 1)]
    found = [Saying(number, asset, asset.name, "Community centre", road, off_m=6.0 * number) for number, asset in told]
    return [*found, Saying(2, hall, f"{saint.replace('St ', 'St. ')}s Church Hall", "Community centre", road, off_m=10.0)]
