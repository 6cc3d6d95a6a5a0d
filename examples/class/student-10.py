# %% [markdown]
# Has a syntax error in one cell; the others are right.

# %% hand_in="01" base="solved"
# %% answer="xcorr1d" points=0 says="SyntaxError"
def xcorr1d(x, k)
    return np.correlate(x, k)
