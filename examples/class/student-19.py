# %% [markdown]
# The file broke off while it was saved.

# %% hand_in="01" base="solved"
# %% bend="text"
text = text[: len(text) // 3]
for name in expected:
    expected[name].points, expected[name].says = 0, "not valid JSON"
