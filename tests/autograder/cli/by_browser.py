"""What a student does in JupyterLab and a marker in nbgrader's formgrader, in a real browser."""

from tests.autograder.helpers import LESSON
from tests.jupyter import opened

ENTER = """id => {
    const { content } = window.jupyterapp.shell.currentWidget;
    const place = [...content.model.cells].findIndex(
        cell => cell.getMetadata("nbgrader")?.grade_id === id);
    content.activeCellIndex = place;
    void content.scrollToItem(place, "center");
    content.mode = "edit";
}"""
SAVED = "() => !window.jupyterapp.shell.currentWidget.context.model.dirty"
LOADED = "() => window.formgrader?.grades?.loaded && window.formgrader.comments?.loaded"


def answer_in_lab(page, lab, data, check, **answers):
    """Type the answers into a notebook, run all up to a check, save.

    The file as it was saved is returned, and what is shown below the check.
    """
    name = f"{LESSON}.ipynb"
    (lab.work / name).write_bytes(data)
    opened(page, lab, name)
    for cell, source in answers.items():
        enter(page, cell)
        page.keyboard.press("Control+A")
        typed(page, source)
    enter(page, check)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Above Selected Cell").click()
    enter(page, check)
    page.keyboard.press("Shift+Enter")
    shown = page.locator(".jp-Cell", has_text=f"check({check.removesuffix('-check')}, ")
    said = shown.locator(".jp-OutputArea-output").first.inner_text()
    page.keyboard.press("Control+S")
    page.wait_for_function(SAVED)
    return (lab.work / name).read_bytes(), said


def enter(page, cell):
    """Put the cursor into a cell."""
    page.evaluate(ENTER, cell)
    page.wait_for_selector(".jp-Notebook-cell.jp-mod-active .cm-editor.cm-focused")


def typed(page, source):
    """Type lines; what the editor indents of itself is typed over."""
    for number, line in enumerate(source.rstrip().split("\n")):
        if number:
            page.keyboard.press("Enter")
            page.keyboard.press("Shift+Home")
        page.keyboard.type(line)


def mark_in_formgrader(page, address, student, score, comment):
    """Find a student's notebook, type a score and a comment for the essay `why`, see them saved.

    What the page showed of the notebook is returned.
    """
    page.goto(f"{address}/formgrader/gradebook/{LESSON}/{LESSON}")
    page.get_by_role("link", name="Submission #1", exact=True).wait_for()
    page.get_by_role("button", name="Show All Names").click()
    page.get_by_role("link", name=student, exact=True).click()
    page.wait_for_function(LOADED)
    shown = page.locator("#notebook").first.inner_text()
    for place, text, kind in (("#why", str(score), "grade"), ("#why-comment", comment, "comment")):
        page.locator(place).click()
        page.keyboard.press("Control+A")
        page.keyboard.type(text)
        with page.expect_response(lambda r, kind=kind: f"/api/{kind}/" in r.url) as answer:
            page.keyboard.press("Tab")
        assert answer.value.ok
    return shown
