from __future__ import annotations

import pytest

from postmetrics.outline import NoOutline, Outline
from postmetrics.path import Path


def outline(*paths, whole=(), wraps=()):
    """Return the outline of a table that wraps its post so, and reads these paths."""
    made = Outline()
    for path in wraps:
        made.wrap(Path(path))
    for path in paths:
        made.add(Path(path))
    for path in whole:
        made.add(Path(path), whole=True)
    made.check()
    return made


def drawn(node, *above):
    """Return a place as objects: a value is `0`, what counts as a whole `...`, what is above `"^"`."""
    node = node.real()
    if node in above:
        return "^" * (above[::-1].index(node) + 1)
    if node.whole:
        return ...
    parts: list[object] = [0] if node.taken else []
    if node.keys:
        parts.append({key: drawn(below, *above, node) for key, below in node.keys.items()})
    if node.items:
        parts.append([drawn(node.items, *above, node)])
    return parts[0] if len(parts) == 1 else tuple(parts)


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["a"], {"a": 0}),
        (["a.b.c", "a.b.d", "a.e"], {"a": {"b": {"c": 0, "d": 0}, "e": 0}}),
        (["$a.b", "a.c"], {"a": {"b": 0, "c": 0}}),
        (["a", "a.b"], {"a": (0, {"b": 0})}),
        (["a[0].b", "a[-1][2]"], {"a": [({"b": 0}, [0])]}),
        (["a[*].b[*].c"], {"a": [{"b": [{"c": 0}]}]}),
        ([], ()),
    ],
)
def test_a_path_is_a_place_in_places(paths, expected):
    assert drawn(outline(*paths).root) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a[*, b].c", {"a": [{"b": 0, "c": 0}]}),
        ("a[*, !b|d].c", {"a": [{"b": 0, "d": 0, "c": 0}]}),
        ("a[*, b=x].c", {"a": [{"b": ..., "c": 0}]}),
        ("a[*, b!=x].c", {"a": [{"b": ..., "c": 0}]}),
        ("a[*, b in c.d].e", {"a": [{"b": ..., "e": 0}], "c": {"d": ...}}),
    ],
)
def test_a_condition_looks_at_keys_and_all_of_a_value_that_it_compares(path, expected):
    assert drawn(outline(path).root) == expected


def test_a_selector_of_one_keeps_an_object_or_takes_an_item_of_a_list():
    assert drawn(outline("a[b].c").root) == {"a": ({"b": 0, "c": 0}, ["^"])}
    assert drawn(outline("[b].c").root) == ({"b": 0, "c": 0}, ["^"])
    assert drawn(outline("a[*].x", "a[b].c").root) == {"a": ({"x": 0, "b": 0, "c": 0}, ["^"])}
    assert drawn(outline("a[0][1].x", "a[b].c").root) == {"a": ({"b": 0, "c": 0, "x": 0}, ["^"])}


def test_a_post_is_one_place_whatever_wraps_it():
    made = outline("a", "$b.c", wraps=("data", "list[*]"))
    assert drawn(made.root) == {"data": "^", "list": ["^^"], "a": 0, "b": {"c": 0}}
    assert made.root.real().key("data") is made.root.real()


def test_places_become_one_with_all_that_is_in_them():
    made = outline("a.x", "a.y[*].z", "b.y[0].w", "b.v", "b", whole=("c.whole",))
    a, b, c = (made.root.key(key) for key in "abc")
    a.merge(b)
    a.merge(c)
    a.merge(b)
    everything = (0, {"x": 0, "y": [{"z": 0, "w": 0}], "v": 0, "whole": ...})
    assert drawn(made.root) == {"a": everything, "b": everything, "c": everything}
    made.root.key("d").merge(made.root.key("a"))
    made.root.key("e").merge(a.key("y"))
    assert drawn(made.root)["e"] == [{"z": 0, "w": 0}]
    made.root.key("e").whole = True
    assert drawn(made.root.key("a"))[1]["y"] is ...


def test_of_a_key_that_need_only_be_there_nothing_is_looked_at():
    made = outline("a.b")
    made.has(["c", "a"])
    assert drawn(made.root) == {"a": (0, {"b": 0}), "c": 0}


def test_a_map_by_id_counts_as_a_whole_unless_it_is_the_post_itself():
    assert drawn(outline("a[#].b").root) == {"a": ...}
    assert drawn(outline("b", wraps=("[#]",)).root) == {"b": 0}
    assert drawn(outline("b", wraps=("[#, b]", "data[#]")).root) == {"b": 0, "data": ...}


def test_what_cannot_be_told_beforehand_has_no_outline():
    with pytest.raises(NoOutline, match="expected no condition on what is elsewhere"):
        outline("a[#, b in c].e")
    for everything in ("", "[a]"):
        with pytest.raises(NoOutline, match="post: expected keys that are known"):
            outline(whole=[everything])


def test_a_key_is_one_attribute_and_a_place_one_type():
    made = outline("a.b", "b.a")
    assert made.attribute("a") == made.attribute("a") != made.attribute("b")
    assert made.type(made.root) == made.type(made.root) != made.type(made.root.key("a"))
    assert all(name.isidentifier() for name in (made.attribute("no name"), made.type(made.root)))
