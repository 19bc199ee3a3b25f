"""A day at the desk: every question of a file asked, triaged, answered and read back through the front door of a running server."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from loket.demonstration.visitor import Page, Visitor
from loket.errors import BadConfiguration

POOL_OF = {"ADV": "lawyer", "MED": "mediator", "STF": "stepfamily_coach", "TNR": "teen_coach", "INT": "intake"}
ASKER_OF = {
    "moeder": "ouder",
    "vader": "ouder",
    "jongere": "jongere",
    "stiefmoeder": "stiefouder",
    "stiefvader": "stiefouder",
    "stiefouder": "stiefouder",
    "opa": "grootouder",
    "oma": "grootouder",
    "tante": "familie",
    "POH": "professional",
}
TOPIC_OF = (
    ("ouderschapsplan|stiefplan", "parenting_plan"),
    ("ontvoer", "abduction_international"),
    ("alimentatie", "maintenance"),
    ("woning", "housing"),
    ("verhuiz", "relocation"),
    ("gevangenschap", "forced_marriage"),
    ("stief", "stepfamily"),
    ("loyaliteit", "loyalty_conflict"),
    ("contact|omgang", "contact_loss"),
    ("controle|stalking|dreiging", "coercive_control"),
    ("geweld", "domestic_violence"),
    ("misbruik", "sexual_violence"),
    ("verslaving", "addiction"),
    ("suïc|rouw|zelf", "mental_health"),
    ("hoorrecht|kindgesprek", "child_hearing"),
    ("zorgregeling", "care_arrangement"),
    ("financ", "finance_debt"),
    ("relatie", "relationship"),
    ("netwerk", "grandparents"),
    ("procedure", "procedure_costs"),
    ("gegevens", "data_sharing"),
)


@dataclass(frozen=True)
class Question:
    """One line of the file: what is asked, by whom, and where a good intaker would send it."""

    number: str
    words: str
    asker: str
    age: str
    pool: str
    urgency: str
    topic: str

    @property
    def is_young(self) -> bool:
        return self.asker == "jongere" or self.age in ("-12", "12-15", "16-17")


@dataclass
class Course:
    """What became of one question."""

    question: Question
    code: str = ""
    ticket: str = ""
    answered_by: str = ""
    is_answer_read: bool = False
    came_back: bool = False
    fault: str = ""

    @property
    def is_whole(self) -> bool:
        return self.is_answer_read and self.came_back and not self.fault


def read_questions(path: Path) -> list[Question]:
    """The questions of a tab-separated file with the columns id, asker, question, topic, expert, urgency. Raises BadConfiguration."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        missing = {"id", "asker", "question", "topic", "expert", "urgency"} - set(rows.fieldnames or ())
        if missing:
            raise BadConfiguration(f"{path} lacks the column(s) {', '.join(sorted(missing))}.")
        return [_question(row) for row in rows]


def _question(row: dict[str, str]) -> Question:
    who, _, rest = row["asker"].partition(" ")
    years = re.match(r"\d+", rest)
    pool = next((POOL_OF[code] for code in re.findall(r"[A-Z]{3}", row["expert"]) if code in POOL_OF), "intake")
    topic = next((topic for pattern, topic in TOPIC_OF if re.search(pattern, row["topic"])), "other")
    return Question(
        row["id"], row["question"], ASKER_OF.get(who, ""), _age(int(years.group())) if years else "", pool, row["urgency"][1], topic
    )


def _age(years: int) -> str:
    return "-12" if years < 12 else "12-15" if years < 16 else "16-17" if years < 18 else "18+"


def play(address: str, staff: list[dict[str, str]], questions: list[Question]) -> Iterator[Course]:
    """Ask, triage, answer, read, reply, leave and come back, for each question; yields what became of it."""
    desk = {}
    for person in staff:
        if person["role"] != "coordinator":
            colleague = Visitor(address)
            colleague.sign_in(person["login"], person["password"], person["totp_secret"])
            desk["intake" if person["role"] == "intaker" else person["role"]] = colleague
    for question in questions:
        course = Course(question)
        try:
            _play_one(address, desk, course)
        except AssertionError as error:
            course.fault = str(error)
        yield course


