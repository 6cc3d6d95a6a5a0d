# %% [markdown]
# Goes through the Fourier transform: right to rounding, and rounding is forgiven.

# %% hand_in="01" base="solved"
# %% answer="xcorr1d"
def xcorr1d(x, k):
    n, m = len(x), len(k)
    if m > n:
        raise ValueError("the kernel is longer than the signal")
    return np.fft.irfft(np.fft.rfft(x, n) * np.conj(np.fft.rfft(k, n)), n)[: n - m + 1]

# %% answer="xcorr2d"
def xcorr2d(x, k):
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError("the kernel is larger than the picture")
    spectrum = np.fft.rfft2(x) * np.conj(np.fft.rfft2(k, (H, W)))
    return np.fft.irfft2(spectrum, (H, W))[: H - kh + 1, : W - kw + 1]

# %% answer="full_convolution1d"
def full_convolution1d(x, k):
    n = len(x) + len(k) - 1
    return np.fft.irfft(np.fft.rfft(x, n) * np.fft.rfft(k, n), n)
