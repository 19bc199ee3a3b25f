"""The life of a ticket, on one screen: every verb from every state."""

from __future__ import annotations

import pytest

from loket.errors import Refused
from loket.tickets.labels import ASKER_CODES, ASKERS
from loket.tickets.labels import STATES as STATE_LABELS
from loket.tickets.labels import TOPICS as TOPIC_LABELS
from loket.tickets.labels import URGENCIES as URGENCY_LABELS
from loket.tickets.model import MOVES, QUEUE_PLACE, SHELF, STATES, TOPICS, URGENCIES, moved

# What a verb makes of a state; "-" where the life of a ticket does not allow it.
LIFE = """
            new       waiting   claimed   answered  closed    withdrawn
assess      new       waiting   claimed   answered  -         -
note        new       waiting   claimed   answered  closed    -
claim       claimed   claimed   claimed   claimed   -         -
release     -         -         waiting   -         -         -
let_go      -         -         -         answered  -         -
hand_over   waiting   waiting   waiting   waiting   -         -
answer      answered  answered  answered  answered  -         -
close       closed    closed    closed    closed    -         -
reopen      -         -         -         -         waiting   -
write       new       waiting   claimed   answered  -         -
ask_on      -         -         -         waiting   waiting   -
choose_term new       waiting   claimed   answered  closed    -
rate        new       waiting   claimed   answered  closed    -
put_back    -         -         -         waiting   waiting   -
be_content  -         answered  -         -         -         -
ask_consent new       waiting   claimed   answered  -         -
say_consent new       waiting   claimed   answered  closed    -
renew_code  new       waiting   claimed   answered  closed    -
erase       withdrawn withdrawn withdrawn withdrawn withdrawn -
"""
_HEAD, *_ROWS = LIFE.strip().splitlines()
TABLE = {row.split()[0]: dict(zip(_HEAD.split(), row.split()[1:], strict=True)) for row in _ROWS}


def test_the_table_knows_every_verb_and_every_state():
    assert set(TABLE) == set(MOVES)
    assert tuple(_HEAD.split()) == STATES


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", TABLE)
def test_what_a_verb_makes_of_a_state(verb: str, state: str):
    expected = TABLE[verb][state]
    if expected == "-":
        with pytest.raises(Refused):
            moved(state, verb)
    else:
        assert moved(state, verb) == expected


def test_nothing_leads_out_of_withdrawn():
    assert all(TABLE[verb]["withdrawn"] == "-" for verb in TABLE)


def test_every_state_lies_on_a_shelf_and_every_urgency_has_a_place():
    assert set(SHELF) == set(STATES)
    assert set(QUEUE_PLACE) == {0, *URGENCIES}
    assert QUEUE_PLACE[1] < QUEUE_PLACE[2] < QUEUE_PLACE[0] < QUEUE_PLACE[3]


def test_every_code_has_words():
    assert set(STATE_LABELS) == set(STATES)
    assert set(TOPIC_LABELS) == set(TOPICS)
    assert set(URGENCY_LABELS) == set(URGENCIES)
    assert set(ASKER_CODES.values()) == set(ASKERS)
