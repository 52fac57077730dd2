"""Every law there is."""

from postmetrics.testing.law import Law

from . import numbers, posts, totals


LAWS: tuple[Law, ...] = tuple(
    Law(law.__name__, law)
    for law in (
        posts.thirteen_keys,
        posts.reads_its_examples,
        numbers.reads_what_is_there,
        numbers.zero_is_not_null,
        numbers.null_is_not_zero,
        numbers.exact_above_2_53,
        numbers.first_reported_wins,
        numbers.sums_preserve_null,
        numbers.units_are_exact,
        numbers.malformed_is_refused,
        numbers.sentinels_are_null,
        posts.reads_or_refuses,
        posts.leaves_input_alone,
        posts.deterministic,
        posts.ignores_unknown_keys,
        posts.never_stays_null,
        posts.id_and_url_are_text,
        posts.pickles,
        posts.explain_agrees,
        posts.alike_is_read_alike,
        posts.round_trips,
        totals.totals_have_an_identity,
        totals.totals_commute,
        totals.totals_associate,
        totals.totals_split,
    )
)
"""Every law, for `pytest.mark.parametrize`; each is called with a mapper."""
