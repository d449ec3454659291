"""Scripts and styles of third parties, as text that can stand inside a page.

Belongs here: reading the files that the build put into static/ (hatch_build.py names them), and making them fit to
stand in a <script> or <style> element. Does not belong here: our own scripts and styles (totalplace.mapping).
"""

import base64
import re
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

_TYPES = {"png": "image/png", "svg": "image/svg+xml", "gif": "image/gif"}
_URL = re.compile(r"""url\(\s*['"]?([^'")]+?)['"]?\s*\)""")


def _file(name: str, ending: str) -> Traversable:
    """The packaged file of this name; an unknown name is a KeyError, so that a new plugin fails the build of a page
    instead of sending its readers online."""
    static = resources.files(__name__) / "static"
    path = static / name
    if "/" in name or "\\" in name or not name.endswith(ending) or not path.is_file():
        raise KeyError(name)
    return path


@cache
def script(name: str) -> str:
    """The script, without its source-map line and with nothing in it that would close the <script> element."""
    text = _file(name, ".js").read_text("utf-8")
    text = re.sub(r"(?m)^\s*//[#@]\s*sourceMappingURL=.*$", "", text).replace("\r\n", "\n")
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--").strip() + "\n"


@cache
def style(name: str) -> str:
    """The stylesheet, with every picture it refers to inside it."""
    text = _file(name, ".css").read_text("utf-8").replace("\r\n", "\n")
    static = resources.files(__name__) / "static"

    def inline(match: re.Match[str]) -> str:
        target = match[1]
        if target.startswith(("data:", "#")):  # data already; '#default#VML' and the like fetch nothing
            return match[0]
        path = static / target
        if ".." in target or not path.is_file():
            raise KeyError(f"{name} refers to {target}")
        data = base64.b64encode(path.read_bytes()).decode("ascii")
        return f'url("data:{_TYPES[target.rsplit(".", 1)[-1]]};base64,{data}")'

    return _URL.sub(inline, text).replace("</style", "<\\/style").strip() + "\n"


@cache
def licence(name: str) -> str:
    """The licence text of a library: "leaflet"."""
    return _file(f"{name}.licence.txt", ".txt").read_text("utf-8").replace("\r\n", "\n").strip() + "\n"
