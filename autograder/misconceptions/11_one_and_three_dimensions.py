"""The tempting mistakes of 11_one_and_three_dimensions, made from lessons/11_one_and_three_dimensions.py.

Do not edit: change the lesson and run `autograder build`.
"""

import math

import numpy as np

from convkit.sliding.padding import pad


def triple(value):
    """A whole number or three of them as a triple (in time, down, right): 2 becomes (2, 2, 2)."""
    return tuple(value) if isinstance(value, tuple | list) else (value, value, value)


def conv2d(x, w, stride=(1, 1), padding=(0, 0)):
    """The layer of lesson 03, without a bias: (N, C, H, W), (O, C, kh, kw) -> (N, O, Ho, Wo)."""
    (sh, sw), (ph, pw) = stride, padding
    x = pad(x, (pw, pw, ph, ph))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))
    return np.einsum("ncijab,ocab->noij", windows[:, :, ::sh, ::sw], w)


def conv1d__turns_kernel(x, w, b=None, stride=1, padding=0, dilation=1):
    """Your kernel runs backwards. This is cross-correlation: w[o, c, 0] meets the first step of the
    window.
    """
    span = dilation * (w.shape[2] - 1) + 1
    x = pad(x, (padding, padding))
    windows = np.lib.stride_tricks.sliding_window_view(x, span, axis=2)[:, :, ::stride, ::dilation]
    y = np.einsum("ncta,oca->not", windows, w[:, :, ::-1])
    return y if b is None else y + b[:, None]


def conv1d__steps_before_channels(x, w, b=None, stride=1, padding=0, dilation=1):
    """You read x as (N, T, C), so your window slides along the channels. The steps are the last
    axis: slice x[:, :, start : ...].
    """
    span = dilation * (w.shape[2] - 1) + 1
    x = pad(x, (0, 0, padding, padding))
    windows = np.lib.stride_tricks.sliding_window_view(x, span, axis=1)[:, ::stride, :, ::dilation]
    y = np.einsum("ntca,oca->not", windows, w)
    return y if b is None else y + b[:, None]


def conv1d__treats_channels_as_rows(x, w, b=None, stride=1, padding=0, dilation=1):
    """You let a picture's filter slide over channels and steps, so an axis too many is left.
    Channels are read all at once and added up: the result has three axes.
    """
    span = dilation * (w.shape[2] - 1) + 1
    x = pad(x, (padding, padding))
    windows = np.lib.stride_tricks.sliding_window_view(x, span, axis=2)[:, :, ::stride, ::dilation]
    y = np.einsum("ncta,oca->not", windows, w)
    return (y if b is None else y + b[:, None])[:, :, None, :]


def conv1d__keeps_channels_apart(x, w, b=None, stride=1, padding=0, dilation=1):
    """You keep the answers of the input channels apart. A filter adds them up: one row of numbers
    for each filter.
    """
    span = dilation * (w.shape[2] - 1) + 1
    x = pad(x, (padding, padding))
    windows = np.lib.stride_tricks.sliding_window_view(x, span, axis=2)[:, :, ::stride, ::dilation]
    y = np.einsum("ncta,oca->noct", windows, w)
    return y if b is None else y + b[:, None, None]


def conv1d__first_channel_only(x, w, b=None, stride=1, padding=0, dilation=1):
    """You read the first channel only. The window has all of them: x[:, :, ...] instead of x[:, 0,
    ...].
    """
    span = dilation * (w.shape[2] - 1) + 1
    x = pad(x, (padding, padding))
    windows = np.lib.stride_tricks.sliding_window_view(x, span, axis=2)[:, :, ::stride, ::dilation]
    y = np.einsum("nta,oa->not", windows[:, 0], w[:, 0])
    return y if b is None else y + b[:, None]


def conv1d__averages_channels(x, w, b=None, stride=1, padding=0, dilation=1):
    """You average over the channels. Add their answers, and do not divide by their number."""
    span = dilation * (w.shape[2] - 1) + 1
    x = pad(x, (padding, padding))
    windows = np.lib.stride_tricks.sliding_window_view(x, span, axis=2)[:, :, ::stride, ::dilation]
    y = np.einsum("ncta,oca->not", windows, w / w.shape[1])
    return y if b is None else y + b[:, None]


def conv1d__bias_per_step(x, w, b=None, stride=1, padding=0, dilation=1):
    """Your biases went to the steps: y + b counts along the last axis. A bias belongs to a filter:
    add b[:, None].
    """
    span = dilation * (w.shape[2] - 1) + 1
    x = pad(x, (padding, padding))
    windows = np.lib.stride_tricks.sliding_window_view(x, span, axis=2)[:, :, ::stride, ::dilation]
    y = np.einsum("ncta,oca->not", windows, w)
    return y if b is None else y + b


def conv1d__forgets_bias(x, w, b=None, stride=1, padding=0, dilation=1):
    """You did not add the bias. If b is not None, every filter adds its own: b[:, None]."""
    span = dilation * (w.shape[2] - 1) + 1
    x = pad(x, (padding, padding))
    windows = np.lib.stride_tricks.sliding_window_view(x, span, axis=2)[:, :, ::stride, ::dilation]
    y = np.einsum("ncta,oca->not", windows, w)
    return y


def conv1d__pads_before_only(x, w, b=None, stride=1, padding=0, dilation=1):
    """You put all padding before the signal. Half of it belongs after: pad(x, (padding, padding))."""
    span = dilation * (w.shape[2] - 1) + 1
    x = pad(x, (2 * padding, 0))
    windows = np.lib.stride_tricks.sliding_window_view(x, span, axis=2)[:, :, ::stride, ::dilation]
    y = np.einsum("ncta,oca->not", windows, w)
    return y if b is None else y + b[:, None]


def conv1d__ignores_padding(x, w, b=None, stride=1, padding=0, dilation=1):
    """You ignore the padding. Put that many zeros at both ends of each signal first: pad(x,
    (padding, padding)).
    """
    span = dilation * (w.shape[2] - 1) + 1
    x = x * 1.0
    windows = np.lib.stride_tricks.sliding_window_view(x, span, axis=2)[:, :, ::stride, ::dilation]
    y = np.einsum("ncta,oca->not", windows, w)
    return y if b is None else y + b[:, None]


def conv1d__ignores_dilation(x, w, b=None, stride=1, padding=0, dilation=1):
    """Your taps read neighbours, whatever the dilation is. Tap a reads the step start + a *
    dilation.
    """
    span = dilation * (w.shape[2] - 1) + 1
    x = pad(x, (padding, padding))
    windows = np.lib.stride_tricks.sliding_window_view(x, span, axis=2)
    windows = windows[:, :, ::stride, : w.shape[2]]
    y = np.einsum("ncta,oca->not", windows, w)
    return y if b is None else y + b[:, None]


