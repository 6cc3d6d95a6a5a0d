"""The pictures, the player and `explore` in a real JupyterLab, by mouse and by keyboard."""

import io
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from tests.jupyter import opened, run_all

pytestmark = pytest.mark.xdist_group("browser")

CELLS = {
    "picture": "from convkit import plot\nplot.window([[0, 1, 2], [3, 4, 5]], [[0, 1], [2, 3]])",
    "film": "plot.animate([[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[0, 1], [2, 3]])",
    "explore": """def learner(x, k, stride=1):
    while x[0, 0] == 99:  # an endless loop, for who types 99
        pass
    from convkit import conv2d
    y = conv2d(x[None, None], k[None, None], None, stride)[0, 0]
    y[0, 0] += stride - 1  # right only while the stride is 1
    return y
plot.explore(learner)""",
}


@pytest.fixture
def notebook(lab, page):
    """The cells above, run anew in JupyterLab."""
    if not page.url.endswith("pictures.ipynb"):
        cells = [nbformat.v4.new_code_cell(source) for source in CELLS.values()]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        written = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
        nbformat.write(written, lab.work / "pictures.ipynb")
        opened(page, lab, "pictures.ipynb")
    run_all(page)
    return page


def light_and_dark(page):
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        page.evaluate(
            "t => void window.jupyterapp.commands.execute('apputils:change-theme', {theme: t})",
            theme,
        )
        page.wait_for_function("t => document.body.dataset.jpThemeName === t", arg=theme)
        yield theme


DARK = {"JupyterLab Light": (255, 255, 255), "JupyterLab Dark": (23, 27, 32)}


def colour_of(page, image):
    """The colour of a picture's corner as it is on the screen."""
    with Image.open(io.BytesIO(image.screenshot())) as shot:
        return shot.convert("RGB").getpixel((20, 8))


def test_a_picture_is_shown_with_its_alt_text_and_follows_the_theme(notebook):
    image = notebook.wait_for_selector("img.ck-picture")
    assert "Output row 0, column 0: 0·0 + 1·1 + 3·2 + 4·3 = 19." in image.get_attribute("alt")
    assert image.evaluate("e => e.complete && e.naturalWidth > 200")
    for theme in light_and_dark(notebook):
        notebook.wait_for_timeout(200)
        assert colour_of(notebook, image) == DARK[theme], theme
    assert notebook.errors == []


def test_the_player_steps_by_mouse_and_by_keyboard(notebook):
    film = notebook.wait_for_selector(".ck-living.ckl-alone")
    assert film.is_visible()
    sums = []
    for _ in range(3):
        sums.append(film.query_selector(".ckl-sum").inner_text())
        film.query_selector("[data-do='step forward']").click()
    assert sums[0].endswith("= 19")
    assert sums[1].endswith("= 25")
    assert sums[2].endswith("= 37")
    slider = film.query_selector("input[type=range]")
    slider.focus()
    notebook.keyboard.press("ArrowLeft")
    notebook.keyboard.press("ArrowLeft")
    assert film.query_selector(".ckl-sum").inner_text() == sums[1]
    film.query_selector("[data-do='first step']").focus()
    notebook.keyboard.press("Enter")
    assert film.query_selector(".ckl-sum").inner_text() == sums[0]
    film.query_selector("[data-do=play]").click()
    notebook.wait_for_function(
        "document.querySelector('.ckl-alone .ckl-counted').textContent === '4 / 4'"
    )
    cells = film.query_selector_all(".ckl-output .ckl-cell")
    assert [cell.inner_text() for cell in cells] == ["19", "25", "37", "43"]
    assert notebook.errors == []


def test_the_strip_stands_in_when_printed(notebook):
    notebook.wait_for_selector(".ckl-alone")
    notebook.emulate_media(media="print")
    shown = notebook.evaluate(
        """() => [...document.querySelectorAll('.ckl-alone, [id$="-still"]')].slice(0, 2).map(
            e => getComputedStyle(e).display)"""
    )
    notebook.emulate_media(media="screen")
    assert shown == ["none", "block"]


