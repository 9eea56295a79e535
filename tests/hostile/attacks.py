"""All attacks, by family."""

from hostile.agreements import AGREEMENTS
from hostile.attack import Attack
from hostile.claims import CLAIMS
from hostile.elsewhere import ELSEWHERE
from hostile.own import OWN
from hostile.words import WORDS

ATTACKS: list[Attack] = [*AGREEMENTS, *WORDS, *OWN, *ELSEWHERE, *CLAIMS]
