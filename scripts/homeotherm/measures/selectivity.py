"""How sparsely and how selectively neurons answer stimuli, and how well assemblies complete a partial cue.

Shared arguments: ``responses`` (trials, neurons) holds spike counts; ``stimulus`` (trials,) the stimulus
shown; ``assembly`` (neurons,) the assembly of each neuron, numbered like the stimulus that drives it, or -1;
``cued`` (neurons,) tells which neurons a partial cue drives directly. Stimuli 0 ... ``trained`` - 1 were
trained. Completion, decoding and discriminability look at uncued neurons only: these fire because others made
them fire.
"""

from collections.abc import Iterable

import numpy as np

TIE = 1e-9
"""Scores closer than this, relative to the best, are equal: far above rounding error, far below one spike."""


def _table(values) -> np.ndarray:
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 2:
        raise ValueError("responses must have the shape (trials or stimuli, neurons)")
    if (values < 0).any():
        raise ValueError("responses must not be negative")
    return values


def _mean_of_known(values: np.ndarray) -> float:
    return float(values.mean()) if values.size else float("nan")


def treves_rolls(rates) -> float:
    """Return the Treves-Rolls activity ratio a = mean(r)^2 / mean(r^2).

    1 if all rates are equal, 1/n if one of n is active (sparse), 1/2 for exponentially distributed rates.

    Parameters
    ----------
    rates : array_like, shape (n,)
        Rates or counts, over neurons (population) or over stimuli (lifetime).

    Returns
    -------
    float
        NaN without values or if all are zero.

    References
    ----------
    Treves & Rolls 1991; Rolls & Tovee 1995.
    """
    rates = np.asarray(rates, dtype=np.float64)
    if rates.ndim != 1 or (rates < 0).any():
        raise ValueError("rates must be a row of numbers that are not negative")
    return float(rates.mean() ** 2 / np.mean(rates**2)) if rates.any() else float("nan")


def _sparseness(rows: np.ndarray) -> np.ndarray:
    """Return (1 - a) / (1 - 1/n) of each row of n values that is not all zero."""
    rows = rows[rows.any(axis=1)]
    if rows.shape[1] < 2:
        return np.empty(0)
    ratio = rows.mean(axis=1) ** 2 / np.mean(rows**2, axis=1)
    return (1 - ratio) / (1 - 1 / rows.shape[1])


def population_sparseness(responses) -> float:
    """Return the sparseness over neurons, S = (1 - a) / (1 - 1/N), averaged over trials.

    Per trial a = mean(r)^2 / mean(r^2), over the N neurons. S is 1 if a single neuron answers, 0 if all
    answer equally.

    Parameters
    ----------
    responses : array_like, shape (trials, N)
        Spike counts.

    Returns
    -------
    float
        Trials without a spike are left out; NaN if none is left or for fewer than two neurons.

    References
    ----------
    Vinje & Gallant 2000; Willmore & Tolhurst 2001.
    """
    return _mean_of_known(_sparseness(_table(responses)))


def lifetime_sparseness(mean_responses) -> float:
    """Return the sparseness over stimuli, S = (1 - a) / (1 - 1/K) of each neuron, averaged over neurons.

    1 if a neuron answers a single stimulus, 0 if it answers all K equally.

    Parameters
    ----------
    mean_responses : array_like, shape (K, N)
        Mean response of each neuron to each stimulus, see `average_by_stimulus`.

    Returns
    -------
    float
        Neurons that answer nothing are left out; NaN if none is left or for fewer than two stimuli.

    References
    ----------
    Vinje & Gallant 2000; Rolls & Tovee 1995.
    """
    return _mean_of_known(_sparseness(_table(mean_responses).T))


def average_by_stimulus(responses, stimulus) -> np.ndarray:
    """Return the mean response to each stimulus shown, by increasing stimulus: shape (stimuli, neurons)."""
    responses, stimulus = _table(responses), np.asarray(stimulus)
    if stimulus.shape != responses.shape[:1]:
        raise ValueError("stimulus must name one stimulus per trial")
    return np.array([responses[stimulus == shown].mean(axis=0) for shown in np.unique(stimulus)]).reshape(
        -1, responses.shape[1]
    )


def response_gini(responses) -> float:
    """Return the Gini coefficient of the responses over neurons, averaged over trials.

    Per trial, sum over k of (2 k - N - 1) r_(k) / (N sum of r) with the N responses in increasing order.

    Parameters
    ----------
    responses : array_like, shape (trials, N)
        Spike counts.

    Returns
    -------
    float
        Trials without a spike are left out; NaN if none is left.

    References
    ----------
    Gini 1912; Hurley & Rickard 2009.
    """
    responses = _table(responses)
    ordered = np.sort(responses[responses.any(axis=1)], axis=1)
    neurons = ordered.shape[1]
    rank = 2 * np.arange(1, neurons + 1) - neurons - 1
    return _mean_of_known(ordered @ rank / (neurons * ordered.sum(axis=1)))


def active_fraction(responses) -> float:
    """Return the share of neurons with at least one spike, averaged over trials.

    Parameters
    ----------
    responses : array_like, shape (trials, N)
        Spike counts.

    Returns
    -------
    float
        0 if all are silent; NaN without trials or neurons.
    """
    return _mean_of_known(_table(responses) > 0)


