from pathlib import Path

import pytest

from app.setup import FETCH, RECORDS, WARM, prepare
from ingest.settings import Settings
from prompts.errors import ModelFileError
from prompts.modelfile import MINILM


def test_a_home_is_made_ready_and_again_without_harm(settings: Settings) -> None:
    steps: list[tuple[str, int, int]] = []
    for _ in range(2):
        file = prepare(settings, lambda *step: steps.append(step))
        assert file == settings.models / MINILM.filename
    assert [step for step, *_ in steps] == [RECORDS, RECORDS, WARM, WARM] * 2
    assert (settings.home / "lossbook.db").is_file()


def test_a_missing_embedder_is_fetched_into_place(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, model_files: Path
) -> None:
    (settings.models / MINILM.filename).unlink()

    def pull(spec: object, folder: Path, *, on_progress: object) -> Path:
        on_progress(5, MINILM.size)  # type: ignore[operator]
        (folder / MINILM.filename).symlink_to(model_files / MINILM.filename)
        return folder / MINILM.filename

    monkeypatch.setattr("prompts.download.pull", pull)
    steps: list[tuple[str, int, int]] = []
    prepare(settings, lambda *step: steps.append(step))
    assert steps[0] == (FETCH, 5, MINILM.size)


def test_no_network_is_one_sentence(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    (settings.models / MINILM.filename).unlink()

    def pull(*_: object, **__: object) -> Path:
        raise ModelFileError("It could not be fetched: no connection.")

    monkeypatch.setattr("prompts.download.pull", pull)
    with pytest.raises(ModelFileError, match="no connection"):
        prepare(settings)