def explored(page):
    """The figure of `explore`, and a function that waits for what its verdict says."""
    box = page.wait_for_selector(".ck-living:not(.ckl-alone)")

    def says(text, seconds=120):
        page.wait_for_function(
            """t => document.querySelector('.ck-living:not(.ckl-alone) .ckl-verdict')
                .textContent.includes(t)""",
            arg=text,
            timeout=1000 * seconds,
        )

    return box, says


def test_explore_answers_a_step_a_pixel_and_the_keyboard(notebook):
    box, says = explored(notebook)
    says("Equal to the right answer.")
    assert box.query_selector_all("select") == []  # the operation is the function's
    box.query_selector(".ckl-output .ckl-cell").focus()
    notebook.keyboard.press("ArrowRight")
    notebook.keyboard.press("Enter")
    assert box.query_selector(".ckl-sum").inner_text().startswith("1·1 + 4·2")
    stride = box.query_selector("[aria-label='stride, columns']")
    stride.focus()
    notebook.keyboard.press("ArrowUp")
    says("1 of 4 numbers differs.")
    assert len(box.query_selector_all(".ckl-yours .ckl-wrong")) == 1
    pixel = box.query_selector("[aria-label='input row 0, column 0']")
    pixel.focus()
    notebook.keyboard.type("7")
    notebook.wait_for_function(
        "() => document.querySelector('.ck-living:not(.ckl-alone) .ckl-yours .ckl-cell')"
        ".textContent === '✗ 8'"
    )
    notebook.keyboard.press("ArrowRight")
    focused = "document.activeElement.getAttribute('aria-label')"
    assert notebook.evaluate(focused) == "input row 0, column 1"
    assert notebook.errors == []


def test_the_window_is_dragged_by_mouse(notebook):
    box, says = explored(notebook)
    says("Equal to the right answer.")
    first = box.query_selector(".ckl-input .ckl-tap")
    first.scroll_into_view_if_needed()
    here = first.bounding_box()
    x, y, side = here["x"] + here["width"] / 2, here["y"] + here["height"] / 2, here["width"]
    notebook.mouse.move(x, y)
    notebook.mouse.down()
    notebook.mouse.move(x + 2 * side, y + side, steps=6)
    notebook.mouse.up()
    assert box.query_selector(".ckl-sum").inner_text().startswith("6·1 + 5·2")
    assert notebook.errors == []


def test_explore_can_be_read_in_both_themes(notebook):
    _, says = explored(notebook)
    says("Equal to the right answer.")
    for theme in light_and_dark(notebook):
        low = notebook.evaluate(
            """() => {
                const light = c => { const v = c.match(/[0-9.]+/g).slice(0, 3)
                    .map(x => c.startsWith('color(') ? +x : x / 255)
                    .map(x => x <= .04045 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4);
                    return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; };
                const ground = e => { for (; e; e = e.parentElement) {
                    const c = getComputedStyle(e).backgroundColor;
                    if (!/, 0\\)$|transparent/.test(c)) return c; } return 'rgb(255,255,255)'; };
                return [...document.querySelectorAll(
                    '.ck-living label, .ck-living figcaption, .ck-living p, .ck-living .ckl-cell')]
                    .filter(e => e.innerText).map(e => {
                        const [a, b] = [light(getComputedStyle(e).color), light(ground(e))];
                        return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), e.innerText]; })
                    .filter(([ratio]) => ratio < 4.5); }"""
        )
        assert low == [], theme


