"""What the tests share."""

import os
import subprocess
from pathlib import Path

import pytest

import relief

ROOT = Path(__file__).resolve().parents[3]
AS_OF = "2024-04-02T09:30:00Z"


@pytest.fixture(scope="session")
def policy():
    return relief.Policy.standard()


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture
def incident():
    return {"id": "INC-7", "contract": "Gold", "customer_priority": "P1", "opened": "2024-03-28T16:00:00Z"}


def built(name):
    """A program of the package, which `.ci/python` or a person has built."""
    at = os.environ.get(f"RELIEF_{name.upper()}")
    places = [Path(at)] if at else [ROOT / "target" / profile / name for profile in ("release", "debug")]
    if name == "generate":
        places += [ROOT / "target" / profile / "examples" / name for profile in ("release", "debug")]
    there = [place for place in places if place.is_file()]
    found = max(there, key=lambda place: place.stat().st_mtime, default=None)
    if found is None:
        pytest.fail(f"`{name}` is not built: run `cargo build --bin relief --example generate`")
    return str(found)


@pytest.fixture(scope="session")
def command():
    """Runs the command: its exit code is 0 or 1."""
    program = built("relief")

    def run(*args, cwd=None):
        done = subprocess.run([program, *map(str, args)], capture_output=True, text=True, cwd=cwd)
        assert done.returncode in (0, 1), done.stderr
        return done

    return run


def generate(count, path):
    """Writes made-up incidents, the same ones in every run."""
    subprocess.run([built("generate"), count, str(path)], check=True)


@pytest.fixture(scope="session")
def generated(tmp_path_factory):
    """100,000 made-up incidents as CSV, some of which are rejected."""
    path = tmp_path_factory.mktemp("generated") / "incidents.csv"
    generate(os.environ.get("RELIEF_ROWS", "100000"), path)
    return path
