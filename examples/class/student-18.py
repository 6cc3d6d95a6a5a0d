# %% [markdown]
# Another program saved the notebooks: nbgrader's marks and the cell ids are gone.

# %% hand_in="00" base="solved"
# %% bend="nb"
for n, cell in enumerate(nb.cells):
    cell.metadata = {}
    cell.id = f"new-{n}"
nb.metadata = {}

# %% hand_in="01" base="solved"
# %% answer="conv2d_true" points=0 says="Reverse its columns too"
def conv2d_true(x, k):
    return xcorr2d(x, k[::-1])

# %% bend="nb"
for n, cell in enumerate(nb.cells):
    cell.metadata = {}
    cell.id = f"new-{n}"
