"""Numbers and arrays as text: in the cells, in the sums under a picture, in its alt text."""

import numpy as np

__all__ = ["brief", "cell_texts", "extremes", "number", "plural", "say", "size"]

_FULL = 36  # an array of at most so many numbers is read out in full


def number(value, decimals=3):
    """One number, short: no trailing zeros, a real minus sign.

    Examples
    --------
    >>> number(2.0), number(-0.25), number(1 / 3), number(np.nan)
    ('2', '−0.25', '0.333', 'nan')
    """
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    text = f"{float(value):.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "0") else text.replace("-", "−")


def cell_texts(values, room=5):
    """Texts for the cells of an array, all with the same decimals, at most ``room`` characters.

    Returns None when they cannot be that short.

    Examples
    --------
    >>> cell_texts(np.array([[0.5, -1.0]])).tolist()
    [['0.5', '−1.0']]
    >>> cell_texts(np.array([123456.0])) is None
    True
    """
    values = np.asarray(values)
    if values.dtype == bool:
        values = values.astype(int)
    for decimals in (2, 1, 0):
        shown = np.round(values.astype(float), decimals)
        if decimals and np.array_equal(shown, np.round(values.astype(float), decimals - 1)):
            continue
        if decimals == 0 and not np.allclose(values, shown, equal_nan=True) and np.ptp(values) < 10:
            return None
        flat = [f"{v + 0.0:.{decimals}f}".replace("-", "−") for v in shown.ravel()]
        if not flat or max(map(len, flat)) <= room:
            return np.array(flat, dtype=object).reshape(values.shape)
    return None


def size(values):
    """
    Examples
    --------
    >>> size(np.zeros((3, 4)))
    '3 × 4'
    """
    return " × ".join(map(str, np.shape(values))) or "1 number"


def plural(count, noun):
    """
    Examples
    --------
    >>> plural(1, "row"), plural(2, "row")
    ('1 row', '2 rows')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def brief(values):
    """Least, mean and greatest number of an array too large to read out."""
    values = np.asarray(values, dtype=float)
    return f"from {number(values.min())} to {number(values.max())}, mean {number(values.mean())}"


def extremes(values):
    """Least and greatest number of an array.

    Examples
    --------
    >>> extremes(np.array([3, -1, 2]))
    '−1 to 3'
    """
    return f"{number(values.min(), 2)} to {number(values.max(), 2)}"


def say(name, values):
    """An array in words: its size, then its numbers row by row, or their range if there are many.

    Examples
    --------
    >>> say("kernel", np.array([[0, 1], [2, 3]]))
    'kernel 2 × 2: 0 1; 2 3'
    >>> say("image", np.eye(10))
    'image 10 × 10: numbers from 0 to 1, mean 0.1'
    """
    values = np.asarray(values)
    head = f"{name} {size(values)}".strip()
    if values.size == 0:
        return head
    if values.size > _FULL:
        return f"{head}: numbers {brief(values)}"
    rows = values.reshape(-1, values.shape[-1]) if values.ndim else values.reshape(1, 1)
    return f"{head}: " + "; ".join(" ".join(number(v) for v in row) for row in rows)
