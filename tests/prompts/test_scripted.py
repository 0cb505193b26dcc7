import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from prompts.errors import MalformedAnswer, ModelCancelled, ModelError, ModelTimeout, PromptError
from prompts.model import Model
from prompts.scripted import ScriptedModel, from_setting
from tests.prompts.conftest import rendered
from tests.prompts.test_chat import GOOD, GOOD_TEXT, NOTE, Verdict


def test_answers_come_in_order_and_questions_are_remembered() -> None:
    model: Model
    model = scripted = ScriptedModel([GOOD, Verdict(**{**GOOD, "cause": "unknown"}), GOOD_TEXT])
    assert [model.ask(NOTE, Verdict, system=rendered("s")).value.cause for _ in range(3)] == [
        "follow_up",
        "unknown",
        "follow_up",
    ]
    assert scripted.asked[0].prompt == NOTE
    assert scripted.asked[0].system == rendered("s")
    with pytest.raises(ModelError, match=r"no answer left for 'diagnose' \(used: 3\)"):
        model.ask(NOTE, Verdict)


def test_answers_can_be_chosen_by_prompt_and_repeat() -> None:
    model = ScriptedModel({"diagnose": GOOD, "coach": [GOOD, ModelTimeout("late")]}, loop=True)
    for _ in range(3):
        assert model.ask(rendered("x", "diagnose"), Verdict).value == Verdict(**GOOD)
    model.ask(rendered("x", "coach"), Verdict)
    with pytest.raises(ModelTimeout, match="late"):
        model.ask(rendered("x", "coach"), Verdict)
    with pytest.raises(ModelError, match="no answer left for 'other'"):
        model.ask(rendered("x", "other"), Verdict)


def test_an_answer_that_does_not_fit_is_malformed() -> None:
    with pytest.raises(MalformedAnswer, match="'diagnose' that does not fit: field 'cause'") as caught:
        ScriptedModel([{**GOOD, "cause": "weather"}]).ask(NOTE, Verdict)
    assert "weather" in caught.value.reply


def test_fields_arrive_one_by_one() -> None:
    seen: list[dict[str, Any]] = []
    ScriptedModel([GOOD]).ask(NOTE, Verdict, on_partial=seen.append)
    assert [len(partial) for partial in seen] == [1, 2, 3, 4]
    assert seen[-1] == GOOD


def test_a_slow_answer_can_be_stopped() -> None:
    cancel = threading.Event()
    threading.Timer(0.1, cancel.set).start()
    began = time.monotonic()
    with pytest.raises(ModelCancelled):
        ScriptedModel([GOOD], delay=20).ask(NOTE, Verdict, cancel=cancel)
    assert time.monotonic() - began < 1


def test_a_script_file_is_chosen_by_the_setting(tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    script = {"answers": {"diagnose": [GOOD, {"error": "timeout", "message": "too late"}, "garbage"]}}
    file.write_text(json.dumps(script), encoding="utf-8")
    model = from_setting(f"scripted:{file}")
    assert model.ask(NOTE, Verdict).value == Verdict(**GOOD)
    with pytest.raises(ModelTimeout, match="too late"):
        model.ask(NOTE, Verdict)
    with pytest.raises(MalformedAnswer):
        model.ask(NOTE, Verdict)


@pytest.mark.parametrize(
    "content", [None, "", "[]", '{"answers": [3]}', '{"answers": [], "delay": "x"}', '{"answers": 3}']
)
def test_a_broken_script_says_what_it_must_be(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "answers.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(PromptError, match=r"answers\.json' cannot be used .*JSON object with 'answers'"):
        from_setting(f"scripted:{file}")