def _assembly_means(responses: np.ndarray, assembly: np.ndarray, chosen: np.ndarray, which) -> np.ndarray:
    """Return the mean response of the chosen neurons per trial and assembly, NaN where there are none."""
    member = (assembly[:, np.newaxis] == np.asarray(which)) & chosen[:, np.newaxis]
    size = member.sum(axis=0)
    return np.where(size > 0, responses @ member / np.maximum(size, 1), np.nan)


def _checked(responses, stimulus, assembly, cued):
    responses = _table(responses)
    stimulus, assembly, cued = np.asarray(stimulus), np.asarray(assembly), np.asarray(cued)
    trials, neurons = responses.shape
    if stimulus.shape != (trials,):
        raise ValueError("stimulus must name one stimulus per trial")
    if assembly.shape != (neurons,) or cued.shape != (neurons,):
        raise ValueError("assembly and cued must each have one entry per neuron")
    if cued.dtype != bool:
        raise ValueError("cued must hold true or false for each neuron")
    return responses, stimulus, assembly, cued


def completion_index(responses, stimulus, assembly, cued, stimuli: Iterable[int]) -> float:
    """Return the completion index (own - other) / (own + other) of uncued neurons under a partial cue.

    For each stimulus, *own* is the mean response of the uncued neurons of its assembly and *other* that of
    the uncued neurons of all other assemblies (neurons of no assembly are left out); both are averaged over
    the stimuli before the contrast is taken. 1 if only the cued assembly is completed, 0 if nothing is
    selective, -1 if only others answer.

    Parameters
    ----------
    responses, stimulus, assembly, cued : array_like
        See the head of this module.
    stimuli : iterable of int
        Stimuli to average over: ``range(trained)``, or those after it for the untrained control.

    Returns
    -------
    float
        NaN if no stimulus is given, one was never shown or has no uncued neurons in its own or in other
        assemblies, or if all these neurons are silent.
    """
    responses, stimulus, assembly, cued = _checked(responses, stimulus, assembly, cued)
    uncued = ~cued & (assembly >= 0)
    own, other = [], []
    for shown in stimuli:
        mine, theirs = uncued & (assembly == shown), uncued & (assembly != shown)
        trials = stimulus == shown
        if not (trials.any() and mine.any() and theirs.any()):
            return float("nan")
        mean = responses[trials].mean(axis=0)
        own.append(mean[mine].mean())
        other.append(mean[theirs].mean())
    total = sum(own) + sum(other)
    return float((sum(own) - sum(other)) / total) if total > 0 else float("nan")


def decoding_accuracy(responses, stimulus, assembly, cued, trained: int) -> float:
    """Return the share of trials in which the assembly that answers most is the one whose stimulus was shown.

    Per trial of a trained stimulus, the trained assembly with the highest mean response of its uncued neurons
    is the guess. If k assemblies tie for the highest response, the right one among them earns 1/k, the
    expectation of a random choice; a silent trial is a tie of all and earns chance, 1 / trained.

    Parameters
    ----------
    responses, stimulus, assembly, cued : array_like
        See the head of this module.
    trained : int
        Number of trained stimuli, at least 2 for a choice.

    Returns
    -------
    float
        NaN for fewer than two trained stimuli, without a trial of one, or if a trained assembly has no uncued
        neuron.
    """
    responses, stimulus, assembly, cued = _checked(responses, stimulus, assembly, cued)
    shown = (stimulus >= 0) & (stimulus < trained)
    if trained < 2 or not shown.any():
        return float("nan")
    score = _assembly_means(responses[shown], assembly, ~cued, np.arange(trained))
    if np.isnan(score).any():
        return float("nan")
    best = score.max(axis=1, keepdims=True)
    winner = score >= best * (1 - TIE)
    right = winner[np.arange(len(score)), stimulus[shown]]
    return float(np.mean(right / winner.sum(axis=1)))


def d_prime(responses, stimulus, assembly, cued, trained: int) -> float:
    """Return the discriminability d' of the own stimulus by an assembly, averaged over trained assemblies.

    For the mean response of the uncued neurons of an assembly in single trials, d' is the mean under the own
    stimulus minus the mean under all others (untrained ones included), over the root of the mean of both
    variances (each unbiased).

    Parameters
    ----------
    responses, stimulus, assembly, cued : array_like
        See the head of this module.
    trained : int
        Number of trained stimuli.

    Returns
    -------
    float
        Assemblies without uncued neurons, with fewer than two trials of own or of other stimuli, or with no
        variance at all have no d' and are left out; NaN if none is left.

    References
    ----------
    Green & Swets 1966; Simpson & Fitter 1973 (unequal variances).
    """
    responses, stimulus, assembly, cued = _checked(responses, stimulus, assembly, cued)
    found = []
    for number, response in enumerate(_assembly_means(responses, assembly, ~cued, np.arange(trained)).T):
        own, other = response[stimulus == number], response[stimulus != number]
        if min(own.size, other.size) < 2 or np.isnan(response).any():
            continue
        spread = np.sqrt((own.var(ddof=1) + other.var(ddof=1)) / 2)
        if spread > TIE * response.max():
            found.append((own.mean() - other.mean()) / spread)
    return _mean_of_known(np.array(found))
