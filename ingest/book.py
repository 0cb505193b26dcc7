"""The composition root: one place where settings become working parts. Parts are made on first use."""

import copy
from collections.abc import Sequence
from functools import cached_property
from threading import Event, Lock
from typing import TYPE_CHECKING, Final

from ingest.diagnose.model import ModelDiagnosis
from ingest.logged import LoggedModel
from ingest.records import Debrief, Facts, Given, Line, Reading, Viewer
from ingest.settings import Settings
from prompts.errors import ModelFileError, StoreError
from prompts.modelfile import MINILM
from prompts.redacted import RedactedModel

if TYPE_CHECKING:
    from ingest.coaching import Coach
    from ingest.diagnose.builtin import BuiltinDiagnosis
    from ingest.embed import Embedder, Vectors
    from ingest.facts.known import Known
    from ingest.index.exact import ExactCache
    from ingest.index.generations import Index
    from ingest.index.indexer import Indexer
    from ingest.index.search import Found
    from ingest.index.source import StoreRecords
    from ingest.notevectors import NoteVectors
    from ingest.pipeline import EngineChoice
    from ingest.store import Store
    from prompts.embedded import EmbeddedModel
    from prompts.model import Model
    from prompts.playbook import Playbook
    from prompts.redact import Name

EMBEDDER_FILE: Final = MINILM.filename