def test_an_endless_loop_is_told_of_and_an_interrupt_frees_the_figure(notebook):
    box, says = explored(notebook)
    says("Equal to the right answer.")
    box.query_selector("[aria-label='input row 0, column 0']").focus()
    notebook.keyboard.type("99")
    says("has not answered for 3 seconds")
    says("Interrupt Kernel")
    notebook.evaluate("() => void window.jupyterapp.commands.execute('kernelmenu:interrupt')")
    says("Stopped by you while learner was running")
    box.query_selector("[aria-label='input row 0, column 0']").focus()
    notebook.keyboard.type("5")
    says("Equal to the right answer.")


def test_the_explore_of_a_lesson_answers(lab, page):
    name = "01_cross_correlation"
    solved = nbformat.read(Path(__file__).parents[2] / "solutions" / name / f"{name}.ipynb", 4)
    wanted = ["setup-all", "setup-checks", "xcorr2d"]
    cells = [
        c
        for c in solved.cells
        if c.cell_type == "code" and (c.id in wanted or "plot.explore(" in c.source)
    ]
    assert len(cells) == 4
    nb = nbformat.v4.new_notebook(cells=cells, metadata=solved.metadata)
    nbformat.write(nb, lab.work / f"{name}.ipynb")
    opened(page, lab, f"{name}.ipynb")
    run_all(page)
    box, says = explored(page)
    says("Equal to the right answer.")
    box.query_selector(".ckl-output .ckl-cell").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert box.query_selector(".ckl-output .ckl-here").inner_text() != ""
    assert page.errors == []


def test_axe_finds_nothing_serious_in_explore(notebook):
    _, says = explored(notebook)
    says("Equal to the right answer.")
    for theme in light_and_dark(notebook):
        found = Axe().run(notebook, context=".ck-living:not(.ckl-alone)").response["violations"]
        serious = [v for v in found if v["impact"] in ("serious", "critical")]
        assert [(v["id"], v["nodes"][0]["html"][:200]) for v in serious] == [], theme


def test_a_failed_check_is_a_message_with_an_example_in_both_themes(lab, page):
    """A learner turns the kernel over: the mistake is named, and no traceback is in sight."""
    course = Path(__file__).parents[2]
    name = "01_cross_correlation"
    release = nbformat.read(course / "notebooks" / name / f"{name}.ipynb", as_version=4)
    cells = {c.id: c for c in release.cells}
    cells["xcorr2d"].source = """def xcorr2d(x, k):
    windows = np.lib.stride_tricks.sliding_window_view(x, k.shape)
    return np.einsum("ijab,ab->ij", windows, k[::-1, ::-1])"""
    wanted = ["setup-all", "setup-checks", "xcorr2d", "xcorr2d-check"]
    text = nbformat.v4.new_markdown_cell("The sum is $\\sum_a x_{i+a} k_a$.")
    nb = nbformat.v4.new_notebook(
        cells=[text, *(cells[i] for i in wanted)], metadata=release.metadata
    )
    nbformat.write(nb, lab.work / "wrong.ipynb")
    opened(page, lab, "wrong.ipynb")
    run_all(page)
    message = page.wait_for_selector(".cc-failure")
    assert "Your kernel is turned half round." in message.inner_text()
    assert page.locator("td.cc-wrong").count() >= 1
    output = page.locator(".jp-OutputArea").last.inner_text()
    assert "CheckFailed: Your kernel is turned half round." in output
    assert "Traceback" not in output
    assert page.locator("mjx-container").count() == 1
    for theme in light_and_dark(page):
        background = message.evaluate("e => getComputedStyle(e).backgroundColor")
        colour = message.evaluate("e => getComputedStyle(e).color")
        dark = theme.endswith("Dark")
        expected = ("rgb(23, 27, 32)", "rgb(232, 236, 240)")
        assert (background, colour) == (
            expected if dark else ("rgb(255, 255, 255)", "rgb(31, 35, 40)")
        ), theme
        code = message.query_selector("code")
        assert code.evaluate("e => getComputedStyle(e).backgroundColor") == "rgba(0, 0, 0, 0)"
