"""A home for a run: the model files and the playbook's vectors of this machine's Lossbook, records of its own."""

import shutil
from pathlib import Path

from ingest.settings import Settings


def fresh(folder: Path) -> Settings:
    """Make `folder` such a home, unless it is one; built-in engine only."""
    usual = Settings()
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "models").exists():
        (folder / "models").symlink_to(usual.models)
    if (usual.home / "cache").is_dir() and not (folder / "cache").exists():
        # Keyed by what it was made from, so an old one only saves less time.
        shutil.copytree(usual.home / "cache", folder / "cache")
    return Settings(home=folder, model="none", chat_model=None)
