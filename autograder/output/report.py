"""The class report: what a class can do, what it misunderstands, and who needs a person.

Numbers come from the journal of the last grading; `of_lesson` is a plain function of records. One
HTML file with its plots drawn inside it, and the same numbers as JSON.
"""

from __future__ import annotations

import json
import math
import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from autograder.checks.message import render
from autograder.exam.record import ExerciseResult, Record
from autograder.output.summary import write_csv
from autograder.store.database import reading
from autograder.store.entered_by_hand import marked, read_marks
from autograder.store.journal import FILE, Journal

BINS = 10
ROWS = 300
NOT_BEGUN = "not implemented"
#: where a reason says which line it is about
LINE = re.compile(r"\b[Ll]ines? [\d, and]*\d: ")
#: so many codes of one group are shown side by side
SIDE_BY_SIDE = 4
MARKS = {"right": "✓", "in part": "½", "wrong": "✗", "not begun": "·"}


def write(course: Path, lessons: Sequence[str] = (), db: str | None = None) -> tuple[Path, Path]:
    """Write report.html, report.json and grades.csv of a graded course; the first two's paths.

    Raises
    ------
    ValueError
        if nothing of these lessons has been graded yet
    """
    found = [of_lesson(name, records) for name, records in graded(course, lessons, db).items()]
    if not found:
        raise ValueError(f"nothing is graded in {course} yet; run `autograder grade`")
    page, data = course / "report.html", course / "report.json"
    page.write_bytes(html(found))
    data.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return page, data


def graded(
    course: Path, lessons: Sequence[str] = (), db: str | None = None
) -> dict[str, list[Record]]:
    """The newest records of every lesson, by lesson, with what a person entered; and grades.csv."""
    path = course / FILE
    found: dict[str, list[Record]] = {}
    if path.exists():
        with closing(Journal(path)) as journal, reading(course, db) as session:
            names = journal.lessons()
            marks = {lesson: read_marks(session, lesson) for lesson in names} if session else {}
            for record in journal.records():
                if not lessons or record.lesson in lessons:
                    record = marked(record, marks.get(record.lesson, {}).get(record.student))
                    found.setdefault(record.lesson, []).append(record)
            if session:
                write_csv(course / "grades.csv", session, journal)
    return dict(sorted(found.items()))


def of_lesson(lesson: str, records: Sequence[Record]) -> dict[str, Any]:
    """All that is to be said of one lesson's records.

    Records of an older form of the lesson, with other exercises than most, are left out.
    """
    forms = Counter(tuple(e.name for e in r.exercises) for r in records)
    usual = forms.most_common(1)[0][0]
    records = [r for r in records if tuple(e.name for e in r.exercises) == usual]
    scores = [r.score for r in records]
    points = max((r.points for r in records), default=0.0)
    return {
        "lesson": lesson,
        "students": len(records),
        "points": points,
        "mean": statistics.fmean(scores),
        "median": statistics.median(scores),
        "histogram": histogram(scores, points),
        "exercises": [of_exercise(i, records) for i in range(len(records[0].exercises))],
        "misconceptions": misconceptions(records),
        "unnamed": unnamed(records),
        "grid": grid(records),
        "limits": Counter(line for r in records for line in r.limits).most_common(),
        "seconds": seconds(records),
        "person": [{"student": r.student, "reasons": reasons(r)} for r in records if reasons(r)],
    }


def histogram(scores: Sequence[float], points: float) -> list[dict[str, float]]:
    """How many scores fall into each tenth of the points; the last tenth includes full marks."""
    counts = [0] * BINS
    for score in scores:
        counts[min(int(BINS * score / points), BINS - 1) if points else 0] += 1
    return [
        {"from": i * points / BINS, "to": (i + 1) * points / BINS, "count": count}
        for i, count in enumerate(counts)
    ]


def state(result: ExerciseResult) -> str:
    """Right, in part, wrong, or not begun."""
    if result.score >= result.points:
        return "right"
    if result.score > 0:
        return "in part"
    said = [c.failure["headline"] for c in result.checks if c.failure]
    return "not begun" if all(NOT_BEGUN in text for text in said) else "wrong"


