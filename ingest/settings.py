"""Settings from the environment; built by an entry point and handed down."""

import os
from pathlib import Path
from typing import Final
from urllib.parse import quote

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

NO_NAME: Final = "Me"
"""The rep of a laptop on which nobody has set a name."""


def default_home() -> Path:
    """Where everything lives when LOSSBOOK_HOME is not set."""
    return user_data_path("lossbook", appauthor=False)


class Settings(BaseSettings):
    """Every setting has a working default; the names in brackets are the environment variables."""

    model_config = SettingsConfigDict(env_prefix="LOSSBOOK_", env_file=None, extra="ignore", frozen=True)

    home: Path = Field(default_factory=default_home)
    """Data folder [LOSSBOOK_HOME]."""
    database_url: str | None = None
    """SQLAlchemy URL; None means SQLite under the home [LOSSBOOK_DATABASE_URL]."""
    rep: str = NO_NAME
    """Name of the laptop's one user [LOSSBOOK_REP]."""
    model: str = "auto"
    """auto: the endpoint if one is set, else the embedded model when it is there; none: built-in engine only
    [LOSSBOOK_MODEL]."""
    chat_model: str | None = None
    """Model name at the endpoint [LOSSBOOK_CHAT_MODEL]."""
    openai_base_url: str | None = Field(
        default=None, validation_alias=AliasChoices("OPENAI_BASE_URL", "openai_base_url")
    )
    """Any OpenAI-compatible endpoint [OPENAI_BASE_URL]."""
    openai_api_key: str | None = Field(
        default=None, repr=False, validation_alias=AliasChoices("OPENAI_API_KEY", "openai_api_key")
    )
    """Key for it [OPENAI_API_KEY]."""
    model_timeout: float = 120.0
    """Seconds one answer may take in all [LOSSBOOK_MODEL_TIMEOUT]."""
    redact: bool = True
    """Names and numbers are replaced before notes go to another machine [LOSSBOOK_REDACT]."""
    keep_months: int | None = Field(default=None, ge=1, le=1200)
    """Months after a deal closed from which its notes are due to be removed; None keeps them [LOSSBOOK_KEEP_MONTHS]."""
    team: bool = False
    """Everybody signs in with OpenID Connect, as `secrets.toml` in the home says [LOSSBOOK_TEAM]."""
    port: int = 8501
    """Port of the app on 127.0.0.1 [LOSSBOOK_PORT]."""

    @field_validator("chat_model", "openai_base_url", "openai_api_key", "database_url", "keep_months", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        """Compose files pass unset variables on as empty strings."""
        return None if value == "" else value

    @property
    def sql_url(self) -> str:
        """The database, as SQLAlchemy spells it."""
        # Quoted: a '?' in the folder's name would begin the URL's options, a '%' an escape.
        return self.database_url or f"sqlite:///{quote(str(self.home / 'lossbook.db'), safe='/:' + os.sep)}"

    @property
    def secrets(self) -> Path:
        """How people sign in: Streamlit's `[auth]` section."""
        return self.home / "secrets.toml"

    @property
    def models(self) -> Path:
        """Folder of the model files."""
        return self.home / "models"

    @property
    def index(self) -> Path:
        """Folder of the Chroma generations: a cache, safe to delete."""
        return self.home / "index"
