"""Plug-ins here are real distributions, found through their metadata, mostly in a fresh process."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys

from pathlib import Path

import attrs
import pytest

from postmetrics import (
    AmbiguousMapper,
    BrokenMapper,
    Mapper,
    Metrics,
    Registry,
    UnknownPlatform,
    at,
    normalize,
    normalize_platform,
    registry,
)


PLUGINS = Path(__file__).parent / "plugins"
BUILT_IN = ["facebook", "instagram", "linkedin", "tiktok", "twitter", "x", "youtube"]


def in_a_process(code: str, *plugins: str, **environment: str):
    """Run *code* where *plugins* are installed, and return what it prints as JSON."""
    path = os.pathsep.join([*(str(PLUGINS / plugin) for plugin in plugins), *sys.path])
    done = subprocess.run(
        [sys.executable, "-c", "import json\n" + code],
        env={**os.environ, "PYTHONPATH": path, **environment},
        capture_output=True,
        check=True,
        text=True,
    )
    return json.loads(done.stdout)


def standings(*plugins: str, **environment: str) -> dict[str, list[str]]:
    code = """
from postmetrics import Registry
found = {}
for each in Registry().platforms():
    found.setdefault(each.name, []).append(f"{each.provider} {each.status}")
print(json.dumps(found))
"""
    return in_a_process(code, *plugins, **environment)


def failure(name: str, *plugins: str, **environment: str) -> list[str | None]:
    code = f"""
from postmetrics import Registry, MapperError
try:
    Registry().mapper({name!r})
except MapperError as error:
    cause = error.__cause__
    print(json.dumps([type(error).__name__, str(error), cause and type(cause).__name__]))
"""
    return in_a_process(code, *plugins, **environment)


def forget():
    """Forget what this process has scanned and loaded."""
    for remembered in (registry._scan, registry._load, registry._installed):
        remembered.cache_clear()


@pytest.fixture
def install(monkeypatch):
    """Install plug-ins in this process, until the end of the test."""

    def install(*plugins):
        for plugin in plugins:
            monkeypatch.syspath_prepend(PLUGINS / plugin)
        forget()

    yield install
    forget()


def test_the_six_are_registered_like_everyone_else():
    assert {each.name: each.status for each in Registry().platforms()} == dict.fromkeys(BUILT_IN, "built-in")


def test_twitter_is_a_second_name_of_the_x_mapper():
    assert Registry().mapper("twitter") is Registry().mapper("x")


def test_importing_scans_nothing_and_loads_no_platform():
    code = """
import sys
import postmetrics
loaded = [name for name in sys.modules if name.startswith("postmetrics.platforms")]
print(json.dumps(loaded + [name for name in sys.modules if name == "importlib.metadata"]))
"""
    assert in_a_process(code) == []


def test_a_process_scans_once():
    code = """
import importlib.metadata
scans = []
scan = importlib.metadata.entry_points
importlib.metadata.entry_points = lambda **how: scans.append(how) or scan(**how)
from postmetrics import Registry
Registry().mapper("x"), Registry().mapper("youtube"), "reddit" in Registry(), Registry().platforms()
print(json.dumps(scans))
"""
    assert in_a_process(code) == [{"group": "postmetrics.mappers"}]


def test_a_look_up_loads_only_the_mapper_it_is_for():
    code = """
import sys
from postmetrics import Registry
Registry().mapper("youtube")
print(json.dumps(["postmetrics.platforms.x" in sys.modules, "bad_mastodon" in sys.modules]))
"""
    assert in_a_process(code, "broken") == [False, False]


def test_an_installed_plug_in_is_found():
    code = """
