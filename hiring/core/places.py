"""Where data files lie, in a checkout and in an installed wheel."""

import importlib.util
from pathlib import Path
from types import ModuleType

PACKAGE = Path(__file__).resolve().parent.parent
_INSTALLED = PACKAGE / "_shipped"
_ROOT = _INSTALLED if _INSTALLED.is_dir() else PACKAGE.parent

TEMPLATES = _ROOT / "templates"
SEEDS = _ROOT / "seeds"
STATIC = PACKAGE / "static"
TRANSLATIONS = PACKAGE / "translations"
MIGRATIONS = PACKAGE / "db" / "migrations"


def configuration() -> ModuleType:
    """The module `config.py` of the top level, which the wheel carries along."""
    spec = importlib.util.spec_from_file_location("hiring_configuration", _ROOT / "config.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(_ROOT / "config.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
