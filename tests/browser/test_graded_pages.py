"""The feedback page and the class report in a browser: light and dark, on a phone and a screen."""

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from autograder.exam import bundle
from autograder.exam.examiner import grade_one
from autograder.exam.handed_in.submission import Work
from autograder.output import pages, report
from autograder.sandbox.sandbox import PROCESS, Sandbox

LESSON = "01_cross_correlation"
TURNED = """def xcorr2d(x, k):
    # the lines are long, <b>and odd</b>, so that a narrow page has something to do with them, really
    windows = np.lib.stride_tricks.sliding_window_view(x, k.shape)
    return np.einsum("ijab,ab->ij", windows, k[::-1, ::-1])"""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """The pages of three students, one of whom turned the kernel."""
    lesson = bundle.load(Path(__file__).parents[2], LESSON)
    folder = tmp_path_factory.mktemp("pages")
    records = []
    with Sandbox(PROCESS) as sandbox:
        for number, answer in enumerate((TURNED, "def xcorr2d(x, k):\n    return 2 * x", None), 1):
            notebook = json.loads(json.dumps(lesson.release))
            for cell in notebook["cells"]:
                if cell["id"] == "xcorr2d" and answer:
                    cell["source"] = answer
            work = Work(f"student-0{number}", LESSON, json.dumps(notebook).encode())
            records.append(grade_one(work, lesson, b"a seed", sandbox)[0])
    (folder / "feedback.html").write_bytes(pages.feedback(records[0], lesson))
    (folder / "report.html").write_bytes(report.html([report.of_lesson(LESSON, records)]))
    return folder


@pytest.fixture(params=["light", "dark"])
def opened(request, chromium, drawn):
    """`opened(name, width)` is a page as it is read under one colour scheme."""
    context = chromium.new_context(color_scheme=request.param, bypass_csp=True)

    def show(name, width):
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.goto((drawn / f"{name}.html").as_uri())
        page.scheme = request.param
        return page

    yield show
    context.close()


@pytest.mark.parametrize("width", [360, 1300])
@pytest.mark.parametrize("name", ["feedback", "report"])
def test_axe_finds_nothing_serious_and_nothing_scrolls_sideways(opened, name, width):
    page = opened(name, width)
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    light = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert light == (page.scheme == "light")


def test_the_answer_stands_beside_its_message(opened):
    page = opened("feedback", 1300)
    section = page.locator("section[aria-labelledby=xcorr2d]")
    assert "1.3 · Cross-correlation in two dimensions" in section.locator("h2").inner_text()
    code, card = section.locator(".code"), section.locator(".cc-failure").first
    assert "<b>and odd</b>" in code.inner_text()
    assert "Your kernel is turned half round." in card.inner_text()
    assert code.bounding_box()["x"] > card.bounding_box()["x"] + 300
    narrow = opened("feedback", 360).locator("section[aria-labelledby=xcorr2d] .code")
    assert narrow.bounding_box()["width"] < 360
    untouched = page.locator("section[aria-labelledby=window_dot]")
    assert untouched.locator(".code").count() == 0
