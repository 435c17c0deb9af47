// The little that the page frame does by script: colours, a search key, and where one is on the page.
// Menus are popovers and search is a form, so both work without it.

(() => {
  const root = document.documentElement;
  const systemDark = matchMedia("(prefers-color-scheme: dark)");
  const names = { auto: "as on this device", light: "light", dark: "dark" };

  function remember(mode) {
    try {
      localStorage.setItem("gluteus:mode", mode);
    } catch {
      // Storage is blocked: the choice holds for this page.
    }
  }

  function applyMode() {
    const mode = root.dataset.mode in names ? root.dataset.mode : "auto";
    root.dataset.mode = mode;
    root.dataset.theme = mode === "dark" || (mode === "auto" && systemDark.matches) ? "dark" : "light";
    for (const button of document.querySelectorAll(".theme-switch-button")) {
      button.querySelector("span").textContent = `Colours: ${names[mode]}`;
      button.title = `Colours: ${names[mode]}`;
    }
  }

  function nextMode() {
    // The first step away from "auto" always changes what one sees.
    const order = systemDark.matches ? ["auto", "light", "dark"] : ["auto", "dark", "light"];
    root.dataset.mode = order[(order.indexOf(root.dataset.mode) + 1) % order.length];
    remember(root.dataset.mode);
    applyMode();
  }

  function focusSearch(event) {
    if (event.key !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    const field = document.getElementById("search-words");
    const menu = field.closest("[popover]");
    if (field.offsetParent === null && menu) menu.showPopover();
    field.focus();
  }

  function followContents() {
    const links = [...document.querySelectorAll(".page-contents a[href^='#']")];
    const linkOf = new Map();
    for (const link of links) {
      const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      const heading = target?.querySelector("h2, h3, h4") ?? target;
      if (heading) linkOf.set(heading, link);
    }
    const observer = new IntersectionObserver(
      (entries) => {
        const entry = entries.findLast((one) => one.isIntersecting);
        if (!entry) return;
        for (const link of links) link.removeAttribute("aria-current");
        linkOf.get(entry.target).setAttribute("aria-current", "true");
      },
      { rootMargin: "0px 0px -70% 0px" },
    );
    for (const heading of linkOf.keys()) observer.observe(heading);
    // On a narrow page the contents lie over the text they lead to.
    const panel = document.getElementById("page-contents");
    panel?.addEventListener("click", (event) => {
      if (event.target.closest("a") && panel.matches(":popover-open")) panel.hidePopover();
    });
  }

  // From disk a browser lets no script read the other pages: search then lists the titles only.
  if (location.protocol === "file:" && typeof DOCUMENTATION_OPTIONS === "object") {
    DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
  }

  // A table or a listing that scrolls sideways has to be reachable by keyboard.
  function reachScrolled() {
    for (const box of document.querySelectorAll(".pst-scrollable-table-container, div.highlight > pre")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }

  applyMode();
  systemDark.addEventListener("change", applyMode);
  for (const button of document.querySelectorAll(".theme-switch-button")) {
    button.addEventListener("click", nextMode);
  }
  // Before a widget keeps its keys to itself.
  addEventListener("keydown", focusSearch, { capture: true });
  followContents();
  reachScrolled();
  addEventListener("resize", reachScrolled);
})();