def of_exercise(index: int, records: Sequence[Record]) -> dict[str, Any]:
    """One exercise: how many got it, how hard it was, how well it tells students apart.

    Difficulty is the share of points lost. Discrimination is the correlation of the exercise's
    score with that of the rest of the lesson.
    """
    results = [r.exercises[index] for r in records]
    states = Counter(map(state, results))
    share = statistics.fmean(x.score / x.points for x in results)
    rest = [r.score - x.score for r, x in zip(records, results, strict=True)]
    everybody = states["right"] == len(results)
    nobody = not any(x.score for x in results)
    return {
        "name": results[0].name,
        "title": results[0].title,
        "points": results[0].points,
        "optional": results[0].optional,
        "states": {name: states[name] for name in MARKS},
        "difficulty": 1 - share,
        "discrimination": correlation([x.score for x in results], rest),
        "remark": "everybody passes" if everybody else "nobody passes" if nobody else "",
        "seconds": statistics.median(x.seconds for x in results),
    }


def correlation(a: Sequence[float], b: Sequence[float]) -> float | None:
    """Pearson's correlation; None where one of them does not vary."""
    if len(a) < 3 or len(set(a)) < 2 or len(set(b)) < 2:
        return None
    return statistics.correlation(a, b)


def misconceptions(records: Sequence[Record]) -> list[dict[str, Any]]:
    """The reasons found by any means, the most frequent first, with who has them.

    A reason that names a line of the student's own code is the same on another line.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for record, exercise, failure in failures(records):
        if not (failure.get("found_by") or failure["misconception"]):
            continue
        told = failure["because"] or failure["headline"]
        name = failure["misconception"] or LINE.sub("", told)
        entry = found.setdefault(
            (exercise.name, name),
            {
                "name": name,
                "exercise": exercise.name,
                "title": exercise.title,
                "because": sentence(LINE.sub("", told)),
                "students": [],
            },
        )
        if record.student not in entry["students"]:
            entry["students"].append(record.student)
    return sorted(found.values(), key=lambda e: (-len(e["students"]), e["name"]))


def sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def unnamed(records: Sequence[Record]) -> list[dict[str, Any]]:
    """Failures without a reason: those that did the same on the same numbers, with their code."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for record, exercise, failure in failures(records):
        if not failure.get("alike"):
            continue
        entry = found.setdefault(
            (exercise.name, failure["alike"]),
            {"exercise": exercise.name, "headline": failure["headline"], "answers": []},
        )
        answer = {"student": record.student, "code": exercise.code}
        if answer not in entry["answers"]:
            entry["answers"].append(answer)
    return sorted(found.values(), key=lambda e: (-len(e["answers"]), e["exercise"]))


def failures(records: Sequence[Record]) -> Iterator[tuple[Record, ExerciseResult, dict[str, Any]]]:
    """Every failed check, with its exercise and record."""
    for record in records:
        for exercise in record.exercises:
            for check in exercise.checks:
                if check.failure:
                    yield record, exercise, check.failure


def grid(records: Sequence[Record]) -> list[dict[str, Any]]:
    """Exercises × students, the lowest scores first."""
    return [
        {"student": r.student, "score": r.score, "states": [state(e) for e in r.exercises]}
        for r in sorted(records, key=lambda r: (r.score, r.student))
    ]


def seconds(records: Sequence[Record]) -> dict[str, Any]:
    """How long grading took, and which submissions took longest."""
    slow = sorted(records, key=lambda r: -r.seconds)[:5]
    return {
        "median": statistics.median(r.seconds for r in records),
        "slowest": [{"student": r.student, "seconds": r.seconds} for r in slow],
    }


def reasons(record: Record) -> list[str]:
    """Why a person should look at a submission."""
    waiting = [e.grade_id for e in record.essays if e.score is None]
    written = [f"{name} is a written answer to be read." for name in waiting]
    return list(dict.fromkeys(record.person)) + written


# -- the page ------------------------------------------------------------------------------


def html(lessons: Sequence[dict[str, Any]]) -> bytes:
    """The report as one page."""
    return render.page(
        "report.html",
        lessons=[{**lesson, "bars": bars(lesson["histogram"])} for lesson in lessons],
        marks=MARKS,
        side_by_side=SIDE_BY_SIDE,
        rows=ROWS,
    ).encode("utf-8", "replace")


def bars(bins: Sequence[dict[str, float]]) -> dict[str, Any]:
    """The histogram as rectangles of a drawing 460 wide and 180 high, with its axis."""
    top = max((b["count"] for b in bins), default=0) or 1
    step = max(1, math.ceil(top / 4))
    high = step * math.ceil(top / step)
    wide = 400 / len(bins)
    return {
        "rects": [
            {
                "x": 50 + i * wide + 2,
                "y": 150 - 130 * b["count"] / high,
                "width": wide - 4,
                "height": 130 * b["count"] / high,
                **b,
            }
            for i, b in enumerate(bins)
        ],
        "ticks": [{"y": 150 - 130 * n / high, "count": n} for n in range(0, high + 1, step)],
    }
