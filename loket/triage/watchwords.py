"""The few words at which a page shows a help line while somebody still types.

Only the page itself looks: nothing that is not sent leaves the browser. It knows single words, by their sound, and errs on the side of
showing too much; what was sent is read by the whole screen.
"""

from __future__ import annotations

from functools import cache

from loket.triage.reading import sound

WORDS = {
    "violence": (
        "slaat sloeg geslagen mept schopt geschopt mishandelt mishandeld mishandeling wurgt gewurgd wurgen keel mes pistool wapen "
        "vermoorden vermoordt doodmaken bedreigt bedreigd dreigt stalkt stalker blauwe ingetrapt uithuwelijken eerwraak opgesloten "
        "hits choked strangled knife gun stalking threatens dövüyor vuruyor öldürecek bicak silah tehdit"
    ),
    "suicide": (
        "zelfmoord zelfdoding suïcide zelfbeschadiging doodgaan dood ophangen pillen overdosis snijden gesneden sneed "
        "suicide kms kill die intihar ölmek"
    ),
    "sexual_violence": "verkracht verkrachting aangerand misbruikt misbruik seksueel rape raped abused molested tecavüz taciz",
}
"""Help line (see `help.HELP_LINES`) → words."""


@cache
def watchwords() -> dict[str, list[str]]:
    """Help line → the sounds of its words, for the page."""
    return {line: sorted({sound(word) for word in words.split()}) for line, words in WORDS.items()}
