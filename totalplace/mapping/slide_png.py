"""A picture for slides in pixels, for programs that do not take SVG: drawn from the SVG, without a browser.

Belongs here: handing it to the renderer. Does not belong here: what is in the picture (slide.py).

The letters are those that lines were measured with (lettering.py), so that the picture does not hang on what typefaces a machine has.
"""

import resvg_py

from totalplace.mapping.lettering import font_files

_WIDTH = 1_920  # pixels


def png(svg: str) -> bytes:
    """The picture; nothing is fetched for it."""
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=_WIDTH, skip_system_fonts=True, font_files=[str(path) for path in font_files()], sans_serif_family="DejaVu Sans", font_family="DejaVu Sans"))
