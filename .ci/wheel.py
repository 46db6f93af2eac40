"""Put the compiled month into a wheel where TRUSTLADDER_COMPILED is set: a wheel for one system and one Python."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledMonth(BuildHookInterface):
    """Compile the engine before a wheel is packed; a plain wheel holds no compiled code and runs anywhere."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile into a folder of the build, and have it packed."""
        if version == "editable" or not os.environ.get("TRUSTLADDER_COMPILED"):
            return
        folder = Path(self.directory) / "precompiled"
        known = {**os.environ, "PYTHONPATH": self.root}
        subprocess.run([sys.executable, __file__, str(folder)], cwd=self.root, env=known, check=True)
        build_data["force_include"][str(folder)] = "trustladder/sim/machine/precompiled"
        build_data["pure_python"], build_data["infer_tag"] = False, True


def compile_into(folder: Path) -> None:
    """Compile the engine for this machine's level of processors into a folder."""
    import numba

    from trustladder.sim.machine import compiled, precompiled

    level = precompiled.level()
    if level is None:
        sys.exit("TRUSTLADDER_COMPILED: no level of processors is known for this machine; build a plain wheel")
    folder.mkdir(parents=True, exist_ok=True)
    numba.config.CPU_NAME, numba.config.CPU_FEATURES = level.name, ""
    compiled.cache_folder = cache(lambda: folder)  # both before the engine is imported
    from trustladder.sim.ensemble import ensemble
    from trustladder.sim.scenario.scenario import Scenario

    ensemble(Scenario.load("malacca-piracy").with_months(1), 1)
    for path in folder.iterdir():
        if not path.match("simulate.simulate-*.nb?"):  # its steps are in it
            path.unlink()


if __name__ == "__main__":
    compile_into(Path(sys.argv[1]))
