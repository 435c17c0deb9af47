// Brings the page's widgets to life without a kernel.
// It reads the JSON that gluteus.sphinx.mounting wrote into the page and gives each widget module the part of
// anywidget's interface that a widget of this course may use: model.get, set, on, off and save_changes.

(() => {
  const same = (a, b) => a === b || JSON.stringify(a) === JSON.stringify(b);

  class Model {
    #state;
    #callbacks = new Map();

    constructor(state) {
      this.#state = state;
    }

    get(name) {
      return this.#state[name];
    }

    set(name, value) {
      const changes = typeof name === "object" ? name : { [name]: value };
      const changed = Object.keys(changes).filter((key) => !same(this.#state[key], changes[key]));
      Object.assign(this.#state, changes);
      for (const key of changed) this.#announce(`change:${key}`);
      if (changed.length > 0) this.#announce("change");
    }

    on(event, callback) {
      if (!this.#callbacks.has(event)) this.#callbacks.set(event, new Set());
      this.#callbacks.get(event).add(callback);
    }

    off(event, callback) {
      for (const [name, callbacks] of this.#callbacks) {
        if (event && event !== name) continue;
        if (callback) callbacks.delete(callback);
        else callbacks.clear();
      }
    }

    // On a page nobody is listening; in JupyterLab the same call tells the kernel.
    save_changes() {}

    #announce(event) {
      // A copy, because a callback may add or remove callbacks.
      for (const callback of [...(this.#callbacks.get(event) ?? [])]) callback();
    }
  }

  function restoreBytes(state, buffers = []) {
    for (const { path, data } of buffers) {
      const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
      const parent = path.slice(0, -1).reduce((value, key) => value[key], state);
      parent[path.at(-1)] = new DataView(bytes.buffer);
    }
    return state;
  }

  // A blob, as in JupyterLab: a browser refuses to import a module file into a page opened from disk.
  function importModule(source) {
    return import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  }

  // A constructed sheet, because the page's content security policy allows no style elements.
  function adoptStyle(source) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(source);
    document.adoptedStyleSheets.push(sheet);
  }

  async function mount(place, { sources, models }, modules) {
    const { module, model } = models[place.dataset.model];
    modules[module] ??= importModule(sources[module]);
    const el = document.createElement("div");
    el.className = "gluteus-live";
    try {
      const widget = (await modules[module]).default;
      place.prepend(el);
      await widget.render({ model, el, signal: new AbortController().signal });
      place.dataset.state = "ready";
    } catch (error) {
      el.remove();
      place.dataset.state = "failed";
      console.error(`The widget ${place.dataset.model} failed; its picture stays.`, error);
    }
  }

  const read = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "{}");

  async function start() {
    const page = read("gluteus-widgets");
    const styles = new Set();
    for (const entry of Object.values(page.models)) {
      entry.model = new Model(restoreBytes(entry.state, entry.buffers));
      styles.add(page.sources[entry.style]);
    }
    for (const style of styles) adoptStyle(style);
    const modules = {};
    const places = [...document.querySelectorAll(".gluteus-widget")];
    const mounting = places.map((place) => mount(place, page, modules));
    await wholePage;
    for (const [id, state] of Object.entries(read("gluteus-widgets-later"))) page.models[id].model.set(state);
    await Promise.all(mounting);
    document.documentElement.dataset.widgets = "ready";
  }

  // "interactive" comes before deferred scripts have run: a widget need not wait for them.
  const loading = () => document.readyState === "loading";
  const wholePage = new Promise((resolve) => {
    if (loading()) document.addEventListener("readystatechange", resolve, { once: true });
    else resolve();
  });

  // The state has come in full when something follows it; what follows can be long, and no widget waits for it.
  function startSoon() {
    if (loading() && !document.getElementById("gluteus-widgets")?.nextElementSibling) return;
    watch.disconnect();
    document.removeEventListener("readystatechange", startSoon);
    start();
  }
  const watch = new MutationObserver(startSoon);
  watch.observe(document, { childList: true, subtree: true });
  document.addEventListener("readystatechange", startSoon);
  startSoon();
})();
