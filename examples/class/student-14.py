# %% [markdown]
# Returns lists where arrays are asked, and forgets a return.

# %% hand_in="00" base="solved"
# %% answer="checkerboard" points=0 says="list"
def checkerboard(h, w):
    return [[float((i + j) % 2) for j in range(w)] for i in range(h)]

# %% hand_in="01" base="solved"
# %% answer="xcorr1d" points=0 says="list"
def xcorr1d(x, k):
    return [float(x[i : i + len(k)] @ k) for i in range(len(x) - len(k) + 1)]

# %% answer="derivative_kernel" points=0 says="return"
def derivative_kernel(d):
    k = np.array([1.0])
    for _ in range(d):
        k = np.append(0.0, k) - np.append(k, 0.0)
