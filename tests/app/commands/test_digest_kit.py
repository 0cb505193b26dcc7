"""`lossbook team`, `lossbook digest` and `lossbook kit`."""

import email
import json
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from tests.app.commands.conftest import Run
from tests.app.commands.test_people import opened
from tests.ingest.store.making import BEN, MAYA, reading


def fill(shared: Any = "team", mechanism: str = "Nobody rang back.") -> str:
    with opened() as store:
        made = reading(mechanism=mechanism)
        return store.record(MAYA, made, account="Halden <b>Cold</b>", rep=MAYA.name, shared=shared)


def test_a_digest_holds_what_everybody_may_see(run: Run) -> None:
    assert "Nothing was shared in this time." in run("digest").stdout
    fill("private", "A private way.")
    fill("manager", "A way for the manager.")
    one = fill("team", "Nobody *rang* <back>.")
    with opened() as store:
        store.set_person(store_boss(), BEN.name)
        store.thank(BEN, one)
    for args in ((), ("--format", "eml"), ("--format", "json")):
        said = run("digest", *args).stdout
        assert "private way" not in said
        assert "for the manager" not in said
        assert "Halden" in said
    page = run("digest").stdout
    assert "### Halden \\<b\\>Cold\\</b\\>" in page
    assert "Nobody \\*rang\\* \\<back\\>." in page
    assert "Ben Castellanos says thanks." in page


def store_boss() -> Any:
    from tests.ingest.store.making import BOSS

    return BOSS


def test_the_mail_is_a_draft_to_nobody_and_the_webhook_is_within_its_limits(run: Run, tmp_path: Path) -> None:
    for number in range(14):
        fill(mechanism=f"Way {number} <!channel> " + "long " * 900)
    file = tmp_path / "digest.eml"
    done = run("digest", "--format", "eml", "--output", file)
    assert (done.stdout, done.stderr.strip()) == ("", f"Written to {file}")
    mail = email.message_from_bytes(file.read_bytes(), policy=default)
    assert mail["X-Unsent"] == "1"
    assert (mail["To"], mail["From"]) == (None, None)
    assert "SHARED SINCE" in mail.get_content()
    body = json.loads(run("digest", "--format", "json").stdout)
    assert len(body["blocks"]) <= 50
    for block in body["blocks"]:
        if block["type"] == "section":
            assert len(block["text"]["text"]) <= 3000
            assert "<!channel>" not in block["text"]["text"]
    assert run("digest", "--since", "yesterday").exit_code == 2


def test_a_kit_needs_consent_which_is_kept_and_can_be_taken_back(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    one = fill()
    done = run("kit", one)
    assert done.exit_code == 1
    assert "has not agreed" in done.stderr
    done = run("kit", one, "--agree", "--as", BEN.name)
    assert done.exit_code == 1
    assert "only they can change it" in done.stderr
    done = run("kit", one, "--agree", "--format", "md")
    assert done.exit_code == 0
    assert "Halden" not in done.stdout
    assert "## One ask of the room" in done.stdout
    assert "Read it once before you show it" in run("kit", one).stderr
    assert (tmp_path / f"kit {one}.pptx").stat().st_size > 10_000
    assert "Halden" in run("kit", one, "--agree", "--names", "--format", "md").stdout
    assert run("kit", one, "--names").exit_code == 2
    assert "Taken back." in run("kit", one, "--take-back").stderr
    assert run("kit", one).exit_code == 1
    assert run("kit", fill("private"), "--agree").exit_code == 1


def test_team_counts_what_one_may_see(run: Run, tmp_path: Path) -> None:
    assert "No deal in this time" in run("team").stdout
    for shared in ("team", "team", "team", "private"):
        fill(shared)
    said = run("team").stdout
    assert "4 deals on record, 0 won." in said
    assert "Causes: no access 4." in said
    assert "Lost 4 times: Nobody rang back." in said
    found = json.loads(run("team", "--as", BEN.name, "--json", "--gaps", tmp_path / "gaps.csv").stdout)
    assert (found["lost"], found["causes"], found["gaps"]) == (3, {"no_access": 3}, [])
    assert (tmp_path / "gaps.csv").read_text(encoding="utf-8-sig").startswith("capability,decided")
