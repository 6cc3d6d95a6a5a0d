"""What the picture of a ledger shows is what the ledger says."""

import pytest

from convkit import Conv2d, Flatten, Linear, ReLU, ledger, plot


def test_a_ledger_names_each_share_and_leaves_out_what_costs_nothing():
    rows = ledger([Conv2d(1, 4, 3), ReLU(), Flatten(), Linear(144, 10)], (1, 8, 8))
    picture = plot.ledger(rows)
    assert picture.data == {"parameters": [40, 1450], "macs": [1296, 1440]}
    assert "Conv2d 3% of the parameters and 47% of the MACs" in picture.alt
    assert "ReLU" not in picture.alt


def test_a_network_that_costs_nothing_has_no_ledger_to_draw():
    with pytest.raises(ValueError, match="no line has parameters"):
        plot.ledger(ledger([ReLU()], (1, 8, 8)))
