"""The legend of a map of assets, and the small pictures of its symbols.

Belongs here: what each sign means, with its count. Does not belong here: drawing on the map itself (estate_map.js,
which draws the same shapes and resizes the size samples when the map is zoomed).
"""

from totalplace.language import say, say_html
from totalplace.mapping.colouring import Colouring, Shade
from totalplace.mapping.escape import esc
from totalplace.mapping.palette import UNKNOWN_FILL
from totalplace.mapping.spec import MapSpec
from totalplace.mapping.totals import Drawn
from totalplace.mapping.wording import area, count

_OUTLINE = "#3d3d3d"
# as plan_map.js draws them
_SHAPES = {"square": "M1.5 1.5H16.5V16.5H1.5Z", "diamond": "M9 0 18 9 9 18 0 9Z", "triangle": "M0 2H18L9 17.5Z", "octagon": "M5.5 .5H12.5L17.5 5.5V12.5L12.5 17.5H5.5L.5 12.5V5.5Z"}


def swatch(shade: Shade) -> str:
    """The disc of a class, with its mark; what is not known has an outline."""
    disc = (
        f'<circle cx="9" cy="9" r="7.8" fill="{shade.colour}" stroke="{_OUTLINE}" stroke-width="1.4"/>'
        if shade.is_unknown
        else f'<path d="{_SHAPES[shade.shape]}" fill="{shade.colour}"/>'
        if shade.shape in _SHAPES
        else f'<circle cx="9" cy="9" r="8.5" fill="{shade.colour}"/>'
    )
    return (
        f'<svg class="swatch" width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">{disc}'
        f'<text x="9" y="12.6" text-anchor="middle" font-size="10.5" font-weight="700" fill="{shade.ink}">{esc(shade.mark)}'
        "</text></svg>"
    )


def _sign(shape: str) -> str:
    shapes = {
        "unsized": f'<path d="M9 3 15 9 9 15 3 9Z" fill="{UNKNOWN_FILL}" stroke="#3d3d3d" stroke-width="1.75"/>',
        "small": '<circle cx="9" cy="9" r="5" fill="#6f777b"/>',
        "arrow": '<path d="M1 9H12" stroke="#0b0c0c" stroke-width="2"/><path d="M17.5 9 11 5V13Z" fill="#0b0c0c"/>',
        "land": '<rect x="4" y="4" width="10" height="10" fill="#3d3d3d"/>',
        "hollow": '<circle cx="9" cy="9" r="5" fill="#fff" stroke="#3d3d3d" stroke-width="2"/>',
        "hub": '<circle cx="9" cy="9" r="4.5" fill="#6f777b"/><circle cx="9" cy="9" r="7.4" fill="none" stroke="#0b0c0c" stroke-width="2"/>',
        "hull": '<rect x="1.5" y="3.5" width="15" height="11" rx="5" fill="#fff3c4" stroke="#7a5c00" stroke-width="1.5"/>',
        "far": '<circle cx="9" cy="9" r="4" fill="#7a5c00" stroke="#fff"/>',
        "cluster": '<circle cx="9" cy="9" r="6.5" fill="#fff" stroke="#12436D" stroke-width="3"/>',
    }
    return f'<svg class="swatch" width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">{shapes[shape]}</svg>'


def _not_on_map(number: int) -> str:
    if not number:
        return say_html("legend.all_on_the_map")
    return say_html("legend.not_on_the_map", number=number)


def _homes(number: int) -> str:
    if not number:
        return ""
    return f'<p class="not-on-map">{say_html("legend.homes", number=number)}</p>'


