# %% [markdown]
# Has opened both notebooks and handed them in untouched.

# %% hand_in="00" base="stubs"
# %% hand_in="01" base="stubs"
