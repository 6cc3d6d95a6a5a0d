# %% [markdown]
# One loop never ends; the others are right.

# %% hand_in="01" base="solved"
# %% answer="xcorr1d" points=0 says="took longer than"
def xcorr1d(x, k):
    i, y = 0, []
    while i <= len(x) - len(k):
        y.append(float(x[i : i + len(k)] @ k))
    return np.array(y)