def _known(drawn: Drawn, colours: Colouring, spec: MapSpec) -> str:
    """Of how many symbols the class is known: of those that are held, and of the hollow ones, which are in no total."""
    if not spec.colour_by.noun:
        return ""
    every, hollow = sum(drawn.by_class), sum(drawn.hollow_by_class)
    known = [not shade.is_unknown for shade in colours.shades]
    held_known = sum(number for number, is_known in zip(drawn.by_class, known, strict=True) if is_known)
    noun = spec.colour_by.noun
    text = say("legend.known", noun=noun, known=held_known, all=every)
    if hollow:
        hollow_known = sum(number for number, is_known in zip(drawn.hollow_by_class, known, strict=True) if is_known)
        if hollow_known:
            text = say("legend.known_and_hollow", noun=noun, known=held_known, all=every, hollow_known=hollow_known, hollow=hollow)
        else:
            text = say("legend.known_and_no_hollow", noun=noun, known=held_known, all=every, hollow_known=hollow_known, hollow=hollow)
    return f'<p class="legend-known">{esc(text[:1].upper() + text[1:])}</p>'


def signs_of(drawn: Drawn, spec: MapSpec) -> list[tuple[str, str, int]]:
    """What is drawn otherwise than as a disc: shape, what it means, how many."""
    rows = [("small" if spec.plan else "unsized", say("legend.unsized"), drawn.unsized)]
    if "land" in spec.asset_kinds:
        rows.append(("land", say("legend.land"), drawn.land))
    if drawn.hollow:
        rows.append(("hollow", say("legend.service_not_held") if spec.colour_by.noun else say("legend.not_held_in_no_total"), drawn.hollow))
    return rows


def legend(drawn: Drawn, colours: Colouring, spec: MapSpec, *, clusters: bool, homes: int) -> str:
    """The legend as HTML: classes, sizes, other signs, and what is not on the map, such as `homes`, single dwellings held."""
    # where hollow symbols are drawn, each class says how many of them are its own: else it would seem to have none
    classes = "".join(
        f"<li>{swatch(shade)}<span>{esc(shade.label)}</span><b>{count(number)}</b>"
        + (f'<b class="hollow-count"><span class="vh">, {say_html("legend.hollow")} </span>{count(hollow)}</b>' if drawn.hollow else "")
        + "</li>"
        for shade, number, hollow in zip(colours.shades, drawn.by_class, drawn.hollow_by_class, strict=True)
    )
    over = f'<b>{say_html("legend.held")}</b><b class="hollow-count">{_sign("hollow")}<span class="vh">{say_html("legend.hollow")}</span></b>' if drawn.hollow else f"<b>{say_html('legend.held')}</b>"
    samples = "".join(
        f'<li><span class="size-sample" data-m2="{size}"></span><span>{esc(area(size))}</span></li>'
        for size in spec.symbols.size_classes_m2
    )
    signs = "".join(
        f"<li>{_sign(shape)}<span>{esc(label)}</span><b>{count(number)}</b></li>" for shape, label, number in signs_of(drawn, spec)
    )
    if spec.plan:
        signs += f"<li>{_sign('arrow')}<span>{say_html('legend.moves_to')}</span></li>"
    if spec.clusters:
        signs += f"<li>{_sign('hub')}<span>{say_html('legend.hub')}</span></li><li>{_sign('hull')}<span>{say_html('legend.hull')}</span></li>"
        signs += f'<li class="cluster-sign">{_sign("cluster")}<span>{say_html("legend.cluster")}</span></li>'
        signs += f"<li>{_sign('far')}<span>{say_html('legend.far')}</span></li>"
    elif clusters:
        signs += f'<li class="cluster-sign">{_sign("cluster")}<span>{say_html("legend.several")}</span></li>'
    return f"""<section class="legend" aria-labelledby="legend-title">
<h2 id="legend-title" class="vh">{say_html("legend.title")}</h2>
<h3 class="legend-over">{esc(colours.label)} {over}</h3>
<ul class="legend-kinds" aria-label="{esc(colours.label)}">{classes}</ul>{_known(drawn, colours, spec)}
<h3>{say_html("legend.sizes")} <b>{count(drawn.sized)}</b></h3>
<ul class="legend-sizes">{samples}</ul>
<ul class="legend-signs">{signs}</ul>
<p class="not-on-map">{_not_on_map(drawn.unlocated)}</p>{_homes(homes)}
</section>"""
