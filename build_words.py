"""Build hook of the wheel: compiles the translations and puts them inside."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))


class BuildWords(BuildHookInterface[Any]):
    """Compiles `hiring/translations/*/*.po` into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the files and name them for inclusion."""
        from hiring.web.catalogues import compile_to  # only a build has Babel without the rest of the program

        root = Path(self.root)
        for folder in (each for each in (root / "hiring" / "translations").iterdir() if each.is_dir()):
            target = root / "build" / "words" / folder.name / "messages.mo"
            compile_to(folder, target)
            build_data["force_include"][str(target)] = f"hiring/translations/{folder.name}/LC_MESSAGES/messages.mo"
