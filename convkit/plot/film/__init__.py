"""Operations step by step: the numbers of every step, players, GIFs, and trials by hand."""
