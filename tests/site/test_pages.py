"""What the pages must have, and must not: no hidden case, no answer where none is asked for."""

import dataclasses
import html
import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from convkit.plot.draw.lean import to_url

pytestmark = pytest.mark.xdist_group("browser")  # one worker builds the site

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "docs"))

from coursepages import assets, cache, course, pages  # noqa: E402 (the pages' own package, not installed)
from coursepages.glossary import terms  # noqa: E402

HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", re.S)


def plain(path):
    """The words of a page, without its markup."""
    text = path.read_text(encoding="utf-8", errors="replace")
    text = re.sub(r"<[^>]*>", "", text) if path.suffix == ".html" else text
    return " ".join(html.unescape(text).split())


def hidden_lines():
    """{line: lesson} of every line that only hidden tests have."""
    found = {}
    for lesson in course.lessons():
        text = lesson.path.read_text(encoding="utf-8")
        shown = {" ".join(line.split()) for line in HIDDEN.sub("", text).splitlines()}
        for block in HIDDEN.findall(text):
            for line in block.splitlines():
                line = " ".join(line.split())
                if len(line) >= 24 and not any(line in other for other in shown):
                    found[line] = lesson.name
    return found


def test_no_hidden_case_is_anywhere_in_the_site(site):
    lines = hidden_lines()
    assert len(lines) > 100
    for path in site.rglob("*"):
        if path.suffix not in (".html", ".js", ".txt", ".ipynb", ".json", ".css"):
            continue
        text = plain(path)
        if path.suffix == ".ipynb":
            text = " ".join(text.replace('\\"', '"').replace('\\n",', " ").split())
        shown = path.stem == "author"  # its example lesson has hidden cases of its own
        assert shown or "HIDDEN TESTS" not in text, path
        leaked = [line for line in lines if line in text]
        assert leaked == [], path


def test_the_search_for_hidden_cases_finds_one(tmp_path):
    line = next(iter(hidden_lines()))
    page = tmp_path / "page.html"
    page.write_text(f"<p>{html.escape(line).replace(' ', '</b> <b>', 1)}</p>", encoding="utf-8")
    assert line in plain(page)


def test_every_lesson_has_a_page_with_every_exercise_and_mistake(site, built):
    found = course.lessons(built)
    assert len(list((site / "lessons").glob("*.html"))) == len(found) > 0
    for lesson in found:
        text = plain(site / "lessons" / f"{lesson.name}.html")
        assert f"{lesson.name}.ipynb" in (site / "lessons" / f"{lesson.name}.html").read_text()
        for exercise in lesson.exercises:
            count = len(exercise.misconceptions)
            assert f"{count} tempting mistake{'s' * (count != 1)}" in text
            for cell in exercise.misconceptions:
                because = " ".join(course.because(cell).replace("`", "").split())
                hidden = "The visible check lets this pass."
                assert because in text or hidden in text, (lesson.name, because)


@pytest.fixture(scope="module")
def lesson():
    return course.lessons(["01"])[0]


def made(lesson, solutions, said=None):
    outputs = [[] for _ in pages.run_cells(lesson)]
    said = said or {
        course.name_of(c): "<p>why</p>" for e in lesson.exercises for c in e.misconceptions
    }
    return pages.page(lesson, outputs, course.stubs(lesson), said, {}, solutions)


def test_without_solutions_there_are_no_solutions_and_no_mistakes(lesson):
    text = json.dumps(made(lesson, solutions=False))
    assert "tempting mistake" not in text
    for exercise in lesson.exercises:
        assert f"def {exercise.name}(" in text  # the stub
        inside = exercise.solution.source.partition("### BEGIN SOLUTION")[2]
        for line in inside.partition("### END SOLUTION")[0].splitlines():
            if len(line.strip()) > 30 and line not in exercise.task.source:
                assert json.dumps(line.strip())[1:-1] not in text, line


def test_with_solutions_every_line_that_differs_is_marked(lesson):
    exercise = lesson.exercises[0]
    right = course.shown_code(exercise.solution)
    turned = course.shown_code(exercise.misconceptions[0])
    (line,) = pages.differing(right, turned)
    assert "[::-1, ::-1]" in turned.splitlines()[line - 1]
    assert f":emphasize-lines: {line}" in json.dumps(made(lesson, solutions=True))
    assert '"""You' not in turned


def test_a_mistake_that_only_hidden_cases_see_says_so(lesson):
    said = {course.name_of(c): "" for e in lesson.exercises for c in e.misconceptions}
    assert "The visible check lets this pass." in json.dumps(made(lesson, True, said))


def test_what_takes_long_is_done_again_when_a_cell_has_changed_and_not_for_a_text(lesson, tmp_path):
    done = []

    def counted(lesson):
        done.append(lesson)
        return len(done)

    def changed(kind):
        cells = [
            dataclasses.replace(c, source=c.source + "\n") if c.kind == kind else c
            for c in lesson.cells
        ]
        return dataclasses.replace(lesson, cells=tuple(cells))

    for version in (lesson, lesson, changed("markdown")):
        assert cache.kept(counted, version, tmp_path) == 1
    assert cache.kept(counted, changed("code"), tmp_path) == 2
    assert len(list(tmp_path.glob("*.json"))) == 1


