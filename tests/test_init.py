from __future__ import annotations

import pkgutil
import subprocess
import sys

import pytest

import postmetrics


def test_every_public_name_is_there():
    for name in postmetrics.__all__:
        assert getattr(postmetrics, name).__module__.startswith(("postmetrics.", "types", "typing"))
    assert dir(postmetrics) == sorted(postmetrics.__all__)


def test_another_name_is_not():
    with pytest.raises(AttributeError, match="module 'postmetrics' has no attribute 'normalise'"):
        _ = postmetrics.normalise


def test_no_module_hides_what_is_imported_later():
    modules = {module.name for module in pkgutil.iter_modules(postmetrics.__path__)}
    later = {name for names in postmetrics._LATER.values() for name in names}
    assert not modules & later
    assert modules >= {*postmetrics._LATER}


def test_an_import_brings_only_what_every_process_needs():
    slow = "cattrs fractions json msgspec orjson pyarrow postmetrics.rules postmetrics.writer uuid"
    brought = "before = {*sys.modules}; import postmetrics; after = {*sys.modules} - before"
    code = f"import sys; {brought}; print([name for name in {slow.split()!r} if name in after])"
    done = subprocess.run([sys.executable, "-Ic", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
