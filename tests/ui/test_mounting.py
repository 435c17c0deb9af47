"""The loader, by itself: a widget of its own on a page of its own."""

from __future__ import annotations

import traitlets

from gluteus.widgets.static_widget import StaticWidget

MODULE = """
export default {
  render({ model, el }) {
    const button = document.createElement("button");
    const update = () => {
      const data = model.get("data");
      button.textContent = `${model.get("count")} of ${data.byteLength}`;
    };
    button.addEventListener("click", () => {
      model.set("count", model.get("count") + 1);
      model.save_changes();
    });
    button.className = "probe";
    el.append(button);
    update();
    model.on("change:count", update);
    return () => model.off("change:count", update);
  },
};
"""


class Probe(StaticWidget):
    _esm = MODULE
    _css = ".probe { color: rgb(1, 2, 3); }"

    count = traitlets.Int(0).tag(sync=True)
    data = traitlets.Bytes(b"four").tag(sync=True)

    def picture(self):
        return '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'

    def description(self):
        return f"A probe that stands at {self.count}."

    def text(self):
        return "<p>In words</p>"


class Patient(Probe):
    """Takes its shading when it comes, before it starts or after."""

    _esm = """
    export default {
      render({ model, el }) {
        const say = () => { el.textContent = `shading: ${model.get("shading") ?? "none yet"}`; };
        model.on("change:shading", say);
        say();
      },
    };
    """

    shading = traitlets.Unicode("grey").tag(sync=True)

    def __init__(self):
        super().__init__()
        self.set_trait("later", ["shading"])


class Broken(Probe):
    _esm = "export default { render() { throw new Error('on purpose'); } };"


def test_a_widget_runs_without_a_kernel(mount):
    page = mount(Probe(count=2))
    button = page.get_by_role("button", name="2 of 4")
    assert button.evaluate("node => getComputedStyle(node).color") == "rgb(1, 2, 3)"
    button.click()
    page.get_by_role("button", name="3 of 4").wait_for()
    assert not page.get_by_text("In words").is_visible()


def test_two_widgets_keep_their_own_state(mount):
    page = mount([Probe(count=0), Probe(count=5)])
    page.get_by_role("button", name="5 of 4").click()
    page.get_by_role("button", name="6 of 4").wait_for()
    page.get_by_role("button", name="0 of 4").wait_for()


def test_a_widget_gets_what_comes_later(mount):
    page = mount([Patient(), Probe(count=1)])
    assert page.get_by_text("shading: grey").is_visible()
    assert page.get_by_role("button", name="1 of 4").is_visible()


def test_a_widget_that_fails_leaves_its_words(mount, browser):
    # A page of the browser's own: the watched ones fail the test for the error that this widget logs.
    context = browser.new_context()
    page = mount([Broken(), Probe(count=1)], page=context.new_page())
    assert page.locator("[data-state=failed]").get_by_text("In words").is_visible()
    assert page.get_by_role("button", name="1 of 4").is_visible()
    context.close()


def test_a_widget_takes_the_pages_colours(mount):
    light = mount(Probe())
    dark = mount(Probe(), dark=True)
    background = "getComputedStyle(document.body).backgroundColor"
    assert light.evaluate(background) != dark.evaluate(background)