from postmetrics import normalize, to_dict
response = normalize({"bluesky": {"uri": "at://a/1", "likeCount": 3}, "youtube": {"views": 4}})
print(json.dumps(to_dict(response)))
"""
    with_it = in_a_process(code, "good")["analytics"]
    assert [each["platform"] for each in with_it["platforms"]] == ["bluesky", "youtube"]
    assert with_it["totals"]["likes"] == 3
    assert with_it["metadata"] == {}

    without_it = in_a_process(code)["analytics"]
    assert [each["platform"] for each in without_it["platforms"]] == ["youtube"]
    assert without_it["metadata"] == {"bluesky": {"uri": "at://a/1", "likeCount": 3}}


def test_a_broken_plug_in_breaks_only_its_own_name():
    kind, message, cause = failure("mastodon", "broken", "good")
    assert kind == "BrokenMapper"
    assert message == (
        "mastodon: expected a mapper at bad_mastodon:MAPPER of bad-mastodon 2.0, "
        "got ModuleNotFoundError: No module named 'there_is_no_such_module'"
    )
    assert cause == "ModuleNotFoundError"
    assert standings("broken", "good")["bluesky"] == ["acme-bluesky ok"]
    assert standings("broken", "good")["mastodon"] == ["bad-mastodon broken"]


def test_what_is_no_mapper_is_broken():
    assert failure("pinterest", "not_a_mapper") == [
        "BrokenMapper",
        "pinterest: expected a mapper at odd_pinterest:MAPPER of odd-pinterest 0.3, got a dict",
        None,
    ]


def test_installing_a_package_cannot_shadow_a_built_in():
    code = """
from postmetrics import normalize_platform
print(json.dumps(normalize_platform("youtube", {"loud": 9, "views": 4}).metrics.views))
"""
    assert in_a_process(code, "claims_youtube") == 4
    assert standings("claims_youtube")["youtube"] == ["loud-tube shadowed", "postmetrics built-in"]


@pytest.mark.parametrize("order", [("twin_one", "twin_two"), ("twin_two", "twin_one")])
def test_two_claims_to_one_name_are_ambiguous_in_any_order(order):
    kind, message, _ = failure("reddit", *order)
    assert kind == "AmbiguousMapper"
    assert message == (
        "reddit: expected one mapper, got twin-one 1.0 and twin-two 3.1; "
        "uninstall one, or choose with Registry().with_mapper(…)"
    )
    assert standings(*order)["reddit"] == ["twin-one ambiguous", "twin-two ambiguous"]
    assert standings(*order)["youtube"] == ["postmetrics built-in"]


def test_an_ambiguous_name_can_be_chosen():
    code = """
