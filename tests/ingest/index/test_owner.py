import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest.index.owner import OwnerLock
from prompts.errors import HomeBusy, StoreError

HOLD = """
import sys, time
from pathlib import Path
from ingest.index.owner import OwnerLock
mine = OwnerLock(Path(sys.argv[1]))
mine.acquire()
print("mine", flush=True)
time.sleep(60)
"""


def test_a_second_owner_is_refused_at_once_and_told_who_has_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(home)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "mine\n"
        started = time.monotonic()
        with pytest.raises(HomeBusy, match=rf"process {other.pid}\).*LOSSBOOK_HOME"):
            OwnerLock(home).acquire()
        assert time.monotonic() - started < 2

        other.kill()  # whatever happens to an owner, the next one can start
        other.wait()
        with OwnerLock(home) as mine:
            assert mine.owner() == os.getpid()


def test_released_it_is_free(tmp_path: Path) -> None:
    first, second = OwnerLock(tmp_path), OwnerLock(tmp_path)
    first.acquire()
    with pytest.raises(HomeBusy, match=str(os.getpid())):
        second.acquire()
    first.release()
    first.release()
    with second:
        assert second.owner() == os.getpid()
    assert second.owner() is None


def test_a_home_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="LOSSBOOK_HOME"):
        OwnerLock(tmp_path / "file" / "home").acquire()