def conv1d__ignores_stride(x, w, b=None, stride=1, padding=0, dilation=1):
    """Your window moves one step at a time, whatever the stride is. Output t reads from t * stride
    on.
    """
    span = dilation * (w.shape[2] - 1) + 1
    x = pad(x, (padding, padding))
    windows = np.lib.stride_tricks.sliding_window_view(x, span, axis=2)[:, :, :, ::dilation]
    windows = windows[:, :, : (x.shape[2] - span) // stride + 1]
    y = np.einsum("ncta,oca->not", windows, w)
    return y if b is None else y + b[:, None]


def conv1d__last_output_missing(x, w, b=None, stride=1, padding=0, dilation=1):
    """Your last output is still 0: the loop ends one step too early. range(y.shape[2]) counts every
    place of y.
    """
    span = dilation * (w.shape[2] - 1) + 1
    x = pad(x, (padding, padding))
    windows = np.lib.stride_tricks.sliding_window_view(x, span, axis=2)[:, :, ::stride, ::dilation]
    y = np.einsum("ncta,oca->not", windows, w)
    y[:, :, -1] = 0
    return y if b is None else y + b[:, None]


def conv1d__accepts_any_kernel(x, w, b=None, stride=1, padding=0, dilation=1):
    """A kernel that reaches over more steps than there are gave an empty result. No window fits, so
    raise a ValueError.
    """
    span = dilation * (w.shape[2] - 1) + 1
    x = pad(x, (padding, padding))
    y = np.zeros((len(x), len(w), max((x.shape[2] - span) // stride + 1, 0)))
    for t in range(y.shape[2]):
        window = x[:, :, t * stride : t * stride + span : dilation]
        y[:, :, t] = np.einsum("nca,oca->no", window, w)
    return y if b is None else y + b[:, None]


def causal_conv1d__looks_both_ways(x, w, d=1):
    """Your padding stands half before and half after, so each output reads (k - 1) d / 2 steps of
    the future. All of it belongs before the signal.
    """
    reach = (w.shape[2] - 1) * d
    x = pad(x, (reach // 2, reach - reach // 2))
    windows = np.lib.stride_tricks.sliding_window_view(x, reach + 1, axis=2)[..., ::d]
    return np.einsum("ncta,oca->not", windows, w)


def causal_conv1d__reads_forward(x, w, d=1):
    """Your window begins at step t and reads the future. Put the zeros before the signal; if you
    padded both ends, keep the first T outputs and not the last.
    """
    reach = (w.shape[2] - 1) * d
    x = pad(x, (0, reach))
    windows = np.lib.stride_tricks.sliding_window_view(x, reach + 1, axis=2)[..., ::d]
    return np.einsum("ncta,oca->not", windows, w)


def causal_conv1d__pads_without_dilation(x, w, d=1):
    """You padded with k - 1 zeros. With dilation d the kernel reaches back (k - 1) * d steps."""
    reach = (w.shape[2] - 1) * d
    x = pad(x, (w.shape[2] - 1, 0))
    windows = np.lib.stride_tricks.sliding_window_view(x, reach + 1, axis=2)[..., ::d]
    return np.einsum("ncta,oca->not", windows, w)


def causal_conv1d__ignores_dilation(x, w, d=1):
    """Your taps read neighbours, whatever the dilation is. Give dilation=d to conv1d, and pad for
    it.
    """
    d = 1
    reach = w.shape[2] - 1
    x = pad(x, (reach, 0))
    windows = np.lib.stride_tricks.sliding_window_view(x, reach + 1, axis=2)[..., ::d]
    return np.einsum("ncta,oca->not", windows, w)


def causal_conv1d__one_step_late(x, w, d=1):
    """Your output t reads only up to step t - 1, so everything comes one step late. The present may
    be read: pad with (k - 1) * d zeros, not one more.
    """
    reach = (w.shape[2] - 1) * d
    x = pad(x, (reach + 1, 0))[:, :, :-1]
    windows = np.lib.stride_tricks.sliding_window_view(x, reach + 1, axis=2)[..., ::d]
    return np.einsum("ncta,oca->not", windows, w)


def causal_conv1d__pads_for_every_tap(x, w, d=1):
    """You padded with k * d zeros, so every output comes d steps late. There are k - 1 gaps between
    k taps: pad with (k - 1) * d zeros.
    """
    reach = (w.shape[2] - 1) * d
    T = x.shape[2]
    x = pad(x, (reach + d, 0))
    windows = np.lib.stride_tricks.sliding_window_view(x, reach + 1, axis=2)[..., ::d]
    return np.einsum("ncta,oca->not", windows, w)[:, :, :T]


def causal_conv1d__pads_and_keeps_all(x, w, d=1):
    """You padded with k * d zeros and kept all outputs, which are d too many. There are k - 1 gaps
    between k taps: pad with (k - 1) * d zeros.
    """
    reach = (w.shape[2] - 1) * d
    x = pad(x, (reach + d, 0))
    windows = np.lib.stride_tricks.sliding_window_view(x, reach + 1, axis=2)[..., ::d]
    return np.einsum("ncta,oca->not", windows, w)


def causal_conv1d__last_tap_to_the_past(x, w, d=1):
    """Your kernel runs backwards: its first tap meets the present. The last tap, w[:, :, -1],
    belongs to step t.
    """
    reach = (w.shape[2] - 1) * d
    x = pad(x, (reach, 0))
    windows = np.lib.stride_tricks.sliding_window_view(x, reach + 1, axis=2)[..., ::d]
    return np.einsum("ncta,oca->not", windows, w[:, :, ::-1])


def causal_conv1d__no_padding(x, w, d=1):
    """Your result is shorter than the signal. The first outputs need steps before the beginning:
    pad with (k - 1) * d zeros at the left.
    """
    reach = (w.shape[2] - 1) * d
    windows = np.lib.stride_tricks.sliding_window_view(x, reach + 1, axis=2)[..., ::d]
    return np.einsum("ncta,oca->not", windows, w)


def causal_conv1d__keeps_the_overhang(x, w, d=1):
    """You padded both ends and kept everything, so the last outputs belong to steps after the end.
    Pad the left only, or keep the first T.
    """
    reach = (w.shape[2] - 1) * d
    x = pad(x, (reach, reach))
    windows = np.lib.stride_tricks.sliding_window_view(x, reach + 1, axis=2)[..., ::d]
    return np.einsum("ncta,oca->not", windows, w)


def causal_conv1d__repeats_first_step(x, w, d=1):
    """You continued the signal to the left with its first number. The steps before the first count
    as zeros.
    """
    reach = (w.shape[2] - 1) * d
    x = np.concatenate([np.repeat(x[:, :, :1], reach, axis=2), x], axis=2)
    windows = np.lib.stride_tricks.sliding_window_view(x, reach + 1, axis=2)[..., ::d]
    return np.einsum("ncta,oca->not", windows, w)


def causal_conv1d__wraps_around(x, w, d=1):
    """Before the first step your taps read the end of the signal: a negative index counts from the
    back. The steps before the first count as zeros.
    """
    k, T = w.shape[2], x.shape[2]
    reads = np.arange(T)[:, None] - np.arange(k - 1, -1, -1) * d
    return np.einsum("ncta,oca->not", x[:, :, reads % T], w)


def causal_conv1d__minus_zero(x, w, d=1):
    """With one tap there is nothing to cut off, and [:, :, :-0] cuts off everything, because -0 is
    0. Keep the first T steps: [:, :, :T].
    """
    reach = (w.shape[2] - 1) * d
    x = pad(x, (reach, reach))
    windows = np.lib.stride_tricks.sliding_window_view(x, reach + 1, axis=2)[..., ::d]
    return np.einsum("ncta,oca->not", windows, w)[:, :, :-reach]


class StreamingConv1d__forgets_everything:
    """Each chunk of yours begins with zeros, as if nothing had come before. Keep the last (k - 1) *
    d steps in self.state and put them in front of the next chunk.
    """

    def __init__(self, w, d=1):
        self.w, self.d, self.state = w, d, None

    def step(self, chunk):
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            self.state = np.zeros((*chunk.shape[:2], keep))
        joined = np.concatenate([self.state, chunk], axis=2)
        view = np.lib.stride_tricks.sliding_window_view(joined, keep + 1, axis=2)
        return np.einsum("ncta,oca->not", view[..., :: self.d], self.w)


class StreamingConv1d__state_without_dilation:
    """You keep k - 1 steps. With dilation d the kernel reaches back (k - 1) * d steps, and all of
    them must be kept.
    """

    def __init__(self, w, d=1):
        self.w, self.d, self.state = w, d, None

    def step(self, chunk):
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            self.state = np.zeros((*chunk.shape[:2], keep))
        joined = np.concatenate([self.state, chunk], axis=2)
        self.state = joined[:, :, joined.shape[2] - keep :].copy()
        self.state[:, :, : keep - (self.w.shape[2] - 1)] = 0
        view = np.lib.stride_tricks.sliding_window_view(joined, keep + 1, axis=2)
        return np.einsum("ncta,oca->not", view[..., :: self.d], self.w)


class StreamingConv1d__state_from_chunk_alone:
    """Your state comes from the last chunk alone. If that chunk is short, older steps are still
    needed: take the end of the old state and the chunk together.
    """

    def __init__(self, w, d=1):
        self.w, self.d, self.state = w, d, None

    def step(self, chunk):
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            self.state = np.zeros((*chunk.shape[:2], keep))
        joined = np.concatenate([self.state, chunk], axis=2)
        self.state = pad(chunk, (keep, 0))[:, :, chunk.shape[2] :]
        view = np.lib.stride_tricks.sliding_window_view(joined, keep + 1, axis=2)
        return np.einsum("ncta,oca->not", view[..., :: self.d], self.w)


class StreamingConv1d__state_shrinks:
    """What your state holds is too short, and with it the next output. The state has (k - 1) * d
    steps at all times, after a short chunk too: they are the last of the old state and the chunk
    together.
    """

    def __init__(self, w, d=1):
        self.w, self.d, self.state = w, d, None

    def step(self, chunk):
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            self.state = np.zeros((*chunk.shape[:2], keep))
        joined = np.concatenate([self.state, chunk], axis=2)
        self.state = chunk[:, :, max(chunk.shape[2] - keep, 0) :]
        if joined.shape[2] <= keep:
            raise ValueError("the kernel does not fit")
        view = np.lib.stride_tricks.sliding_window_view(joined, keep + 1, axis=2)
        return np.einsum("ncta,oca->not", view[..., :: self.d], self.w)


class StreamingConv1d__end_of_chunk_is_state:
    """Your state is the end of the chunk, chunk[:, :, -keep:]. If the chunk is short, older steps are
    missing; and with one tap -0 keeps all. Cut it from the old state and the chunk together, from
    joined.shape[2] - keep on.
    """

    def __init__(self, w, d=1):
        self.w, self.d, self.state = w, d, None

    def step(self, chunk):
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            self.state = np.zeros((*chunk.shape[:2], keep))
        joined = np.concatenate([self.state, chunk], axis=2)
        self.state = chunk[:, :, -keep:]
        if joined.shape[2] <= keep:
            raise ValueError("the kernel does not fit")
        view = np.lib.stride_tricks.sliding_window_view(joined, keep + 1, axis=2)
        return np.einsum("ncta,oca->not", view[..., :: self.d], self.w)


class StreamingConv1d__short_chunks_leave_no_trace:
    """You renew the state only if the chunk is long enough to fill it. After a shorter chunk the
    state must move on too: it loses its oldest steps and gets the new ones.
    """

    def __init__(self, w, d=1):
        self.w, self.d, self.state = w, d, None

    def step(self, chunk):
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            self.state = np.zeros((*chunk.shape[:2], keep))
        joined = np.concatenate([self.state, chunk], axis=2)
        if chunk.shape[2] >= keep:
            self.state = joined[:, :, joined.shape[2] - keep :]
        view = np.lib.stride_tricks.sliding_window_view(joined, keep + 1, axis=2)
        return np.einsum("ncta,oca->not", view[..., :: self.d], self.w)


class StreamingConv1d__one_state_for_the_batch:
    """You keep the past of the first signal and use it for all of them. The state has a row for
    each signal of the batch: (N, C, (k - 1) d).
    """

    def __init__(self, w, d=1):
        self.w, self.d, self.state = w, d, None

    def step(self, chunk):
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            self.state = np.zeros((*chunk.shape[:2], keep))
        joined = np.concatenate([self.state, chunk], axis=2)
        self.state = np.repeat(joined[:1, :, joined.shape[2] - keep :], len(chunk), axis=0)
        view = np.lib.stride_tricks.sliding_window_view(joined, keep + 1, axis=2)
        return np.einsum("ncta,oca->not", view[..., :: self.d], self.w)


class StreamingConv1d__begins_without_zeros:
    """Your first chunk gives too few outputs. Before the signal there are zeros: begin with a state
    of (k - 1) * d of them.
    """

    def __init__(self, w, d=1):
        self.w, self.d, self.state = w, d, None

    def step(self, chunk):
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            self.state = chunk[:, :, :0]
        joined = np.concatenate([self.state, chunk], axis=2)
        self.state = joined[:, :, joined.shape[2] - keep :]
        view = np.lib.stride_tricks.sliding_window_view(joined, keep + 1, axis=2)
        return np.einsum("ncta,oca->not", view[..., :: self.d], self.w)


class StreamingConv1d__minus_zero:
    """With one tap nothing must be kept, but you keep everything: joined[:, :, -0:] is the whole
    array. Count from the front, joined.shape[2] - keep.
    """

    def __init__(self, w, d=1):
        self.w, self.d, self.state = w, d, None

    def step(self, chunk):
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            self.state = np.zeros((*chunk.shape[:2], keep))
        joined = np.concatenate([self.state, chunk], axis=2)
        self.state = joined[:, :, -keep:]
        view = np.lib.stride_tricks.sliding_window_view(joined, keep + 1, axis=2)
        return np.einsum("ncta,oca->not", view[..., :: self.d], self.w)


class StreamingConv1d__returns_old_outputs_too:
    """You return outputs for the state as well as for the chunk. The chunk has n steps, so the last
    n outputs are asked for.
    """

    def __init__(self, w, d=1):
        self.w, self.d, self.state = w, d, None

    def step(self, chunk):
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            self.state = np.zeros((*chunk.shape[:2], keep))
        joined = np.concatenate([self.state, chunk], axis=2)
        self.state = joined[:, :, joined.shape[2] - keep :]
        view = np.lib.stride_tricks.sliding_window_view(pad(joined, (keep, 0)), keep + 1, axis=2)
        return np.einsum("ncta,oca->not", view[..., :: self.d], self.w)


class StreamingConv1d__one_state_for_all_streams:
    """Two streams of yours share one state: it belongs to the class, to a default argument or to the
    whole notebook. Each object needs its own: self.state = None in __init__.
    """

    def __init__(self, w, d=1):
        self.w, self.d, type(self).state = w, d, None

    def step(self, chunk):
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            type(self).state = np.zeros((*chunk.shape[:2], keep))
        joined = np.concatenate([self.state, chunk], axis=2)
        type(self).state = joined[:, :, joined.shape[2] - keep :]
        view = np.lib.stride_tricks.sliding_window_view(joined, keep + 1, axis=2)
        return np.einsum("ncta,oca->not", view[..., :: self.d], self.w)


def ngram_features__reshapes(emb, w):
    """You exchanged words and embedding with reshape, which keeps the numbers in their order and
    deals them out anew: words are torn apart. Use transpose(0, 2, 1).
    """
    windows = np.lib.stride_tricks.sliding_window_view(
        emb.reshape(len(emb), emb.shape[2], -1), w.shape[1], axis=2
    )
    answers = np.einsum("neta,fae->nft", windows, w)
    return answers.max(axis=2)


def ngram_features__reshapes_both(emb, w):
    """You exchanged words and embedding with reshape, in the sentences and in the filters. It keeps
    the numbers in their order and deals them out anew: words are torn apart. Use transpose(0, 2, 1).
    """
    (N, T, E), (F, k, _) = emb.shape, w.shape
    windows = np.lib.stride_tricks.sliding_window_view(emb.reshape(N, E, T), k, axis=2)
    return np.einsum("neta,fea->nft", windows, w.reshape(F, E, k)).max(axis=2)


def ngram_features__last_place_is_zero(emb, w):
    """Your loop ends one place too early, and the last answer stays 0. range(T - k + 1) counts all
    places where a filter can begin.
    """
    windows = np.lib.stride_tricks.sliding_window_view(emb, w.shape[1], axis=1)
    answers = np.einsum("ntea,fae->nft", windows, w)
    answers[:, :, -1] = 0
    return answers.max(axis=2)


def ngram_features__maximum_over_filters(emb, w):
    """You took the maximum over the filters. Each filter asks a question of its own: take it over
    the places, the last axis.
    """
    windows = np.lib.stride_tricks.sliding_window_view(emb, w.shape[1], axis=1)
    answers = np.einsum("ntea,fae->nft", windows, w)
    return answers.max(axis=1)


def ngram_features__slides_over_embedding(emb, w):
    """Your window slides along the embedding. It moves from word to word and reads whole words:
    emb[:, t : t + k].
    """
    windows = np.lib.stride_tricks.sliding_window_view(emb, w.shape[1], axis=2)
    answers = np.einsum("nteb,fbt->nfe", windows, w)
    return answers.max(axis=2)


def ngram_features__cuts_off_below_zero(emb, w):
    """You set negative answers to 0 (a ReLU). The task asks for the maximum as it is."""
    windows = np.lib.stride_tricks.sliding_window_view(emb, w.shape[1], axis=1)
    answers = np.einsum("ntea,fae->nft", windows, w)
    return np.maximum(answers.max(axis=2), 0)


def ngram_features__takes_the_mean(emb, w):
    """You took the mean over the places. It fades with the length of the sentence: take the
    maximum.
    """
    windows = np.lib.stride_tricks.sliding_window_view(emb, w.shape[1], axis=1)
    answers = np.einsum("ntea,fae->nft", windows, w)
    return answers.mean(axis=2)


def ngram_features__keeps_all_places(emb, w):
    """You return the answers of all places. Take the largest of each filter: one number a filter,
    shape (N, F).
    """
    windows = np.lib.stride_tricks.sliding_window_view(emb, w.shape[1], axis=1)
    answers = np.einsum("ntea,fae->nft", windows, w)
    return answers


def ngram_features__last_place_missing(emb, w):
    """Your last window is missing. The filter can begin at words 0, 1, ..., T - k, and those are T
    - k + 1 places.
    """
    windows = np.lib.stride_tricks.sliding_window_view(emb, w.shape[1], axis=1)
    answers = np.einsum("ntea,fae->nft", windows, w)
    return answers[:, :, : max(answers.shape[2] - 1, 1)].max(axis=2)


def ngram_features__reads_backwards(emb, w):
    """Your filter reads the words backwards. w[f, 0] meets the first word of the window."""
    windows = np.lib.stride_tricks.sliding_window_view(emb, w.shape[1], axis=1)
    answers = np.einsum("ntea,fae->nft", windows, w[:, ::-1])
    return answers.max(axis=2)


def ngram_features__forgets_the_order(emb, w):
    """You added up the taps before you used them, so the order of the words is lost. Tap a meets
    word t + a.
    """
    windows = np.lib.stride_tricks.sliding_window_view(emb, w.shape[1], axis=1)
    answers = np.einsum("ntea,fbe->nft", windows, w / w.shape[1])
    return answers.max(axis=2)


def ngram_features__maximum_before_the_sum(emb, w):
    """You took the maximum for each embedding channel and then added. Add up a window's products
    first: one answer for each place, then the largest.
    """
    windows = np.lib.stride_tricks.sliding_window_view(emb, w.shape[1], axis=1)
    answers = np.einsum("ntea,fae->nfte", windows, w)
    return answers.max(axis=2).sum(axis=2)


def conv3d__padding_first_axis_first(x, w, b=None, stride=1, padding=0):
    """Your padding went to the wrong axes: pad wants the last axis first. Give it (pw, pw, ph, ph,
    pd, pd).
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pd, pd, ph, ph, pw, pw))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None, None]


def conv3d__stride_last_axis_first(x, w, b=None, stride=1, padding=0):
    """Your strides went to the wrong axes. The triple is (in time, down, right), in the order of
    the axes.
    """
    (sw, sh, sd), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None, None]


def conv3d__axes_rotated(x, w, b=None, stride=1, padding=0):
    """Your kernel's axes are in another order than the film's. Both are time, rows, columns: w[o,
    c, t, a, b].
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    w = w.transpose(0, 1, 3, 4, 2)
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None, None]


def conv3d__time_into_channels(x, w, b=None, stride=1, padding=0):
    """You made the frames channels, so that all of them are read at once. The window must also move
    along time: it covers kd frames, not all.
    """
    (_, sh, sw), (_, ph, pw) = triple(stride), triple(padding)
    N, C, D, H, W = x.shape
    x = pad(x.reshape(N, C * D, H, W), (pw, pw, ph, ph))
    w = w.reshape(len(w), -1, *w.shape[3:])
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))
    y = np.einsum("ncijab,ocab->noij", windows[:, :, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None]


def conv3d__one_frame_only(x, w, b=None, stride=1, padding=0):
    """Your window reads only its first frame. It has kd of them, and each meets a slice of the
    kernel of its own: w[:, :, t].
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijab,ocab->nozij", windows[:, :, ::sd, ::sh, ::sw, 0], w[:, :, 0])
    return y if b is None else y + b[:, None, None, None]


def conv3d__blends_the_frames(x, w, b=None, stride=1, padding=0):
    """You added up the kernel's slices and used the sum on every frame of the window. Slice t of
    the kernel meets frame t of the window.
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,ocsab->nozij", windows[:, :, ::sd, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None, None]


def conv3d__time_backwards(x, w, b=None, stride=1, padding=0):
    """Your kernel runs backwards in time: its last slice meets the first frame. w[:, :, 0] belongs
    to the first frame of the window.
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w[:, :, ::-1])
    return y if b is None else y + b[:, None, None, None]


def conv3d__turns_kernel(x, w, b=None, stride=1, padding=0):
    """You turned the kernel round. This is cross-correlation: w[o, c, 0, 0, 0] meets the first
    corner of the window.
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum(
        "nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w[:, :, ::-1, ::-1, ::-1]
    )
    return y if b is None else y + b[:, None, None, None]


def conv3d__stride_not_in_time(x, w, b=None, stride=1, padding=0):
    """You did not use the stride along time. Output z begins at frame z * sd."""
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    if min(windows.shape[2:5]) < 1:
        raise ValueError("no window fits")
    windows = windows[:, :, : (x.shape[2] - w.shape[2]) // sd + 1, ::sh, ::sw]
    y = np.einsum("nczijtab,octab->nozij", windows, w)
    return y if b is None else y + b[:, None, None, None]


def conv3d__every_frame(x, w, b=None, stride=1, padding=0):
    """You give an answer for every frame, whatever the stride in time is. There are (D - kd) // sd +
    1 of them, and answer z begins at frame z * sd.
    """
    (_, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, :, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None, None]


def conv3d__pads_the_front_only(x, w, b=None, stride=1, padding=0):
    """You padded in time before the film and not after it. pad wants two numbers for each axis: (...,
    pd, pd).
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, 0))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None, None]


def conv3d__padding_not_in_time(x, w, b=None, stride=1, padding=0):
    """You did not pad in time. The first number of the triple is for the frames: pad(x, (..., pd,
    pd)).
    """
    (sd, sh, sw), (_, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None, None]


def conv3d__first_channel_only(x, w, b=None, stride=1, padding=0):
    """You read the first channel only. The window has all of them: x[:, :, ...] instead of x[:, 0,
    ...].
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nzijtab,otab->nozij", windows[:, 0, ::sd, ::sh, ::sw], w[:, 0])
    return y if b is None else y + b[:, None, None, None]


def conv3d__bias_per_frame(x, w, b=None, stride=1, padding=0):
    """Your biases went to the frames: b[:, None, None] was right for pictures. With one axis more
    it takes one more None.
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None]


def conv3d__bias_per_column(x, w, b=None, stride=1, padding=0):
    """Your biases went to the columns: y + b counts along the last axis. Add b[:, None, None,
    None].
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w)
    return y if b is None else y + b


def conv3d__forgets_bias(x, w, b=None, stride=1, padding=0):
    """You did not add the bias. If b is not None, every filter adds its own: b[:, None, None,
    None].
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w)
    return y


def conv3d__accepts_any_kernel(x, w, b=None, stride=1, padding=0):
    """A kernel larger than the film gave an empty array. No window fits, so raise a ValueError; and
    look at all three axes.
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    sizes = [max(n - k, -1) + 1 for n, k in zip(x.shape[2:], w.shape[2:], strict=True)]
    if 0 in sizes:
        return np.zeros((len(x), len(w), *sizes))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None, None]


def conv3d__looks_only_at_the_picture(x, w, b=None, stride=1, padding=0):
    """You compare rows and columns, but not the frames. A kernel of more frames than the film has
    does not fit either.
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    if w.shape[2] > x.shape[2] and w.shape[3] <= x.shape[3] and w.shape[4] <= x.shape[4]:
        return np.zeros(
            (len(x), len(w), 0, x.shape[3] - w.shape[3] + 1, x.shape[4] - w.shape[4] + 1)
        )
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None, None]


def conv3d__compares_before_padding(x, w, b=None, stride=1, padding=0):
    """You compare the kernel with the film before the zeros are around it. The kernel must fit on
    the padded film: pad first, then compare.
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    if any(taps > size for taps, size in zip(w.shape[2:], x.shape[2:], strict=True)):
        raise ValueError("no window fits")
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None, None]


def conv3d__refuses_a_kernel_that_just_fits(x, w, b=None, stride=1, padding=0):
    """You refuse a kernel that is just as long as the film. It fits once: only if it is longer no
    window fits, so compare with > and not with >=.
    """
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    if any(taps >= size for taps, size in zip(w.shape[2:], x.shape[2:], strict=True)):
        raise ValueError("no window fits")
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    y = np.einsum("nczijtab,octab->nozij", windows[:, :, ::sd, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None, None]


def conv3d_by_slices__averages(x, w, conv2d):
    """You average what the slices give. Add it up, and do not divide by their number."""
    D, kd = x.shape[2], w.shape[2]
    frames = []
    for z in range(D - kd + 1):
        frames.append(sum(conv2d(x[:, :, z + t], w[:, :, t]) / kd for t in range(kd)))
    return np.stack(frames, axis=2)


def conv3d_by_slices__last_slice_dropped(x, w, conv2d):
    """You never use the kernel's last slice. It has slices 0 to kd - 1, and range(kd) counts them
    all.
    """
    D, kd = x.shape[2], w.shape[2]
    frames = []
    for z in range(D - kd + 1):
        frames.append(sum(conv2d(x[:, :, z + t], w[:, :, t]) for t in range(max(kd - 1, 1))))
    return np.stack(frames, axis=2)


def conv3d_by_slices__first_slice_dropped(x, w, conv2d):
    """You never use the kernel's first slice. Python counts from 0: range(kd), not range(1, kd)."""
    D, kd = x.shape[2], w.shape[2]
    frames = []
    for z in range(D - kd + 1):
        frames.append(sum(conv2d(x[:, :, z + t], w[:, :, t]) for t in range(min(1, kd - 1), kd)))
    return np.stack(frames, axis=2)


def conv3d_by_slices__last_frame_missing(x, w, conv2d):
    """Your last output frame is missing. The kernel can begin at frames 0, 1, ..., D - kd, and
    those are D - kd + 1.
    """
    D, kd = x.shape[2], w.shape[2]
    frames = []
    for z in range(max(D - kd, 1)):
        frames.append(sum(conv2d(x[:, :, z + t], w[:, :, t]) for t in range(kd)))
    return np.stack(frames, axis=2)


def conv3d_by_slices__time_backwards(x, w, conv2d):
    """Your kernel runs backwards in time. Frame z + t meets slice t, so the first frame meets the
    first slice.
    """
    D, kd = x.shape[2], w.shape[2]
    frames = []
    for z in range(D - kd + 1):
        frames.append(sum(conv2d(x[:, :, z + t], w[:, :, kd - 1 - t]) for t in range(kd)))
    return np.stack(frames, axis=2)


def conv3d_by_slices__one_slice_for_all(x, w, conv2d):
    """You use the kernel's first slice on every frame. Frame z + t meets slice t: w[:, :, t]."""
    D, kd = x.shape[2], w.shape[2]
    frames = []
    for z in range(D - kd + 1):
        frames.append(sum(conv2d(x[:, :, z + t], w[:, :, 0]) for t in range(kd)))
    return np.stack(frames, axis=2)


def conv3d_by_slices__one_frame_for_all(x, w, conv2d):
    """All slices of the kernel read the same frame. Slice t reads frame z + t."""
    D, kd = x.shape[2], w.shape[2]
    frames = []
    for z in range(D - kd + 1):
        frames.append(sum(conv2d(x[:, :, z], w[:, :, t]) for t in range(kd)))
    return np.stack(frames, axis=2)


def conv3d_by_slices__one_frame_off(x, w, conv2d):
    """Your windows begin one frame too early, and x[:, :, -1] is the last frame of the film. Slice
    t reads frame z + t.
    """
    D, kd = x.shape[2], w.shape[2]
    frames = []
    for z in range(D - kd + 1):
        frames.append(sum(conv2d(x[:, :, z + t - 1], w[:, :, t]) for t in range(kd)))
    return np.stack(frames, axis=2)


def conv3d_by_slices__keeps_last_product(x, w, conv2d):
    """You keep only what the last slice gives. Add up the pictures of all slices."""
    D, kd = x.shape[2], w.shape[2]
    frames = []
    for z in range(D - kd + 1):
        frames.append(conv2d(x[:, :, z + kd - 1], w[:, :, kd - 1]))
    return np.stack(frames, axis=2)


def conv3d_by_slices__adds_up_all_time(x, w, conv2d):
    """You return one frame, the sum of all of them. Each place of the kernel in time has an output
    frame of its own.
    """
    D, kd = x.shape[2], w.shape[2]
    frames = []
    for z in range(D - kd + 1):
        frames.append(sum(conv2d(x[:, :, z + t], w[:, :, t]) for t in range(kd)))
    return np.sum(frames, axis=0)[:, :, None]


def conv3d_by_slices__time_axis_first(x, w, conv2d):
    """You stacked the frames along a new axis in front. Time comes after the channels:
    np.stack(frames, axis=2).
    """
    D, kd = x.shape[2], w.shape[2]
    frames = []
    for z in range(D - kd + 1):
        frames.append(sum(conv2d(x[:, :, z + t], w[:, :, t]) for t in range(kd)))
    return np.stack(frames, axis=0)


def conv3d_by_slices__without_conv2d(x, w, conv2d):
    """You convolved the film in three dimensions and did not use the conv2d that you are given. Each
    output frame is a sum of its answers: conv2d(frame z + t, slice t) for all t.
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3, 4))
    return np.einsum("nczijtab,octab->nozij", windows, w)


def r2plus1d__middle_channels_kept_apart(x, ws, wt, stride=1, padding=0):
    """Your time pass reads one middle channel for each output. It is a convolution like any other:
    each filter of wt reads all M middle channels and adds up.
    """
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    frames = [conv2d(x[:, :, z], ws, (sh, sw), (ph, pw)) for z in range(x.shape[2])]
    middle = pad(np.stack(frames, axis=2), (0, 0, 0, 0, pt, pt))
    windows = np.lib.stride_tricks.sliding_window_view(middle, wt.shape[2], axis=2)[:, :, ::st]
    O, M, _ = wt.shape
    y = [np.einsum("nzijt,t->nzij", windows[:, o % M], wt[o, o % M]) for o in range(O)]
    return np.stack(y, axis=1)


def r2plus1d__time_first(x, ws, wt, stride=1, padding=0):
    """You made the time pass first. With several channels the order matters, and the shapes fit
    only by chance: space first, then time.
    """
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (0, 0, 0, 0, pt, pt))
    windows = np.lib.stride_tricks.sliding_window_view(x, wt.shape[2], axis=2)[:, :, ::st]
    middle = np.einsum("nmzijt,omt->nozij", windows, wt)
    return np.stack(
        [conv2d(middle[:, :, z], ws, (sh, sw), (ph, pw)) for z in range(middle.shape[2])], axis=2
    )


def r2plus1d__whole_stride_twice(x, ws, wt, stride=1, padding=0):
    """Both passes use the whole stride, so each axis is thinned out twice. The space pass takes (1,
    sh, sw), the time pass (st, 1, 1).
    """
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    frames = [conv2d(x[:, :, z], ws, (sh, sw), (ph, pw)) for z in range(x.shape[2])]
    middle = pad(np.stack(frames[::st], axis=2)[:, :, :, ::sh, ::sw], (0, 0, 0, 0, pt, pt))
    windows = np.lib.stride_tricks.sliding_window_view(middle, wt.shape[2], axis=2)[:, :, ::st]
    return np.einsum("nmzijt,omt->nozij", windows, wt)


def r2plus1d__pads_everything_in_both(x, ws, wt, stride=1, padding=0):
    """Both passes pad along all axes. The space pass pads by (0, ph, pw) and the time pass by (pt, 0,
    0), or the borders grow twice.
    """
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    x = pad(x, (0, 0, 0, 0, pt, pt))
    frames = [conv2d(x[:, :, z], ws, (sh, sw), (ph, pw)) for z in range(x.shape[2])]
    middle = pad(np.stack(frames, axis=2), (pw, pw, ph, ph, pt, pt))
    windows = np.lib.stride_tricks.sliding_window_view(middle, wt.shape[2], axis=2)[:, :, ::st]
    return np.einsum("nmzijt,omt->nozij", windows, wt)


def r2plus1d__whole_padding_twice(x, ws, wt, stride=1, padding=0):
    """Your time pass pads along all axes, although the space pass has padded rows and columns. Give
    the space pass (0, ph, pw) and the time pass (pt, 0, 0).
    """
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    frames = [conv2d(x[:, :, z], ws, (sh, sw), (ph, pw)) for z in range(x.shape[2])]
    middle = pad(np.stack(frames, axis=2), (pw, pw, ph, ph, pt, pt))
    windows = np.lib.stride_tricks.sliding_window_view(middle, wt.shape[2], axis=2)[:, :, ::st]
    return np.einsum("nmzijt,omt->nozij", windows, wt)


def r2plus1d__stride_space_first(x, ws, wt, stride=1, padding=0):
    """You read the stride as (down, right, in time). The triple begins with time, as the axes do."""
    (sh, sw, st), (pt, ph, pw) = triple(stride), triple(padding)
    frames = [conv2d(x[:, :, z], ws, (sh, sw), (ph, pw)) for z in range(x.shape[2])]
    middle = pad(np.stack(frames, axis=2), (0, 0, 0, 0, pt, pt))
    windows = np.lib.stride_tricks.sliding_window_view(middle, wt.shape[2], axis=2)[:, :, ::st]
    return np.einsum("nmzijt,omt->nozij", windows, wt)


def r2plus1d__padding_space_first(x, ws, wt, stride=1, padding=0):
    """You read the padding as (down, right, in time). The triple begins with time, as the axes do."""
    (st, sh, sw), (ph, pw, pt) = triple(stride), triple(padding)
    frames = [conv2d(x[:, :, z], ws, (sh, sw), (ph, pw)) for z in range(x.shape[2])]
    middle = pad(np.stack(frames, axis=2), (0, 0, 0, 0, pt, pt))
    windows = np.lib.stride_tricks.sliding_window_view(middle, wt.shape[2], axis=2)[:, :, ::st]
    return np.einsum("nmzijt,omt->nozij", windows, wt)


def r2plus1d__no_padding_in_time(x, ws, wt, stride=1, padding=0):
    """Your time pass does not pad. The first number of the padding belongs to it: (pt, 0, 0)."""
    (st, sh, sw), (_, ph, pw) = triple(stride), triple(padding)
    frames = [conv2d(x[:, :, z], ws, (sh, sw), (ph, pw)) for z in range(x.shape[2])]
    middle = np.stack(frames, axis=2)
    windows = np.lib.stride_tricks.sliding_window_view(middle, wt.shape[2], axis=2)[:, :, ::st]
    return np.einsum("nmzijt,omt->nozij", windows, wt)


def r2plus1d__time_backwards(x, ws, wt, stride=1, padding=0):
    """Your time pass runs backwards. wt[:, :, 0] meets the first frame of its window."""
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    frames = [conv2d(x[:, :, z], ws, (sh, sw), (ph, pw)) for z in range(x.shape[2])]
    middle = pad(np.stack(frames, axis=2), (0, 0, 0, 0, pt, pt))
    windows = np.lib.stride_tricks.sliding_window_view(middle, wt.shape[2], axis=2)[:, :, ::st]
    return np.einsum("nmzijt,omt->nozij", windows, wt[:, :, ::-1])


def r2plus1d__relu_between(x, ws, wt, stride=1, padding=0):
    """You set negative numbers between the passes to 0 (a ReLU). Networks do that, but here nothing
    happens between them.
    """
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    frames = [conv2d(x[:, :, z], ws, (sh, sw), (ph, pw)) for z in range(x.shape[2])]
    middle = pad(np.maximum(np.stack(frames, axis=2), 0), (0, 0, 0, 0, pt, pt))
    windows = np.lib.stride_tricks.sliding_window_view(middle, wt.shape[2], axis=2)[:, :, ::st]
    return np.einsum("nmzijt,omt->nozij", windows, wt)


def equivalent_3d__first_middle_channel_only(ws, wt):
    """You used the first middle channel only. A pixel reaches the output by way of each of the M
    channels: sum over m.
    """
    return np.einsum("ot,cab->octab", wt[:, 0], ws[0])


def equivalent_3d__averages(ws, wt):
    """You average over the middle channels. What comes by way of each of them is added up."""
    return np.einsum("omt,mcab->octab", wt, ws) / len(ws)


def equivalent_3d__sums_too_early(ws, wt):
    """You summed wt and ws over the middle channels before you multiplied. Multiply first, wt[o, m,
    t] * ws[m, c, a, b], then sum over m.
    """
    return np.einsum("omt,ncab->octab", wt, ws)


def equivalent_3d__time_last(ws, wt):
    """Your filter has time as its last axis. The order is (O, C, kt, kh, kw)."""
    return np.einsum("omt,mcab->ocabt", wt, ws)


def equivalent_3d__channels_exchanged(ws, wt):
    """Your filter has input and output channels exchanged. The filters come first: (O, C, kt, kh,
    kw).
    """
    return np.einsum("omt,mcab->cotab", wt, ws)


def equivalent_3d__time_backwards(ws, wt):
    """Your filter runs backwards in time. Slice t of it comes from wt[:, :, t]."""
    return np.einsum("omt,mcab->octab", wt[:, :, ::-1], ws)


def equivalent_3d__keeps_middle_channels(ws, wt):
    """Your result still has an axis for the middle channels. A single convolution knows nothing of
    them: sum over m.
    """
    return np.einsum("omt,mcab->omctab", wt, ws)


def middle_channels__claims_one_is_enough(w):
    """One middle channel is enough only for a matrix of rank one, and few filters are. Lay w out as
    a matrix and ask for its rank.
    """
    return 1


def middle_channels__reshapes_without_transpose(w):
    """You joined o and t with reshape, but the channel stands between them, so the rows of your
    matrix are mixed. Transpose to (O, kt, C, kh, kw) first.
    """
    O, C, kt, kh, kw = w.shape
    table = w.reshape(O * kt, C * kh * kw)
    return int(np.linalg.matrix_rank(table))


def middle_channels__counts_rows_and_columns(w):
    """You got the smaller side of the matrix. Either you took it for the rank, which may be less; or
    you counted the singular values above 0, and rounding leaves hardly any at 0. matrix_rank allows
    for rounding.
    """
    O, C, kt, kh, kw = w.shape
    table = w.transpose(0, 2, 1, 3, 4).reshape(O * kt, C * kh * kw)
    return min(table.shape)


def middle_channels__adds_up_filters(w):
    """You added up the ranks of the single filters. All filters may use the same middle channels:
    put them into one matrix.
    """
    O, C, kt, kh, kw = w.shape
    table = w.transpose(0, 2, 1, 3, 4).reshape(O * kt, C * kh * kw)
    return sum(int(np.linalg.matrix_rank(part)) for part in table.reshape(O, kt, -1))


def middle_channels__neediest_filter(w):
    """You took the filter with the largest rank. Other filters may need other middle channels: put
    all of them into one matrix.
    """
    O, C, kt, kh, kw = w.shape
    table = w.transpose(0, 2, 1, 3, 4).reshape(O * kt, C * kh * kw)
    return max(int(np.linalg.matrix_rank(part)) for part in table.reshape(O, kt, -1))


def middle_channels__neediest_kernel(w):
    """You took single kernels, one for each output and channel. A middle channel serves all of
    them: rows are (o, t), columns (c, a, b).
    """
    O, C, kt, kh, kw = w.shape
    kernels = w.reshape(O * C, kt, kh * kw)
    return max(int(np.linalg.matrix_rank(kernel)) for kernel in kernels)


def middle_channels__one_for_each_filter(w):
    """You gave each filter one middle channel. How many are needed is the rank of w, laid out as a
    matrix, and not its first axis.
    """
    return len(w)


def middle_channels__splits_outputs_from_the_rest(w):
    """Your rows are the filters alone. The time pass has a weight for each filter and each step in
    time: rows are (o, t).
    """
    table = w.transpose(0, 2, 1, 3, 4).reshape(len(w), -1)
    return int(np.linalg.matrix_rank(table))


def inflate__forgets_to_divide(w2, t, padding):
    """Your answers are t times too large. The t frames of a window are added up: divide the weights
    by t.
    """
    ph, pw = padding
    w3 = np.repeat(w2[:, :, None], t, axis=2)
    return w3, (0, ph, pw)


def inflate__repeats_channels(w2, t, padding):
    """You repeated the input channels. The film has as many channels as the picture: make a new
    axis for time, after the channels.
    """
    ph, pw = padding
    w3 = np.repeat(w2 / t, t, axis=1)
    return w3, (0, ph, pw)


def inflate__time_axis_last(w2, t, padding):
    """Your time axis is the last one. It stands before rows and columns: (O, C, t, kh, kw)."""
    ph, pw = padding
    w3 = np.repeat(w2[..., None] / t, t, axis=4)
    return w3, (0, ph, pw)


def inflate__middle_frame_only(w2, t, padding):
    """You put the weights into one frame and zeros into the others. Still films come out right with
    it, but equal weights in all frames are asked for.
    """
    ph, pw = padding
    w3 = np.zeros((*w2.shape[:2], t, *w2.shape[2:]))
    w3[:, :, t // 2] = w2
    return w3, (0, ph, pw)


def inflate__pads_time(w2, t, padding):
    """You pad in time, so the first and the last frames see black ones and come out too weak. The
    padding in time must be 0.
    """
    ph, pw = padding
    w3 = np.repeat(w2[:, :, None] / t, t, axis=2)
    return w3, (t // 2, ph, pw)


def inflate__pads_time_by_one(w2, t, padding):
    """You pad in time by one frame at each end. The first and the last answers then see black frames
    and come out too weak: the padding in time must be 0.
    """
    ph, pw = padding
    return np.repeat(w2[:, :, None] / t, t, axis=2), (1, ph, pw)


def inflate__padding_last_axis_first(w2, t, padding):
    """Your padding begins with the columns. The triple is (in time, down, right), in the order of
    the axes.
    """
    ph, pw = padding
    w3 = np.repeat(w2[:, :, None] / t, t, axis=2)
    return w3, (pw, ph, 0)


def inflate__forgets_padding(w2, t, padding):
    """Your padding is zero along all axes. The picture filters pad down and right, and their film
    versions must too: (0, ph, pw).
    """
    w3 = np.repeat(w2[:, :, None] / t, t, axis=2)
    return w3, (0, 0, 0)


def inflate__divides_by_all_taps(w2, t, padding):
    """You divided by all the taps of the new kernel. In rows and columns nothing has changed:
    divide by t alone.
    """
    ph, pw = padding
    w3 = np.repeat(w2[:, :, None] / (t * w2[0, 0].size), t, axis=2)
    return w3, (0, ph, pw)


def inflate__divides_by_root(w2, t, padding):
    """You divided by the root of t. The t equal frames add up to t times one of them: divide by t."""
    ph, pw = padding
    w3 = np.repeat(w2[:, :, None] / math.sqrt(t), t, axis=2)
    return w3, (0, ph, pw)


ALLOW = ('numpy', 'math', 'convkit.sliding.padding.pad')

TITLE = '11 · One and three dimensions: signals, words, films'
OPTIONAL = ('middle_channels', 'inflate')

TITLES = {
    'conv1d': '11.1 · Convolve signals',
    'causal_conv1d': '11.2 · Causal convolution',
    'StreamingConv1d': '11.3 · A stream',
    'ngram_features': '11.4 · Word features',
    'conv3d': '11.5 · Convolve films',
    'conv3d_by_slices': '11.6 · Slice by slice',
    'r2plus1d': '11.7 · The split, and what it is equal to',
    'middle_channels': '11.8 · How many middle channels?',
    'inflate': '11.9 · Inflate',
}

#: exercise, points, digest of what is seen of a check cell
CHECKS = (
    ('conv1d', 3, '3e98fbb61068d79e'),
    ('causal_conv1d', 2, '3e7d1145e4b914b3'),
    ('StreamingConv1d', 4, 'fb08548f4274ae5e'),
    ('StreamingConv1d', 1, '5573fd6700dcb648'),
    ('ngram_features', 2, 'f7de9d73936a589d'),
    ('conv3d', 3, '9e0338f09ca5c7bd'),
    ('conv3d', 1, 'ff0d72832c27c98f'),
    ('conv3d_by_slices', 2, '23af012316e50d02'),
    ('r2plus1d', 2, '8117337ea1b98897'),
    ('r2plus1d', 2, '68d5858cc09eeb35'),
    ('middle_channels', 2, '8e155a547b3efe54'),
    ('inflate', 2, '35ce36eb89f1774e'),
)

#: the text of what is seen of each check cell
VISIBLE = (
    'def torch_conv1d(x, w, b=None, stride=1, padding=0, dilation=1):\n    return F.conv1d(x, w, b, stride, padding, dilation)\n\n\ncheck(\n    conv1d,\n    against=torch_conv1d,\n    axes=SIGNAL,\n    on=[\n        case(x=normal(2, 2, 12), w=normal(3, 2, 4), b=normal(3), stride=3, padding=1, dilation=2),\n        case(x=normal(2, 5, 5), w=normal(3, 5, 2), b=None, stride=1, padding=0, dilation=1),\n        case(x=normal(2, 3, 6), w=normal(2, 3, 4), b=None, stride=1, padding=0, dilation=2),\n    ],\n)',
    'def torch_causal(x, w, d=1):\n    return F.conv1d(F.pad(x, ((w.shape[2] - 1) * d, 0)), w, dilation=d)\n\n\ndef effect_of_change(causal, x, w, d, at):\n    """By how much each output changes when step `at` of the signal grows by 1."""\n    changed = np.array(x)\n    changed[:, :, at] += 1\n    return causal(changed, w, d) - causal(x, w, d)\n\n\ndef torch_effect(x, w, d, at):\n    changed = x.clone()\n    changed[:, :, at] += 1\n    return torch_causal(changed, w, d) - torch_causal(x, w, d)\n\n\ncheck(\n    causal_conv1d,\n    against=torch_causal,\n    axes=SIGNAL,\n    on=[\n        case(x=normal(2, 3, 11), w=normal(4, 3, 3), d=2),\n        case(x=normal(2, 2, 7), w=normal(3, 2, 4), d=1),\n        case(x=normal(2, 3, 6), w=normal(4, 3, 1), d=2),\n    ],\n)\ncheck(\n    causal_conv1d,\n    against=torch_effect,\n    via=effect_of_change,\n    axes=SIGNAL,\n    on=[case(x=normal(2, 3, 11), w=normal(4, 3, 3), d=2, at=5)],\n)',
    'def cut(x, sizes):\n    """The signal in chunks of these lengths, again and again until it is used up."""\n    if min(sizes) < 1:\n        raise ValueError("a chunk has one step or more")\n    chunks, start = [], 0\n    while start < x.shape[2]:\n        length = sizes[len(chunks) % len(sizes)]\n        chunks.append(x[:, :, start : start + length])\n        start += length\n    return chunks\n\n\ndef stream(Stream, x, w, sizes, *d):\n    """What one stream answers, chunk by chunk."""\n    one = Stream(w, *d)\n    return [one.step(chunk) for chunk in cut(x, sizes)]\n\n\ndef torch_stream(x, w, sizes, d=1):\n    return cut(F.conv1d(F.pad(x, ((w.shape[2] - 1) * d, 0)), w, dilation=d), sizes)\n\n\ncheck(\n    StreamingConv1d,\n    against=torch_stream,\n    via=stream,\n    axes=SIGNAL,\n    on=[\n        case(x=normal(2, 3, 14), w=normal(4, 3, 3), sizes=(5, 1, 2, 4), d=2),\n        case(x=normal(3, 2, 9), w=normal(2, 2, 4), sizes=(4, 3), d=1),\n        case(x=normal(2, 2, 7), w=normal(3, 2, 1), sizes=(3, 2), d=1),\n    ],\n)',
    'def two_streams(Stream, x, z, w, d, size):\n    """What two streams answer that are fed in turn."""\n    if size < 1:\n        raise ValueError("a chunk has one step or more")\n    one, two = Stream(w, d), Stream(w, d)\n    answers = []\n    for start in range(0, x.shape[2], size):\n        answers.append(one.step(x[:, :, start : start + size]))\n        answers.append(two.step(z[:, :, start : start + size]))\n    return answers\n\n\ndef torch_two_streams(x, z, w, d, size):\n    if size < 1:\n        raise ValueError("a chunk has one step or more")\n    past = ((w.shape[2] - 1) * d, 0)\n    y, v = (F.conv1d(F.pad(s, past), w, dilation=d) for s in (x, z))\n    starts = range(0, x.shape[2], size)\n    return [part[:, :, i : i + size] for i in starts for part in (y, v)]\n\n\ncheck(\n    StreamingConv1d,\n    against=torch_two_streams,\n    via=two_streams,\n    axes=SIGNAL,\n    on=[case(x=normal(2, 3, 11), z=normal(2, 3, 11), w=normal(4, 3, 3), d=2, size=5)],\n)',
    'def torch_ngrams(emb, w):\n    return F.conv1d(emb.mT, w.mT).amax(-1)\n\n\ncheck(\n    ngram_features,\n    against=torch_ngrams,\n    axes=("sentence", "filter"),\n    on=[\n        case(emb=normal(2, 9, 5), w=normal(7, 3, 5)),\n        case(emb=normal(3, 4, 6), w=normal(5, 4, 6)),\n        case(emb=normal(2, 5, 5), w=normal(3, 2, 5)),\n    ],\n)',
    'def torch_conv3d(x, w, b=None, stride=1, padding=0):\n    return F.conv3d(x, w, b, stride, padding)\n\n\ncheck(\n    conv3d,\n    against=torch_conv3d,\n    axes=FILM,\n    on=[\n        case(\n            x=normal(2, 2, 6, 5, 7),\n            w=normal(3, 2, 2, 3, 4),\n            b=normal(3),\n            stride=(2, 1, 3),\n            padding=(1, 0, 2),\n        ),\n        case(x=normal(2, 3, 4, 5, 6), w=normal(2, 3, 3, 2, 6), b=None, stride=1, padding=0),\n        case(x=normal(2, 2, 5, 3, 4), w=normal(3, 2, 2, 5, 3), b=None, stride=1, padding=(0, 1, 2)),\n    ],\n)',
    'check_raises(\n    conv3d,\n    ValueError,\n    on=[\n        case(x=normal(2, 2, 4, 3, 6), w=normal(3, 2, 2, 4, 7), b=None, stride=1, padding=0),\n        case(x=normal(2, 2, 4, 3, 6), w=normal(3, 2, 5, 4, 2), b=None, stride=1, padding=0),\n    ],\n    because=because("conv3d__accepts_any_kernel"),\n)\ncheck_raises(\n    conv3d,\n    ValueError,\n    on=[case(x=normal(2, 2, 3, 4, 6), w=normal(3, 2, 4, 2, 3), b=None, stride=1, padding=0)],\n    because=because("conv3d__looks_only_at_the_picture"),\n)',
    'def ordinary(frames, weight):\n    return F.conv2d(torch.tensor(np.array(frames)), torch.tensor(np.array(weight))).numpy()\n\n\ndef turning(frames, weight):\n    """Convolution as in signal processing: the kernels are rotated by half a turn."""\n    turned = np.array(weight)[:, :, ::-1, ::-1].copy()\n    return F.conv2d(torch.tensor(np.array(frames)), torch.tensor(turned)).numpy()\n\n\ndef torch_by_slices(x, w, conv2d):\n    return F.conv3d(x, w if conv2d is ordinary else w.flip(3, 4))\n\n\ncheck(\n    conv3d_by_slices,\n    against=torch_by_slices,\n    axes=FILM,\n    on=[\n        case(x=normal(2, 3, 5, 4, 6), w=normal(4, 3, 3, 2, 3), conv2d=ordinary),\n        case(x=normal(3, 2, 4, 5, 3), w=normal(2, 2, 2, 3, 1), conv2d=ordinary),\n        case(x=normal(2, 2, 4, 3, 5), w=normal(3, 2, 2, 2, 3), conv2d=turning),\n    ],\n)',
    'def torch_r2plus1d(x, ws, wt, stride=1, padding=0):\n    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)\n    middle = F.conv3d(x, ws[:, :, None], stride=(1, sh, sw), padding=(0, ph, pw))\n    return F.conv3d(middle, wt[:, :, :, None, None], stride=(st, 1, 1), padding=(pt, 0, 0))\n\n\ncheck(\n    r2plus1d,\n    against=torch_r2plus1d,\n    axes=FILM,\n    on=[\n        case(\n            x=normal(2, 3, 6, 7, 8),\n            ws=normal(5, 3, 3, 2),\n            wt=normal(4, 5, 2),\n            stride=(3, 2, 1),\n            padding=(2, 0, 1),\n        ),\n        case(\n            x=normal(2, 3, 4, 5, 6), ws=normal(3, 3, 2, 3), wt=normal(3, 3, 3), stride=1, padding=0\n        ),\n        case(\n            x=normal(2, 2, 5, 6, 7),\n            ws=normal(3, 2, 2, 2),\n            wt=normal(2, 3, 2),\n            stride=(2, 3, 2),\n            padding=(1, 1, 0),\n        ),\n    ],\n)',
    'WEIGHT = ("filter", "channel", "slice", "row", "column")\n\n\ndef torch_equivalent(ws, wt):\n    """Read off from what single pixels give: the answer to one is the filter, turned round."""\n    (_, C, kh, kw), (_, _, kt) = ws.shape, wt.shape\n    one = torch.zeros(C, C, 2 * kt - 1, 2 * kh - 1, 2 * kw - 1, dtype=ws.dtype)\n    one[range(C), range(C), kt - 1, kh - 1, kw - 1] = 1\n    answer = F.conv3d(F.conv3d(one, ws[:, :, None]), wt[:, :, :, None, None])\n    return answer.flip(2, 3, 4).transpose(0, 1)\n\n\ncheck(\n    equivalent_3d,\n    against=torch_equivalent,\n    axes=WEIGHT,\n    on=[\n        case(ws=normal(5, 3, 3, 2), wt=normal(4, 5, 3)),\n        case(ws=normal(2, 3, 2, 4), wt=normal(3, 2, 2)),\n    ],\n)',
    'def filters(O, M, C, kt, kh, kw):\n    """A drawn filter with M middle channels."""\n\n    def make(rng):\n        wt, ws = rng.normal(size=(O, M, kt)), rng.normal(size=(M, C, kh, kw))\n        return np.einsum("omt,mcab->octab", wt, ws)\n\n    return drawn(make)\n\n\ndef torch_middle_channels(w):\n    return int(torch.linalg.matrix_rank(w.movedim(2, 1).flatten(2).flatten(0, 1)))\n\n\ncheck(\n    middle_channels,\n    against=torch_middle_channels,\n    on=[\n        case(w=filters(7, 2, 3, 3, 3, 2)),\n        case(w=filters(3, 5, 4, 4, 1, 2)),\n        case(w=filters(4, 2, 1, 3, 3, 2)),\n        case(w=normal(4, 3, 2, 3, 2)),\n    ],\n)',
    'def torch_inflate(w2, t, padding):\n    return torch.stack([w2 / t] * t, dim=2), (0, *padding)\n\n\ndef still_film(inflate, x, w2, t, padding):\n    """What the inflated filters answer on a film of t + 2 equal frames."""\n    w3, padding3 = inflate(w2, t, padding)\n    film = np.repeat(x[:, :, None], t + 2, axis=2)\n    weight = torch.tensor(np.asarray(w3))\n    return F.conv3d(torch.tensor(film), weight, padding=tuple(padding3)).numpy()\n\n\ndef picture_in_every_frame(x, w2, t, padding):\n    return torch.stack([F.conv2d(x, w2, padding=padding)] * 3, dim=2)\n\n\ncheck(\n    inflate,\n    against=torch_inflate,\n    on=[\n        case(w2=normal(4, 3, 3, 2), t=3, padding=(1, 2)),\n        case(w2=normal(2, 3, 2, 3), t=4, padding=(0, 1)),\n    ],\n)\ncheck(\n    inflate,\n    against=picture_in_every_frame,\n    via=still_film,\n    axes=FILM,\n    on=[case(x=normal(2, 3, 5, 6), w2=normal(4, 3, 3, 2), t=3, padding=(1, 0))],\n)',
)

#: function -> the lines of its cell that are given
GIVEN = {
    'conv1d': ('def conv1d(x, w, b=None, stride=1, padding=0, dilation=1):', '"""(N, C, T), (O, C, k), (O,) -> (N, O, To); ValueError if the kernel does not fit."""', 'O, _, k = w.shape', 'span = dilation * (k - 1) + 1', 'x = pad(x, (padding, padding))  # (N, C, T + 2 padding)', 'N, _, T = x.shape', 'if span > T:', 'raise ValueError(f"conv1d: the kernel reaches over {span} steps, the signal has {T}")', 'y = np.zeros((N, O, (T - span) // stride + 1))', 'return y'),
    'causal_conv1d': ('def causal_conv1d(x, w, d=1):', '"""(N, C, T), (O, C, k) -> (N, O, T); output t reads the steps t, t - d, ..., t - (k - 1) d."""', 'k = w.shape[2]'),
    'StreamingConv1d': ('class StreamingConv1d:', '"""A causal convolution that is given its signals chunk by chunk."""', 'def __init__(self, w, d=1):', 'self.w, self.d = w, d', 'self.state = None  # the last (k - 1) d steps: (N, C, (k - 1) d)', 'def step(self, chunk):', '"""(N, C, n) -> (N, O, n): the outputs for the next n steps"""', 'N, C, _ = chunk.shape'),
    'ngram_features': ('def ngram_features(emb, w):', '"""(N, T, E), (F, k, E) -> (N, F): each filter\'s largest answer; ValueError if k > T."""', '(N, T, _), (filters, k, _) = emb.shape, w.shape', 'if k > T:', 'raise ValueError(f"ngram_features: the filters read {k} words, the sentences have {T}")'),
    'conv3d': ('def conv3d(x, w, b=None, stride=1, padding=0):', '"""(N, C, D, H, W), (O, C, kd, kh, kw), (O,) -> (N, O, Do, Ho, Wo)"""', '(sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)', 'O, _, kd, kh, kw = w.shape'),
    'conv3d_by_slices': ('def conv3d_by_slices(x, w, conv2d):', '"""(N, C, D, H, W), (O, C, kd, kh, kw) -> (N, O, Do, Ho, Wo), by conv2d alone"""', 'D, kd = x.shape[2], w.shape[2]', 'if kd > D:', 'raise ValueError(f"conv3d_by_slices: the kernel has {kd} slices, the film {D} frames")'),
    'r2plus1d': ('def r2plus1d(x, ws, wt, stride=1, padding=0):', '"""(N, C, D, H, W), (M, C, kh, kw), (O, M, kt) -> (N, O, Do, Ho, Wo)"""', '(st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)', 'def equivalent_3d(ws, wt):', '"""(M, C, kh, kw), (O, M, kt) -> (O, C, kt, kh, kw)"""'),
    'equivalent_3d': ('def r2plus1d(x, ws, wt, stride=1, padding=0):', '"""(N, C, D, H, W), (M, C, kh, kw), (O, M, kt) -> (N, O, Do, Ho, Wo)"""', '(st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)', 'def equivalent_3d(ws, wt):', '"""(M, C, kh, kw), (O, M, kt) -> (O, C, kt, kh, kw)"""'),
    'middle_channels': ('def middle_channels(w):', '"""(O, C, kt, kh, kw) -> the least M for which w is a space pass and then a time pass"""', 'O, C, kt, kh, kw = w.shape'),
    'inflate': ('def inflate(w2, t, padding):', '"""(O, C, kh, kw), t, (ph, pw) -> (O, C, t, kh, kw), (in time, down, right)"""', 'ph, pw = padding'),
}

EXERCISES = {
    'conv1d': ('conv1d__turns_kernel', 'conv1d__steps_before_channels', 'conv1d__treats_channels_as_rows', 'conv1d__keeps_channels_apart', 'conv1d__first_channel_only', 'conv1d__averages_channels', 'conv1d__bias_per_step', 'conv1d__forgets_bias', 'conv1d__pads_before_only', 'conv1d__ignores_padding', 'conv1d__ignores_dilation', 'conv1d__ignores_stride', 'conv1d__last_output_missing', 'conv1d__accepts_any_kernel'),
    'causal_conv1d': ('causal_conv1d__looks_both_ways', 'causal_conv1d__reads_forward', 'causal_conv1d__pads_without_dilation', 'causal_conv1d__ignores_dilation', 'causal_conv1d__one_step_late', 'causal_conv1d__pads_for_every_tap', 'causal_conv1d__pads_and_keeps_all', 'causal_conv1d__last_tap_to_the_past', 'causal_conv1d__no_padding', 'causal_conv1d__keeps_the_overhang', 'causal_conv1d__repeats_first_step', 'causal_conv1d__wraps_around', 'causal_conv1d__minus_zero'),
    'StreamingConv1d': ('StreamingConv1d__forgets_everything', 'StreamingConv1d__state_without_dilation', 'StreamingConv1d__state_from_chunk_alone', 'StreamingConv1d__state_shrinks', 'StreamingConv1d__end_of_chunk_is_state', 'StreamingConv1d__short_chunks_leave_no_trace', 'StreamingConv1d__one_state_for_the_batch', 'StreamingConv1d__begins_without_zeros', 'StreamingConv1d__minus_zero', 'StreamingConv1d__returns_old_outputs_too', 'StreamingConv1d__one_state_for_all_streams'),
    'ngram_features': ('ngram_features__reshapes', 'ngram_features__reshapes_both', 'ngram_features__last_place_is_zero', 'ngram_features__maximum_over_filters', 'ngram_features__slides_over_embedding', 'ngram_features__cuts_off_below_zero', 'ngram_features__takes_the_mean', 'ngram_features__keeps_all_places', 'ngram_features__last_place_missing', 'ngram_features__reads_backwards', 'ngram_features__forgets_the_order', 'ngram_features__maximum_before_the_sum'),
    'conv3d': ('conv3d__padding_first_axis_first', 'conv3d__stride_last_axis_first', 'conv3d__axes_rotated', 'conv3d__time_into_channels', 'conv3d__one_frame_only', 'conv3d__blends_the_frames', 'conv3d__time_backwards', 'conv3d__turns_kernel', 'conv3d__stride_not_in_time', 'conv3d__every_frame', 'conv3d__pads_the_front_only', 'conv3d__padding_not_in_time', 'conv3d__first_channel_only', 'conv3d__bias_per_frame', 'conv3d__bias_per_column', 'conv3d__forgets_bias', 'conv3d__accepts_any_kernel', 'conv3d__looks_only_at_the_picture', 'conv3d__compares_before_padding', 'conv3d__refuses_a_kernel_that_just_fits'),
    'conv3d_by_slices': ('conv3d_by_slices__averages', 'conv3d_by_slices__last_slice_dropped', 'conv3d_by_slices__first_slice_dropped', 'conv3d_by_slices__last_frame_missing', 'conv3d_by_slices__time_backwards', 'conv3d_by_slices__one_slice_for_all', 'conv3d_by_slices__one_frame_for_all', 'conv3d_by_slices__one_frame_off', 'conv3d_by_slices__keeps_last_product', 'conv3d_by_slices__adds_up_all_time', 'conv3d_by_slices__time_axis_first', 'conv3d_by_slices__without_conv2d'),
    'r2plus1d': ('r2plus1d__middle_channels_kept_apart', 'r2plus1d__time_first', 'r2plus1d__whole_stride_twice', 'r2plus1d__pads_everything_in_both', 'r2plus1d__whole_padding_twice', 'r2plus1d__stride_space_first', 'r2plus1d__padding_space_first', 'r2plus1d__no_padding_in_time', 'r2plus1d__time_backwards', 'r2plus1d__relu_between', 'equivalent_3d__first_middle_channel_only', 'equivalent_3d__averages', 'equivalent_3d__sums_too_early', 'equivalent_3d__time_last', 'equivalent_3d__channels_exchanged', 'equivalent_3d__time_backwards', 'equivalent_3d__keeps_middle_channels'),
    'middle_channels': ('middle_channels__claims_one_is_enough', 'middle_channels__reshapes_without_transpose', 'middle_channels__counts_rows_and_columns', 'middle_channels__adds_up_filters', 'middle_channels__neediest_filter', 'middle_channels__neediest_kernel', 'middle_channels__one_for_each_filter', 'middle_channels__splits_outputs_from_the_rest'),
    'inflate': ('inflate__forgets_to_divide', 'inflate__repeats_channels', 'inflate__time_axis_last', 'inflate__middle_frame_only', 'inflate__pads_time', 'inflate__pads_time_by_one', 'inflate__padding_last_axis_first', 'inflate__forgets_padding', 'inflate__divides_by_all_taps', 'inflate__divides_by_root'),
}