from postmetrics import Registry
from twin_two import MAPPER
print(json.dumps(Registry().with_mapper(MAPPER).mapper("reddit") is MAPPER))
"""
    assert in_a_process(code, "twin_one", "twin_two") is True


@pytest.mark.parametrize("value", ["1", "yes"])
def test_third_parties_can_be_switched_off(value):
    assert list(standings("good", "broken", POSTMETRICS_NO_PLUGINS=value)) == BUILT_IN


@pytest.mark.parametrize("value", ["", "0"])
def test_the_switch_can_be_off(value):
    assert "bluesky" in standings("good", POSTMETRICS_NO_PLUGINS=value)


def test_an_unknown_name_lists_the_known_and_the_nearest():
    with pytest.raises(UnknownPlatform) as caught:
        Registry().mapper("youtbue")
    assert str(caught.value) == (
        f"platform: expected one of {', '.join(BUILT_IN)}, got 'youtbue' (did you mean 'youtube'?)"
    )
    assert (caught.value.name, caught.value.nearest) == ("youtbue", "youtube")
    assert isinstance(caught.value, LookupError)


def test_an_unknown_name_with_nothing_near_has_no_suggestion():
    with pytest.raises(UnknownPlatform, match="got 'zzzzzz'$"):
        Registry().mapper("zzzzzz")


def test_an_explicit_mapper_wins_under_every_name_of_its_platform():
    mine = Mapper(platform="x", metrics=Metrics.fill(at("n")))
    registry = Registry().with_mapper(mine)
    assert registry.mapper("x") is mine
    assert registry.mapper("twitter") is mine
    other = Mapper(platform="tiktok", metrics=Metrics.fill(at("n")))
    assert Registry().with_mapper(other).with_mapper(mine).mapper("twitter") is mine
    assert Registry().with_mapper(other).mapper("twitter") is Registry().mapper("x")
    assert normalize_platform("x", {"n": 3}, registry=registry).metrics.quotes == 3
    assert normalize({"twitter": {"n": 3}}, registry=registry).analytics.totals.saves == 3


def test_a_registry_is_a_value():
    mine = Mapper(platform="mine", metrics=Metrics.fill(at("n")))
    other = Mapper(platform="mine", metrics=Metrics.fill(at("m")))
    registry = Registry().with_mapper(mine)
    assert "mine" in registry
    assert "mine" not in Registry()
    assert registry.with_mapper(other).mapper("mine") is other
    assert registry.mapper("mine") is mine
    assert pickle.loads(pickle.dumps(registry)) == registry


def test_an_explicit_mapper_is_listed():
    mine = Mapper(platform="mine", metrics=Metrics.fill(at("n")))
    listed = {each.name: each for each in Registry().with_mapper(mine).platforms()}
    assert (listed["mine"].provider, listed["mine"].status) == ("given", "explicit")
    assert (listed["x"].status, listed["twitter"].status) == ("built-in", "built-in")


def test_installed_mappers_are_shadowed_by_one_that_is_given():
    own_x = Mapper(platform="x", metrics=Metrics.fill(at("n")))
    listed = [
        each for each in Registry().with_mapper(own_x).platforms() if each.name in {"x", "twitter", "youtube"}
    ]
    assert sorted((each.name, each.status, each.problem) for each in listed if each.provider != "given") == [
        ("twitter", "shadowed", "a mapper that was given has this name"),
        ("x", "shadowed", "a mapper that was given has this name"),
        ("youtube", "built-in", None),
    ]


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_mapper_is_a_value(name):
    mapper = Registry().mapper(name)
    assert pickle.loads(pickle.dumps(mapper)) == mapper
    assert hash(pickle.loads(pickle.dumps(mapper))) == hash(mapper)


def listed(name, registry):
    """Return every claim to *name*, as a tuple."""
    return [attrs.astuple(each) for each in registry.platforms() if each.name == name]


def test_a_claim_is_listed_with_all_that_is_known_of_it(install):
    install("good", "broken", "not_a_mapper", "claims_youtube", "twin_two", "twin_one")
    both = (
        "reddit: expected one mapper, got twin-one 1.0 and twin-two 3.1; "
        "uninstall one, or choose with Registry().with_mapper(…)"
    )
    assert listed("bluesky", Registry()) == [
        ("bluesky", "acme-bluesky", "1.2", "acme_bluesky:MAPPER", "ok", None, "bluesky")
    ]
    assert listed("reddit", Registry()) == [
        ("reddit", "twin-one", "1.0", "twin_one:MAPPER", "ambiguous", both, None),
        ("reddit", "twin-two", "3.1", "twin_two:MAPPER", "ambiguous", both, None),
    ]
    loud, ours = listed("youtube", Registry())
    assert loud[:5] == ("youtube", "loud-tube", "1.0", "loud_tube:MAPPER", "shadowed")
    assert loud[6] is None
    assert loud[5] == f"postmetrics {ours[2]} has this name"
    assert (ours[1], *ours[3:]) == (
        "postmetrics",
        "postmetrics.platforms.youtube:MAPPER",
        "built-in",
        None,
        "youtube",
    )
    [(*_, status, problem, _)] = listed("mastodon", Registry())
    assert status == "broken"
    assert problem.startswith("mastodon: expected a mapper at bad_mastodon:MAPPER of bad-mastodon 2.0, got ")
    [(*_, status, problem, _)] = listed("pinterest", Registry())
    assert status == "broken"
    assert problem.endswith(" of odd-pinterest 0.3, got a dict")


def test_claims_are_listed_by_name_and_explicit_ones_first():
    mine = Mapper(platform="tiktok", metrics=Metrics.fill(at("n")))
    aaa = Mapper(platform="aaa", metrics=Metrics.fill(at("n")))
    registry = Registry().with_mapper(mine).with_mapper(aaa)
    names = [each.name for each in registry.platforms()]
    assert names == sorted(["aaa", "tiktok", *BUILT_IN])
    assert listed("aaa", registry) == [("aaa", "given", "", "with_mapper", "explicit", None, "aaa")]
    assert [claim[1] for claim in listed("tiktok", registry)] == ["given", "postmetrics"]


def test_a_look_up_says_what_is_wrong_with_an_installed_mapper(install):
    install("broken", "not_a_mapper", "twin_one", "twin_two")
    with pytest.raises(BrokenMapper) as caught:
        Registry().mapper("mastodon")
    assert isinstance(caught.value.__cause__, ModuleNotFoundError)
    assert (caught.value.name, caught.value.provider, caught.value.target, caught.value.reason) == (
        "mastodon",
        "bad-mastodon 2.0",
        "bad_mastodon:MAPPER",
        "ModuleNotFoundError: No module named 'there_is_no_such_module'",
    )
    with pytest.raises(BrokenMapper) as caught:
        Registry().mapper("pinterest")
    assert str(caught.value) == (
        "pinterest: expected a mapper at odd_pinterest:MAPPER of odd-pinterest 0.3, got a dict"
    )
    with pytest.raises(AmbiguousMapper) as caught:
        Registry().mapper("reddit")
    assert (caught.value.name, caught.value.providers) == ("reddit", ("twin-one 1.0", "twin-two 3.1"))


@pytest.mark.parametrize("value", ["1", "no"])
def test_the_switch_leaves_the_built_in_mappers(install, monkeypatch, value):
    monkeypatch.setenv("POSTMETRICS_NO_PLUGINS", value)
    install("good", "claims_youtube")
    assert sorted(Registry().names()) == BUILT_IN
    assert [claim[1] for claim in listed("youtube", Registry())] == ["postmetrics"]


@pytest.mark.parametrize("value", ["", "0"])
def test_the_switch_that_is_off_leaves_all(install, monkeypatch, value):
    monkeypatch.setenv("POSTMETRICS_NO_PLUGINS", value)
    install("good")
    assert sorted(Registry().names()) == ["bluesky", *BUILT_IN]


def test_a_built_in_answers_though_a_plug_in_claims_its_name(install):
    ours = Registry().mapper("youtube")
    install("claims_youtube")
    assert Registry().mapper("youtube") == ours


def test_names_are_those_of_installed_and_explicit_mappers():
    mine = Mapper(platform="mine", metrics=Metrics.fill(at("n")))
    assert Registry().names() == {*BUILT_IN}
    assert Registry().with_mapper(mine).names() == {*BUILT_IN, "mine"}
    assert 3 not in Registry()
    assert "youtube" in Registry().with_mapper(mine)


def test_an_explicit_mapper_leaves_the_others_as_they_are():
    one, two = (Mapper(platform=name, metrics=Metrics.fill(at("n"))) for name in ("one", "two"))
    registry = Registry().with_mapper(one).with_mapper(two)
    assert registry.mappers == (one, two)
    assert registry.mapper("one") is one
    assert registry.mapper("x") is Registry().mapper("x")
    with pytest.raises(UnknownPlatform) as caught:
        registry.mapper("twoo")
    assert caught.value.known == tuple(sorted([*BUILT_IN, "one", "two"]))
    assert caught.value.nearest == "two"
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("name", [3, {}, None])
def test_a_name_that_is_no_text_is_unknown(name):
    with pytest.raises(UnknownPlatform, match=f"got {name}$"):
        Registry().mapper(name)


@pytest.mark.parametrize("odd", ["x", None, {"platform": "x"}, Mapper])
def test_what_is_no_mapper_cannot_be_given(odd):
    with pytest.raises(TypeError, match="^mapper: expected a Mapper, got "):
        Registry().with_mapper(odd)


@pytest.fixture
def leftover(tmp_path, monkeypatch):
    """Leave what an uninstallation forgot: entry points of nobody."""
    (tmp_path / "gone-1.0.dist-info").mkdir()
    (tmp_path / "gone-1.0.dist-info" / "entry_points.txt").write_text(
        "[postmetrics.mappers]\nmyspace = gone:MAPPER\nreddit = gone:MAPPER\n"
    )
    monkeypatch.syspath_prepend(tmp_path)


@pytest.mark.usefixtures("leftover")
def test_entry_points_that_nobody_stands_for_are_of_an_unknown_provider(install):
    install("twin_one")
    [(_, provider, version, _, status, problem, *_)] = listed("myspace", Registry())
    assert (provider, version, status) == ("unknown", "", "broken")
    assert problem.startswith("myspace: expected a mapper at gone:MAPPER of unknown, got ")
    assert [claim[4] for claim in listed("reddit", Registry())] == ["ambiguous", "ambiguous"]


def test_a_plug_in_that_ends_the_process_is_broken(install):
    install("exits")
    with pytest.raises(BrokenMapper, match="of sudden-exit 1.0, got SystemExit: 3$"):
        Registry().mapper("myspace")
    assert [claim[4] for claim in listed("myspace", Registry())] == ["broken"]


def test_a_claim_says_what_platform_its_mapper_is_of(install):
    install("misnamed")
    [claim] = listed("pixelfed", Registry())
    assert claim[3:] == ("talkative_fedi:MASTODON", "ok", None, "mastodon")
    assert listed("twitter", Registry())[0][-1] == "x"