class Book:
    """An open Lossbook: the records, the engines and the settings they were made from."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lock = Lock()
        self._embedded: EmbeddedModel | None = None
        self.index: Index | None = None
        """The search index, in the process that owns the home; None in every other one."""

    @property
    def viewer(self) -> Viewer:
        """The one user of a laptop, who may see everything."""
        return Viewer(name=self.settings.rep, all=True)

    @cached_property
    def store(self) -> "Store":
        """The records, migrated to this version."""
        from ingest.store import Store

        try:
            self.settings.home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"The folder {str(self.settings.home)!r} cannot be made: {error.strerror or error}. "
                "Set LOSSBOOK_HOME to a folder you may write."
            ) from error
        return Store.open(self.settings.sql_url)

    @cached_property
    def lines(self) -> "StoreRecords":
        """The records as the search index sees them."""
        from ingest.embed import MODEL_ID
        from ingest.index.source import StoreRecords

        return StoreRecords(self.store, MODEL_ID)

    @cached_property
    def exact(self) -> "ExactCache":
        """Exact search over the records, kept in memory: the fallback when the index is away, or not this process's."""
        from ingest.index.exact import ExactCache

        return ExactCache(self.lines)

    def make_index(self) -> "tuple[Index, Indexer]":
        """The search index and what keeps it equal to the records. For the owner of the home only; starts nothing."""
        from ingest.embed import DIMENSION, MODEL_ID
        from ingest.index.generations import Index
        from ingest.index.indexer import Indexer
        from ingest.index.process import Shape

        shape = Shape(MODEL_ID, DIMENSION)
        index = Index(self.settings.index, shape, self.lines.get_pointer, self.lines.set_pointer)
        return index, Indexer(self.lines, index)

    def nearest(self, viewer: Viewer, vectors: "Vectors", k: int, leave_out: str | None = None) -> "tuple[Found, ...]":
        """For each row of `vectors`, (n, 384), the `k` most similar lines this viewer may see, but `leave_out`'s."""
        from ingest.index.search import search

        def allowed(ids: list[str]) -> set[str]:
            return self.store.allowed(viewer, ids) - {leave_out}

        return search(self.index, vectors, k, allowed, self.exact)

    @cached_property
    def playbook(self) -> "Playbook":
        """The cause pages."""
        from prompts.playbook import Playbook

        return Playbook.load()

    @cached_property
    def embedder(self) -> "Embedder":
        """Text to vectors."""
        from ingest.embed import Embedder

        return Embedder(self.settings.models / EMBEDDER_FILE)

    @cached_property
    def builtin(self) -> "BuiltinDiagnosis":
        """The built-in engine."""
        from ingest.diagnose.builtin import BuiltinDiagnosis

        return BuiltinDiagnosis(self.playbook, self.embedder, self.settings.home / "cache")

    @cached_property
    def coach(self) -> "Coach":
        """Lessons, moves, questions and cards."""
        from ingest.coaching import Coach

        return Coach(self.playbook, self.embedder, self.settings.home / "cache")

    def warm(self) -> None:
        """Make the first review as quick as the next ones."""
        self.builtin.warm()
        _ = self.coach.vectors

    @cached_property
    def note_vectors(self) -> "NoteVectors":
        """The vectors of notes' lines; those of the last few are kept: recording follows soon."""
        from ingest.notevectors import NoteVectors

        return NoteVectors(self.embedder)

    def line_vectors(self, lines: Sequence[Line], cancel: Event | None = None) -> "Vectors":
        """Vectors of a note's lines, (len(lines), 384), or ModelCancelled; see `NoteVectors.of`."""
        return self.note_vectors.of(lines, cancel)

    def known(self, viewer: Viewer) -> "Known":
        """Names on record that help to read the next note."""
        from ingest.facts.known import Known

        names = self.store.known_names(viewer)
        return Known(accounts=names.accounts, competitors=names.competitors, reps=(*names.reps, viewer.name))

    def model_diagnosis(
        self, required: bool = False, facts: Facts | None = None, given: Given | None = None
    ) -> ModelDiagnosis | None:
        """The language-model engine, or None when there is no model to ask. `facts`: of the note it is to read.

        Raises:
            ModelFileError: `required`, and none is set up.
        """
        model = self._required() if required else self.model
        if model is None:
            return None
        from ingest import version

        if isinstance(model, RedactedModel) and facts is not None:
            from ingest.outgoing import names_in

            model = model.knowing(names_in(facts, given or Given()))
        logged = LoggedModel(model, self.store)
        return ModelDiagnosis(logged, self.playbook, decides=model is not self._embedded, code=version())

    def _required(self) -> "Model":
        if (model := self.model) is None:
            raise ModelFileError(
                f"No language model is set up (LOSSBOOK_MODEL={self.settings.model!r}). "
                "Run `lossbook model pull`, or set OPENAI_BASE_URL and LOSSBOOK_CHAT_MODEL."
            )
        return model

    @property
    def model(self) -> "Model | None":
        """The language model in force now; the embedded one appears when its download is done."""
        if self.settings.model == "none":
            return None
        if self._chosen is not None:
            return self._chosen
        return self._ready_embedded()

    @property
    def model_decides(self) -> bool:
        """Whether a language model's verdict would stand: one the settings name, not the small one on this machine."""
        return self.settings.model != "none" and self._chosen is not None

    def model_for(self, engine: "EngineChoice" = "auto", names: "Sequence[Name]" = ()) -> "Model | None":
        """The model to ask, its calls logged: with 'auto' one whose verdict stands, with 'model' any there is.

        `names`, besides those on record, do not get to one on another machine.

        Raises:
            ModelFileError: `engine` is 'model' and none is set up.
        """
        if engine == "builtin" or (engine == "auto" and not self.model_decides):
            return None
        model = self._required() if engine == "model" else self.model
        if names and isinstance(model, RedactedModel):
            model = model.knowing(names)
        return LoggedModel(model, self.store) if model is not None else None

    @cached_property
    def _chosen(self) -> "Model | None":
        """A script or an endpoint the settings name. A key alone names none: it is no leave to send notes."""
        settings = self.settings
        if settings.model.startswith("scripted:"):
            from prompts.scripted import from_setting

            return from_setting(settings.model)
        if not settings.chat_model:
            return None
        from ingest.outgoing import guarded
        from prompts.chat import ChatModel

        model = ChatModel(
            settings.openai_base_url or "https://api.openai.com/v1",
            settings.chat_model,
            settings.openai_api_key,
            timeout=settings.model_timeout,
            known=settings.home / "endpoints.json",
        )
        return guarded(model, self.store) if settings.redact else model

    def asking(self, model: "Model") -> "Book":
        """The same open Lossbook with another language model. Do not close it."""
        _ = self.store, self.playbook, self.embedder, self.note_vectors, self.builtin, self.coach
        other = copy.copy(self)
        other.__dict__["_chosen"] = model
        return other

    def _ready_embedded(self) -> "EmbeddedModel | None":
        from prompts.download import QWEN, is_ready

        with self._lock:
            if self._embedded is None:
                path = is_ready(QWEN, self.settings.models)
                if path is not None:
                    from prompts.embedded import EmbeddedModel

                    self._embedded = EmbeddedModel(path, QWEN, timeout=self.settings.model_timeout)
        return self._embedded

    def drop_model(self) -> None:
        """Stop the embedded model and let go of its file, before that is removed."""
        with self._lock:
            model, self._embedded = self._embedded, None
        if model is not None:
            model.close()

    def record(
        self,
        viewer: Viewer,
        reading: Reading,
        given: Given,
        debrief: Debrief | None = None,
        sample: bool = False,
        once: str | None = None,
        external_id: str | None = None,
    ) -> str:
        """Put a reading on record; returns the review's id, the same id again for the same `once`."""
        from ingest.store.rows import Vectors as Stored

        return self.store.record(
            viewer,
            reading,
            account=given.account or reading.diagnosis.account or "",
            rep=given.rep or viewer.name,
            given=given,
            debrief=debrief,
            vectors=Stored(self.line_vectors(reading.lines)),
            sample=sample,
            once=once,
            external_id=external_id,
        )

    def close(self) -> None:
        """Let go of files and servers."""
        if "store" in self.__dict__:
            self.store.close()
        if self._embedded is not None:
            self._embedded.close()
