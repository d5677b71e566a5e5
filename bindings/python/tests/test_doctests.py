"""The examples in docstrings run, and so does the Python of the pages."""

import doctest
import importlib
import re
import subprocess
import sys

import pyarrow as pa
import pytest

import relief

MODULES = ["relief", "relief._errors", "relief._policy", "relief._records", "relief._results"]


def examples():
    for name in MODULES:
        yield from doctest.DocTestFinder(exclude_empty=True).find(importlib.import_module(name))


@pytest.mark.parametrize("example", [e for e in examples() if e.examples], ids=lambda e: e.name)
def test_docstring(example, policy, incident):
    table = pa.table(
        {
            "id": ["1", "2"],
            "contract": ["Gold", "Golden"],
            "customer_priority": ["P1", "P1"],
            "opened": ["2024-03-28T16:00:00Z"] * 2,
        }
    )
    example.globs.update(relief=relief, policy=policy, incident=incident, table=table)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    runner.run(example)
    assert runner.failures == 0


def test_every_public_method_has_words():
    for name in relief.__all__:
        thing = getattr(relief, name)
        if not isinstance(thing, type):
            continue
        assert thing.__doc__, name
        for member, value in vars(thing).items():
            if not member.startswith("_") and callable(value):
                assert value.__doc__, f"{name}.{member}"


def blocks(page):
    """Each block of Python with the block of output that follows it, if one does."""
    found = re.findall(r"```python\n(.*?)```(?:\n\n```\n(.*?)```)?", page.read_text(), re.DOTALL)
    return [(code, output) for code, output in found]


PAGES = ["bindings/python/README.md", "docs/python.md"]


@pytest.mark.parametrize("page", PAGES)
def test_page(page, root, tmp_path):
    """A block whose first line imports what is not installed is left out, with all that follow it in its section."""
    sections = re.split(r"^## ", (root / page).read_text(), flags=re.MULTILINE)
    ran = 0
    for section in sections:
        found = re.findall(r"```python\n(.*?)```(?:\n\n```\n(.*?)```)?", section, re.DOTALL)
        needs = re.findall(r"^(?:import|from) (ray|dask|pyspark|polars|duckdb|pandas)", section, re.MULTILINE)
        if not found or any(importlib.util.find_spec(name) is None for name in needs):
            continue
        # One script for each section, which begins with the blocks above the first heading.
        code = "".join(block for block, _ in found)
        script = tmp_path / "page.py"
        if section is not sections[0]:
            head = re.findall(r"```python\n(.*?)```", sections[0], re.DOTALL)
            code = "import io, contextlib\nwith contextlib.redirect_stdout(io.StringIO()):\n" + "".join(
                f"    {line}\n" for line in "".join(head).splitlines()
            ) + code
        script.write_text(code)
        done = subprocess.run([sys.executable, "-W", "error::UserWarning", script], capture_output=True, text=True, cwd=root)
        assert done.returncode == 0, done.stderr
        assert done.stdout == "".join(output for _, output in found if output), section[:60]
        ran += 1
    assert ran > 0
