"""The pages as they are opened from a disk, in a real browser: nothing fetched, nothing broken."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.xdist_group("browser")

PAGES = (
    "index",
    "playground",
    "lessons/00_start_here",
    "lessons/01_cross_correlation",
    "reference/convkit/sliding/shapes",
)
#: how many sections of a long page are looked at: one exercise is like the next
SECTIONS = 8
#: from which look on a page is cut to these
LONG = {"lessons/00_start_here": 2, "lessons/01_cross_correlation": 0}
THEMES = ("light", "dark")
LOOKS = ((1300, "light"), (400, "dark"), (1300, "dark"), (400, "light"))


@pytest.fixture(scope="module")
def contexts(chromium):
    """theme -> a browser profile in which it is chosen; None: of who comes for the first time.

    One for all tests: what a page has loaded once, the next need not.
    """
    found = {}
    for theme in (None, *THEMES):
        found[theme] = chromium.new_context()
        if theme:
            found[theme].add_init_script(
                f"localStorage.setItem('mode', '{theme}'); localStorage.setItem('theme', '{theme}')"
            )
    yield found
    for context in found.values():
        context.close()


@pytest.fixture
def opened(site, contexts):
    """Open a page of the site; what it logs and what it fetches is kept."""
    made = []

    def go(name, theme="light", width=1300, address="", until="load"):
        page = contexts[theme].new_page()
        page.set_viewport_size({"width": width, "height": 1000})
        made.append(page)
        page.set_default_timeout(90_000)
        page.errors, page.fetched = [], []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on("console", lambda m: page.errors.append(m.text) if m.type == "error" else None)
        page.on("request", lambda request: page.fetched.append(request.url))
        page.goto((site / f"{name}.html").as_uri() + address, wait_until=until)
        return page

    yield go
    for page in made:
        page.close()


def names(site):
    pages = (p.relative_to(site) for p in site.rglob("*.html"))
    return sorted(p.with_suffix("").as_posix() for p in pages if p.parts[0] != "_static")


def test_no_page_logs_an_error_or_asks_another_host(site, opened):
    page = opened("index", theme=None)
    for name in names(site):
        page.goto((site / f"{name}.html").as_uri())
        assert page.errors == [], name
        away = [u for u in page.fetched if not u.startswith(("file:", "data:", "blob:"))]
        assert away == [], name


def grave(page):
    """What axe finds serious or critical."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        (v["id"], v["nodes"][0]["html"][:300], v["nodes"][0].get("failureSummary", "")[:400])
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def test_axe_finds_what_is_wrong(opened):
    page = opened("index")
    page.evaluate("document.querySelector('article h1').style.color = '#ddd'")
    assert [name for name, *_ in grave(page)] == ["color-contrast"]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious_and_no_page_scrolls_sideways(opened, name):
    page = opened(name)
    for number, (width, theme) in enumerate(LOOKS):
        page.set_viewport_size({"width": width, "height": 1000})
        page.wait_for_timeout(500)  # the page looks soon after which of its parts can be scrolled
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if name in LONG and number == LONG[name]:
            page.evaluate(
                """most => [...document.querySelectorAll('article section section')].slice(most)
                    .forEach(section => section.remove())""",
                SECTIONS,
            )
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        assert grave(page) == [], (width, theme)


def test_a_lesson_is_small_and_its_first_figure_is_there_at_once(site, chromium):
    for path in sorted((site / "lessons").glob("*.html")):
        assert path.stat().st_size < 1.5e6, path.name

    page = chromium.new_page(viewport={"width": 1300, "height": 1000})
    page.set_default_timeout(90_000)
    watch = page.context.new_cdp_session(page)
    watch.send("Performance.enable", {"timeDomain": "threadTicks"})  # not what others use up
    address = (site / "lessons" / "01_cross_correlation.html").as_uri()
    page.goto(address, wait_until="commit")
    page.wait_for_function(
        "(() => { const i = document.querySelector('img.ck-picture');"
        " return i && i.complete && i.naturalWidth > 100; })()"
    )
    metrics = {m["name"]: m["value"] for m in watch.send("Performance.getMetrics")["metrics"]}
    page.close()
    assert metrics["TaskDuration"] < 2


def test_a_figure_follows_the_theme(opened):
    seen = []
    for theme in THEMES:
        page = opened("lessons/01_cross_correlation", theme)
        assert page.evaluate("document.documentElement.dataset.theme") == theme
        figure = page.locator("img.ck-picture[alt*='Output row 0, column 0']").first
        figure.scroll_into_view_if_needed()
        seen.append(figure.screenshot())
        card = figure.evaluate("e => getComputedStyle(e.closest('.text_html')).backgroundColor")
        assert card == "rgba(0, 0, 0, 0)"  # no light card around a dark figure
        message = page.locator(".cc-failure").first
        colour = message.evaluate("e => getComputedStyle(e).backgroundColor")
        assert colour == {"light": "rgb(255, 255, 255)", "dark": "rgb(23, 27, 32)"}[theme]
    assert seen[0] != seen[1]


