# %% [markdown]
# Has deleted the check cells and turned one into `pass`; the answers are right.

# %% hand_in="00" base="solved"
# %% bend="nb"
nb.cells = [c for c in nb.cells if not c.id.endswith("-check")]

# %% hand_in="01" base="solved"
# %% answer="xcorr1d" points=0 says="11 positions where 8 are asked"
def xcorr1d(x, k):
    return x

# %% bend="nb"
for cell in nb.cells:
    if "-check" in cell.id:
        cell.source = "pass"
