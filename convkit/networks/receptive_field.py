"""How much of the picture made this number?

Layer by layer, along one axis. Neighbours in the output of a stack lie `jump` places apart in
its input; a kernel of k taps d apart reaches over d(k - 1) such jumps, and a stride s spreads the
jumps for the layers that follow:

    size  <-  size + d (k - 1) jump
    start <-  start - p jump
    jump  <-  jump s                    in this order: a layer's own stride comes last

from size 1, jump 1, start 0. Unit j then sees the places start + j jump up to
start + j jump + size - 1, or what of them lies inside (Araujo, Norris & Sim 2019, Distill,
doi:10.23915/distill.00021).

Branches that meet by addition or concatenation see the union of what they see.

New against `shapes`: a whole stack at once, and from the end to the beginning. `probing` asks
a function or a model itself, instead of a description of it.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from convkit.sliding.shapes import ntuple

__all__ = ["Field", "field_of_stack", "join_fields"]


class Field(NamedTuple):
    """What the units of a layer see of the input, along one axis."""

    size: int = 1
    jump: int = 1
    start: int = 0

    def interval(self, unit: int, n: int | None = None) -> tuple[int, int]:
        """The first and the last place that a unit sees; of n places, if n is given.

        The field is cut at the ends of the picture only. With padding in several layers a unit
        near the border may see a little less: what lies in a layer's padding is seen by nobody.
        `probe_field` measures it.

        Examples
        --------
        >>> Field(size=5, jump=2, start=-1).interval(3)
        (5, 9)
        >>> Field(size=5, jump=2, start=-1).interval(3, n=8)
        (5, 7)
        """
        first = self.start + unit * self.jump
        last = first + self.size - 1
        if n is None:
            return first, last
        if last < 0 or first >= n:
            raise ValueError(f"unit {unit} sees {first} to {last}, nothing of 0 to {n - 1}")
        return max(first, 0), min(last, n - 1)


def field_of_stack(layers: Iterable[Sequence[int]], field: Field = Field()) -> Field:  # noqa: B008 (a Field cannot change)
    """Size, jump and start of the field of a stack, along one axis.

    Parameters
    ----------
    layers : iterable of (kernel_size, stride, padding, dilation)
        Convolutions and poolings, first to last. What is left out at the end of a tuple is
        1, 0 and 1.
    field : Field
        What the input of the stack sees; itself, unless given.

    Returns
    -------
    Field

    Examples
    --------
    Two kernels of 3 see as much as one of 5.

    >>> field_of_stack([(3,), (3,)])
    Field(size=5, jump=1, start=0)

    A stride spreads what comes after it.

    >>> field_of_stack([(5, 2, 2), (3, 1, 1), (3, 1, 2, 2)])
    Field(size=17, jump=2, start=-8)
    """
    size, jump, start = field
    for row in layers:
        layer: tuple[int, ...] = tuple(row)
        if not 1 <= len(layer) <= 4:
            raise ValueError(
                f"field_of_stack: a layer is (kernel, stride, padding, dilation), got {layer}"
            )
        k, s, p, d = layer + (1, 1, 0, 1)[len(layer) :]
        for name, value, least in (("kernel", k, 1), ("stride", s, 1), ("dilation", d, 1)):
            ntuple(value, 1, f"field_of_stack: {name}", least=least)
        size += d * (k - 1) * jump
        start -= p * jump
        jump *= s
    return Field(size, jump, start)


def join_fields(fields: Iterable[Field]) -> Field:
    """The field of branches that meet by addition or concatenation: from first to last place.

    Raises
    ------
    ValueError
        If the branches jump differently: then their units do not belong together.

    Examples
    --------
    A shortcut beside two unpadded kernels of 3: it looks at the first place of their five.

    >>> join_fields([field_of_stack([]), field_of_stack([(3,), (3,)])])
    Field(size=5, jump=1, start=0)

    With the padding that a shortcut needs, the branches have one centre.

    >>> join_fields([field_of_stack([]), field_of_stack([(3, 1, 1), (3, 1, 1)])])
    Field(size=5, jump=1, start=-2)
    """
    fields = list(fields)
    jumps = {field.jump for field in fields}
    if len(jumps) != 1:
        raise ValueError(f"join_fields: branches must have one jump, got {sorted(jumps)}")
    start = min(field.start for field in fields)
    stop = max(field.start + field.size for field in fields)
    return Field(stop - start, jumps.pop(), start)