def test_code_of_the_texts_own_colour_has_no_marks_and_pictures_are_files(tmp_path):
    picture = to_url('<svg a="50 % &lt;"/>')
    body = '<span class="n">x</span><span class="o">+</span><img src="{}">'
    context = {"body": body.format(picture), "pathto": lambda name, resource: name}
    assets.lighten(SimpleNamespace(outdir=tmp_path), "", "", context, None)
    (made,) = (tmp_path / "_images").iterdir()
    assert made.read_text() == "<svg a='50 % &lt;'/>"
    assert context["body"] == f'x<span class="o">+</span><img src="_images/{made.name}">'


def test_a_term_is_linked_where_it_is_first_said_in_bold():
    words = terms("{.glossary}\nkernel, mask\n: Weights.\n\nToeplitz matrix\n: Diagonals.\n")
    linked = set()
    text = pages.link_terms("a **kernel**, the **Kernels**; a **nail**", words, linked)
    assert text == "a {term}`kernel <kernel, mask>`, the **Kernels**; a **nail**"
    assert pages.link_terms("**Toeplitz matrix**", words, linked).startswith("{term}`Toeplitz")


def test_every_paper_that_a_lesson_names_stands_once_in_the_references():
    page = (ROOT / "docs" / "references.md").read_text(encoding="utf-8")
    entries = re.findall(r"^\*\*(.+?)\.?\*\* \*(.+?)\*\.? (.*)$", page, re.M)
    letters = lambda text: re.sub(r"\W", "", text.lower())  # noqa: E731
    listed = {letters(title): set(re.findall(r"\b\d\d\b", rest)) for _, title, rest in entries}
    assert len(listed) == len(entries) == page.count("\n**")
    for lesson in course.lessons():
        text = " ".join(cell.source for cell in lesson.cells if cell.kind == "markdown")
        used = text.partition("**Where it is used.**")[2].partition("**What comes next.**")[0]
        for title in re.findall(r"(?<!\*)\*([A-Z][^*]{15,})\*(?!\*)", used):
            found = [t for t in listed if t.startswith(letters(title))]
            assert len(found) == 1, (lesson.name, title)
            assert lesson.name[:2] in listed[found[0]], (lesson.name, title)


def test_the_syllabus_has_every_lesson_with_its_time_and_exercises_that_are_there():
    text = (ROOT / "docs" / "guides" / "syllabus.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [^|]+ \| (\d\d) [^|]+ \| (\d+) \| (\d+) \| ([^|]*)\|$", text, re.M)
    lessons = {lesson.name[:2]: lesson for lesson in course.lessons()}
    assert sorted(number for number, *_ in rows) == sorted(lessons)
    for number, minutes, all_minutes, optional in rows:
        lesson = lessons[number]
        assert (int(minutes), int(all_minutes)) == (lesson.minutes, lesson.all_minutes), number
        whole = lessons[number].path.read_text(encoding="utf-8")
        for exercise in re.findall(r"\d+\.\d+", optional):
            assert f"## Exercise {exercise} ·" in whole, exercise


def answer_lines(lesson):
    """The lines that stand in the lesson's solutions or mistakes and nowhere else in it."""
    answers, shown = set(), ""
    for cell in lesson.cells:
        text = course.shown_code(cell) if cell.kind == "misconception" else cell.source
        if cell.kind == "solution":
            before, _, rest = text.partition("### BEGIN SOLUTION")
            text, _, after = rest.partition("### END SOLUTION")
            shown += before + after
        if cell.kind in ("solution", "misconception"):
            answers |= {" ".join(line.split()) for line in text.splitlines()}
        else:
            shown += cell.source
    shown = " ".join(shown.split())
    return {line for line in answers if len(line) >= 24 and line not in shown}


def leaks(folder):
    """(page, line) for every line of an answer of lessons 00 and 01 that the pages have."""
    lines = [line for lesson in course.lessons(["00", "01"]) for line in answer_lines(lesson)]
    assert len(lines) > 40
    found = []
    for path in folder.rglob("*"):
        if path.suffix in (".html", ".js", ".txt", ".ipynb", ".json", ".doctree", ".pickle"):
            text = plain(path)
            if path.suffix == ".ipynb":
                text = " ".join(text.replace('\\"', '"').replace('\\n",', " ").split())
            found += [(path.name, line) for line in lines if line in text]
    return found


def test_made_without_answers_over_pages_with_answers_no_answer_is_left(site, site_without_answers):
    assert len(leaks(site)) > 40  # the search sees them where they are
    assert leaks(site_without_answers) == []
    for path in (site_without_answers / "lessons").glob("*.html"):
        assert "tempting mistake" not in plain(path)
        assert "the solution" not in "".join(re.findall(r"Show [^<]*", path.read_text()))


def test_every_link_of_a_page_leads_somewhere(site):
    for path in (p for p in site.rglob("*.html") if "_static" not in p.parts):
        for link in re.findall(r'(?:href|src)="([^"#:]+)[^":]*"', path.read_text()):
            target = (path.parent / html.unescape(link).partition("?")[0]).resolve()
            assert target.exists(), (path, link)


def test_the_cheat_sheet_is_one_side(site, chromium, tmp_path):
    page = chromium.new_page()
    page.goto((site / "cheatsheet.html").as_uri())
    page.wait_for_function("document.querySelectorAll('mjx-container').length > 30")
    sheet = page.pdf(path=tmp_path / "sheet.pdf", prefer_css_page_size=True)
    page.close()
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
