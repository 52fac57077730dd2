from __future__ import annotations

import copy
import pickle

import attrs
import pytest

from postmetrics.drafts import maker
from postmetrics.metrics import Metrics
from postmetrics.response import Analytics, PlatformAnalytics, PostAnalytics
from postmetrics.source import Entry, SourceResponse


CLASSES = (Metrics, Analytics, PlatformAnalytics, PostAnalytics, Entry, SourceResponse)


@pytest.mark.parametrize("cls", CLASSES)
def test_what_is_made_is_what_the_class_makes(cls):
    values = {field.name: f"the {field.name}" for field in attrs.fields(cls)}
    made, expected = maker(cls)(*values.values()), cls(**values)
    assert type(made) is cls
    assert made == expected
    assert repr(made) == repr(expected)
    assert hash(made) == hash(expected)
    assert pickle.loads(pickle.dumps(made)) == copy.copy(made) == expected


@pytest.mark.parametrize("cls", CLASSES)
def test_what_is_made_is_frozen(cls):
    made = maker(cls)(*range(len(attrs.fields(cls))))
    for field in attrs.fields(cls):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(made, field.name, None)


def test_every_field_is_asked_for():
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'stats'"):
        maker(PostAnalytics)(None)
