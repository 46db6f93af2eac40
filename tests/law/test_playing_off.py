"""Step 4: playing off."""

from trustladder.sim.law.playing_off import bid_up, contest, earnings, inflamed, plays_off


def test_it_takes_two_givers_who_mind_each_other():
    assert contest(0.5, 0.4, 0.0) == 0.0
    assert contest(0.0, 0.4, 0.3) == 0.0
    assert contest(0.5, 0.4, 0.2) == contest(0.5, 0.2, 0.4) == 0.1


def test_at_the_scale_half_of_the_playing_off_happens():
    assert earnings(0.1, 0.1, 1.0) == 0.5
    assert earnings(0.0, 0.1, 1.0) == 0.0


def test_a_government_that_does_not_value_manoeuvre_never_plays_off():
    assert not plays_off(0.0, 1.0, 0.0)
    assert plays_off(0.8, 1.0, 0.79)


def test_bidding_raises_gifts_and_heats_rivalry_up():
    assert bid_up(1.0, 0.15) == 1.15
    assert 0.5 < inflamed(0.5, 0.02) < 1.0
    assert inflamed(1.0, 0.02) == 1.0
