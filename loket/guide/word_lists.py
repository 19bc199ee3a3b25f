"""Words that stand between a text and its reader: those of offices and courts, each with what one would say at a kitchen table.

Own work, from letters and pages of municipalities and courts. A line is `difficult word = easier word`; where the plain word is
missing, the word needs an explanation in brackets. Words the desk never uses stand apart.
"""

from __future__ import annotations

BANNED = {
    "vechtscheiding": "een scheiding met veel ruzie",
    "vechtscheidingen": "scheidingen met veel ruzie",
    "cliënt": "je; de persoon",
    "cliënten": "jullie; mensen",
    "client": "je; de persoon",
    "dossier": "je gesprek",
    "dossiers": "gesprekken",
    "slachtoffer": "iemand die het meemaakt",
    "slachtoffers": "mensen die het meemaken",
    "hulpvrager": "je; wie iets vraagt",
    "ex-echtgenoot": "je ex",
    "doelgroep": "voor wie het is",
    "casus": "het verhaal",
    "casuïstiek": "verhalen",
}
"""Words the desk does not use for people and their stories, and what it says instead."""

_DIFFICULT = """
aangaande = over
aanhangig = bij de rechter
aanvang = begin
aanvangen = beginnen
aanwenden = gebruiken
acceptabel = goed genoeg
accepteren = goed vinden
adequaat = goed genoeg
afhandelen = klaarmaken
afschrift = kopie
alimentatie =
alsmede = en ook
alsook = en ook
alvorens = voordat
analyseren = bekijken
anderzijds = aan de andere kant
beargumenteren = uitleggen
bedrijfsmatig = voor het werk
beëindigen = stoppen
beëindiging = het einde
behoeve = voor
behoudens = behalve
bejegening = hoe je met iemand omgaat
belanghebbende = wie erbij hoort
belanghebbenden = wie erbij horen
beleid = plannen
benodigd = nodig
benodigde = nodige
benutten = gebruiken
beschikking = besluit van de rechter
betreffende = over
betreft = gaat over
bevoegd = mag
bevoegdheid = wat je mag
bewerkstelligen = zorgen voor
bezwaarschrift = brief waarin je zegt dat je het er niet mee eens bent
bijgevolg = dus
communiceren = praten
compenseren = goedmaken
complex = moeilijk
conform = volgens
consequentie = gevolg
consequenties = gevolgen
constateren = zien
contacteren = bellen of schrijven
continueren = doorgaan
convenant = afspraken
creëren = maken
daarenboven = ook
danwel = of
derden = anderen
derhalve = dus
desbetreffende = deze
desgewenst = als je wilt
destijds = toen
deugdelijk = goed
dienaangaande = daarover
dient = moet
dientengevolge = daardoor
diverse = verschillende
doch = maar
doeltreffend = goed
doorgaans = meestal
doorverwijzen = iemand noemen die kan helpen
draagkracht = wat iemand kan betalen
echter = maar
echtscheiding = scheiding
eenduidig = duidelijk
eerstgenoemde = de eerste
effectief = goed
eisende = die iets vraagt
enerzijds = aan de ene kant
enigerlei = een of andere
escalatie = ruzie die erger wordt
escaleren = erger worden
evaluatie = terugkijken
evalueren = terugkijken
evenals = en ook
eveneens = ook
evident = duidelijk
expertise = kennis
exploot = brief van de deurwaarder
faciliteren = mogelijk maken
faciliteiten = wat er is
feitelijk = echt
gedaagde = tegen wie de zaak is
gedurende = tijdens
gegadigde = wie het wil
gelieve = wil je
geschieden = gebeuren
geschil = ruzie
geschillen = ruzies
gezag =
gezaghebbende = wie beslist
griffie = kantoor van de rechtbank
handhaven = houden
hetgeen = wat
hieromtrent = hierover
hiertoe = daarvoor
identificeren = laten zien wie je bent
implementeren = invoeren
impliceren = betekenen
inachtneming = rekening houden met
indien = als
indicatie = teken
indienen = insturen; doen
informeren = vertellen
ingeval = als
ingevolge = volgens
initiatief = eerste stap
initiëren = beginnen
instantie = kantoor
instanties = kantoren
instemmen = goed vinden
instemming = dat je het goed vindt
interventie = hulp
inzage = bekijken
inzake = over
jegens = tegen
juridisch = wat er in de wet staat
juridische = van de wet
kenbaar = laten weten
kennisgeving = bericht
krachtens = volgens
laatstgenoemde = de laatste
legitimeren = laten zien wie je bent
maatregel = wat we doen
maatregelen = wat we doen
mededelen = vertellen
mededeling = bericht
medewerking = hulp
middels = met
mits = als
mogelijkerwijs = misschien
mutatie = verandering
nadere = meer
nadien = daarna
naderhand = later
nalaten = niet doen
nihil = niets
niettemin = toch
noodzakelijk = nodig
noodzakelijke = nodige
noodzaak = wat nodig is
omgangsregeling = afspraken over wanneer je je kind ziet
omtrent = over
omvatten = inhouden
onafhankelijk = niet van een partij
onderhavige = deze
ondersteunen = helpen
ondersteuning = hulp
ondertoezichtstelling = iemand kijkt mee in je gezin
onderzoeken = kijken hoe het zit
ongeacht = het maakt niet uit
ontbinding = het einde
ontvankelijk = de rechter wil ernaar kijken
onverwijld = meteen
onverminderd = ook
opdat = zodat
opschorten = uitstellen
opstellen = schrijven
optimaal = best
optimaliseren = beter maken
ouderschapsplan =
overeenkomst = afspraak
overeenkomstig = volgens
participeren = meedoen
partijen = jullie
periode = tijd
plaatsvinden = gebeuren
prioriteit = wat eerst moet
problematiek = problemen
procedure = stappen
procedures = stappen
professional = iemand die dit als werk doet
professionals = mensen die dit als werk doen
raadplegen = bekijken
raadsman = advocaat
realiseren = maken
reeds = al
referte = niets ertegen
regelgeving = regels
registreren = opschrijven
relevant = belangrijk
relevante = belangrijke
representatief = een goed voorbeeld
restitutie = geld terug
resultaat = wat eruit komt
retourneren = terugsturen
samenlevingscontract = afspraken bij de notaris
schriftelijk = op papier
specifiek = precies
specifieke = precieze
stagneren = stilstaan
strekking = wat het betekent
substantieel = groot
teneinde = om
tenzij = behalve als
tevens = ook
thans = nu
toekennen = geven
toelichten = uitleggen
toelichting = uitleg
toepassing = gebruik
toereikend = genoeg
toezenden = sturen
traject = hulp
trajecten = hulp
transparant = eerlijk
uitdrukkelijk = duidelijk
uitsluitend = alleen
uithuisplaatsing = een kind gaat ergens anders wonen
uitvoering = doen
vaststellen = zien; beslissen
veelal = vaak
verantwoording = uitleg
vergen = vragen
verkrijgen = krijgen
vermelden = noemen
vermits = omdat
verrichten = doen
verschoning =
verschuldigd = moet betalen
verstrekken = geven
vertrouwelijk = geheim
verwerken = gebruiken
verwerking = gebruik
verwerven = krijgen
verzoek = vraag
verzoeken = vragen
verzoeker = wie iets vraagt
verzoekschrift = brief aan de rechter
voldoende = genoeg
volledig = helemaal
volledige = hele
voltooien = afmaken
voogdij =
voornemens = van plan
voorziening = hulp
voorzieningen = hulp
vooralsnog = nu nog
vorderen = eisen
wederpartij = de ander
wegens = door
wederom = weer
wijzigen = veranderen
wijziging = verandering
zodoende = zo
zorgaanbieder = wie de hulp geeft
zorgregeling = afspraken over wie wanneer voor het kind zorgt
zulks = dit
"""

DIFFICULT = {word.strip(): easier.strip() for word, _, easier in (line.partition("=") for line in _DIFFICULT.strip().splitlines())}
"""A difficult word and what is easier; '' when there is no other word for it and it must be explained."""