# -- the living figure ----------------------------------------------------------------------------


def cells(page, role):
    return [c.inner_text() for c in page.query_selector_all(f".ckl-{role} .ckl-cell")]


def test_the_playground_works_by_keyboard_alone(opened):
    page = opened("playground")
    assert cells(page, "output") == ["19", "25", "37", "43"]
    page.locator("[aria-label='input row 0, column 0']").focus()
    page.keyboard.type("10")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.ariaLabel") == "input row 1, column 0"
    page.locator("[aria-label='kernel row 0, column 0']").focus()
    page.keyboard.type("2")
    assert cells(page, "output") == ["39", "27", "43", "51"]
    page.keyboard.press("Escape")
    assert cells(page, "output") == ["19", "25", "37", "43"]
    page.locator(".ckl-output .ckl-cell").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator(".ckl-sum").inner_text() == "4·0 + 5·1 + 7·2 + 8·3 = 43"
    page.locator("[aria-label='padding, rows']").focus()
    page.keyboard.press("ArrowUp")
    assert "⌊(3 + 2·1 − 1·(2 − 1) − 1) / 1⌋ + 1 = 4" in page.locator(".ckl-sizes").inner_text()
    assert page.locator(".ckl-line code").inner_text() == (
        "F.conv2d(x[None, None], k[None, None], padding=(1, 0))"
    )
    assert page.errors == []


def test_the_address_says_the_state_and_brings_it_back(opened):
    page = opened("playground")
    page.locator("[aria-label='stride, columns']").focus()
    page.keyboard.press("ArrowUp")
    address = page.evaluate("location.hash")
    assert "s=1,2" in address
    again = opened("playground", address=address)
    assert again.locator(".ckl-line code").inner_text() == (
        "F.conv2d(x[None, None], k[None, None], stride=(1, 2))"
    )
    strange = opened("playground", address="#op=eval&x=a,b&k=&s=-1,1e9&p=1,2,3&mode=<b>")
    assert strange.errors == []
    assert cells(strange, "output") == ["19", "25", "37", "43"]


def test_a_pixel_says_who_reads_it(opened):
    page = opened("playground")
    page.locator("[aria-label='input row 1, column 1']").focus()
    assert "is read by 4 of 4 windows" in page.locator(".ckl-read").first.inner_text()
    assert page.locator(".ckl-output .ckl-reads").count() == 4
    page.locator("[aria-label='input row 0, column 0']").hover()
    assert "is read by 1 of 4 windows" in page.locator(".ckl-read").first.inner_text()


def test_a_prediction_is_judged_before_the_answer_is_shown(opened):
    page = opened("playground")
    page.get_by_label("let me predict").check()
    assert "19" not in cells(page, "output")
    assert "19" not in page.locator(".ckl-sum").inner_text()

    def fill(**fields):
        for name, value in fields.items():
            page.get_by_label(name.replace("_", " "), exact=True).fill(value)
        page.get_by_role("button", name="Check", exact=True).click()
        return page.locator(".ckl-said").inner_text()

    assert fill(rows_of_the_output="3", columns_of_the_output="3").startswith("✗")
    assert fill(rows_of_the_output="2", columns_of_the_output="2").startswith("✓")
    assert cells(page, "output") == ["?", "?", "?", "?"]
    assert fill(the_number_at_the_window="20").startswith("✗")
    assert fill(the_number_at_the_window="19").startswith("✓ Right: 19")
    assert cells(page, "output") == ["19", "?", "?", "?"]


def test_what_does_not_fit_is_said(opened):
    page = opened("playground", address="#op=conv&x=1,2/3,4&k=1,1,1/1,1,1/1,1,1")
    said = page.locator(".ckl-refused").inner_text()
    assert (
        said == "✗ That does not fit: the window reaches over 3 cells, the padded input has only 2."
    )
    assert page.errors == []


def test_a_stack_shows_field_jump_and_centre(opened):
    page = opened("playground")
    page.get_by_role("button", name="A stack of layers").click()
    row = page.locator(".ckl-table tbody tr").last.inner_text().split()
    assert row[-4:] == ["9", "13", "2", "2"]
    page.get_by_label("unit of the last layer").focus()
    page.keyboard.press("Home")
    said = page.locator(".ckl-read").last.inner_text()
    assert said.startswith("Unit 0 sees 13 places, −4 to 8, of which 0 to 8 lie in the picture.")
    page.get_by_role("button", name="Add a layer").click()
    assert page.locator(".ckl-table tbody tr").count() == 4
    assert page.errors == []


def test_the_window_is_dragged(opened):
    page = opened("playground", address="#op=conv&x=1,2,3,4/5,6,7,8/9,1,2,3&k=1,0,1&s=1,1")
    box = page.locator(".ckl-input .ckl-tap").first.bounding_box()
    x, y, side = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, box["width"]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + side, y + 2 * side, steps=8)
    page.mouse.up()
    assert page.locator(".ckl-sum").inner_text() == "1·1 + 2·0 + 3·1 = 4"
