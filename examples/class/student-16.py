# %% [markdown]
# Has copied a cell: an old wrong try stands before the right answer, an untouched stub after it.

# %% hand_in="01" base="solved"
# %% bend="nb"
import copy

place = next(i for i, c in enumerate(nb.cells) if c.id == "xcorr2d")
old, stub = copy.deepcopy(nb.cells[place]), copy.deepcopy(nb.cells[place])
old.id, old.source = "old-try", "def xcorr2d(x, k):\n    return x"
stub.id, stub.source = "stub", "def xcorr2d(x, k):\n    raise NotImplementedError()"
nb.cells[place:place + 1] = [old, nb.cells[place], stub]