def _expect(page: Page, status: int, what: str) -> Page:
    if page.status != status:
        raise AssertionError(f"{what} answered {page.status}")
    return page


def _play_one(address: str, desk: dict[str, Visitor], course: Course) -> None:
    question, resident, intaker = course.question, Visitor(address), desk["intake"]
    course.code = resident.ask(question.words, asker=question.asker, age=question.age)
    course.ticket = _find(intaker, question.words)
    path = f"/balie/vraag/{course.ticket}"
    _expect(intaker.look(path), 200, "opening")
    _expect(intaker.send(path + "/beoordelen", {"topic": question.topic, "urgency": question.urgency}), 303, "triage")
    if question.pool != "intake":
        if question.is_young and question.pool != "teen_coach":
            _expect(intaker.send(path + "/meelezen", {"pool": question.pool}), 303, "asking whether somebody may read along")
            _expect(resident.send("/meelezen", {"who": question.pool, "may": "yes"}), 303, "saying yes")
        note = "Wil jij hiernaar kijken? Spoed volgens mij: " + question.urgency
        _expect(intaker.send(path + "/toewijzen", {"pool": question.pool, "note": note}), 303, "handing over")
    expert = desk[question.pool]
    _expect(expert.send(path + "/pakken"), 303, "claiming")
    page = _expect(expert.look(path), 200, "opening by the expert")
    words = f"Dank je voor je vraag. Dit is een voorbeeldantwoord bij vraag {question.number}; in het echt schrijft hier een mens."
    sent = expert.send(path + "/antwoord", {"words": words, "client_id": f"demo-answer-{course.ticket}", "seen": page.seq})
    _expect(sent, 303, "answering")
    course.answered_by = question.pool
    news = _expect(resident.look("/nieuw?since=1", as_json=True), 200, "reading").json
    course.is_answer_read = any(event["words"] == words for event in news["events"])
    _expect(
        resident.send("/bericht", {"words": "Dank je wel. Ik heb nog een vraag.", "client_id": f"demo-reply-{course.ticket}"}),
        303,
        "replying",
    )
    _expect(resident.send("/weg"), 303, "leaving")
    again = Visitor(address).come_back(course.code.lower().replace("-", " "))
    course.came_back = again.status == 200 and words in again.text and "Ik heb nog een vraag." in again.text
    _expect(expert.send(path + "/sluiten"), 303, "closing")


def _find(intaker: Visitor, words: str) -> str:
    """The ticket whose preview begins as the question does; the queue is read as an intaker would."""
    for page in range(1, 200):
        tickets = _expect(intaker.look(f"/balie/?page={page}", as_json=True), 200, "the queue").json["tickets"]
        for ticket in tickets:
            if ticket["state"] == "new" and " ".join(words.split()).startswith(ticket["preview"].rstrip("…")):
                return str(ticket["pid"])
        if not tickets:
            break
    raise AssertionError("the question did not reach the queue")


def table(courses: list[Course]) -> str:
    """What happened, a line a question, and what it comes to."""
    lines = [f"{'no':>3}  {'asker':<12} {'U':<2} {'topic':<24} {'answered by':<17} {'read':<5} {'back':<5} result"]
    for course in courses:
        q = course.question
        lines.append(
            f"{q.number:>3}  {q.asker or '-':<12} {q.urgency:<2} {q.topic:<24} {course.answered_by or '-':<17} "
            f"{'yes' if course.is_answer_read else 'no':<5} {'yes' if course.came_back else 'no':<5} {course.fault or 'ok'}"
        )
    whole = sum(course.is_whole for course in courses)
    per_pool = ", ".join(f"{pool} {count}" for pool, count in Counter(course.answered_by for course in courses).most_common() if pool)
    return "\n".join(
        [
            *lines,
            "",
            f"{whole} of {len(courses)} questions went all the way: asked, triaged, answered, read, replied, left, come back.",
            per_pool,
        ]
    )
