// Keys, menus and notices. Every page reads and works without this file.
(() => {
  "use strict";
  const KEYS_OFF = "tanggap.keys_off";
  const rows = () => Array.from(document.querySelectorAll("[data-row]"));
  const current = () => document.querySelector("[data-row][data-current]");

  function select(row) {
    if (!row) return;
    current()?.removeAttribute("data-current");
    row.setAttribute("data-current", "");
    (row.querySelector("a[data-open], a[href], button") ?? row).focus();
    row.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(current());
    select(all[Math.min(Math.max(at + by, 0), all.length - 1)]);
  }

  function mark(row) {
    const box = row?.querySelector("input[type=checkbox]");
    if (!box) return;
    box.checked = !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // The help names the keys that do something on this page, and no others.
  function help() {
    const dialog = document.getElementById("help");
    if (!dialog || dialog.open) return;
    for (const each of dialog.querySelectorAll("[data-needs]")) each.hidden = !document.querySelector(each.dataset.needs);
    dialog.showModal();
  }

  // The box in sight; on a phone it lies in no sight, and the key leads to the page of the search.
  function search() {
    const boxes = Array.from(document.querySelectorAll("[data-search], main input[type=search]"));
    const box = boxes.find((one) => one.offsetParent !== null);
    if (box) box.focus();
    else document.querySelector("a[data-search-page]")?.click();
  }

  // A deed on the row that is current, or on the ticked ones: the button with that key is pressed. The list comes
  // back at the same place, so that the next row needs no key of its own.
  const PLACE = "tanggap.place";
  function press(key) {
    const button = document.querySelector(`[data-keys-form] [data-key="${CSS.escape(key)}"]`);
    if (!button) return false;
    const form = button.form;
    if (!form.querySelector("[data-row] input[type=checkbox]:checked")) {
      const box = current()?.querySelector("input[type=checkbox]");
      if (!box) return false;
      box.checked = true;
    }
    const first = form.querySelector("[data-row] input[type=checkbox]:checked").closest("[data-row]");
    sessionStorage.setItem(PLACE, JSON.stringify([location.pathname, rows().indexOf(first)]));
    form.requestSubmit(button);
    return true;
  }

  // A page about one thing has keys of its own. What is folded away does not answer, and neither does a page that
  // has only just come: the press was meant for the one before.
  const BORN = performance.now();
  const TOO_SOON_MS = 400;
  function pressOwn(event) {
    const own = Array.from(document.querySelectorAll(`[data-press="${CSS.escape(event.key)}"]`));
    const found = own.find((one) => one.checkVisibility());
    if (!found) return false;
    if (!event.repeat && performance.now() - BORN > TOO_SOON_MS) found.click();
    return true;
  }

  function comeBack() {
    const [path, index] = JSON.parse(sessionStorage.getItem(PLACE) ?? "[]");
    sessionStorage.removeItem(PLACE);
    if (path === location.pathname && rows().length) select(rows()[Math.min(index, rows().length - 1)]);
  }

  function undo() {
    document.querySelector("[data-notice] form button")?.click();
  }

  const deeds = {
    u: undo,
    j: () => step(1),
    k: () => step(-1),
    o: () => current()?.querySelector("a[data-open], a[href]")?.click(),
    x: () => mark(current()),
    "/": search,
    "?": help,
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target;
    const isTyping = target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
    if (isTyping || document.querySelector("dialog[open]")) return;
    if (event.key !== "?" && localStorage.getItem(KEYS_OFF)) return;
    const deed = deeds[event.key];
    if (!deed) {
      if (event.key.length === 1 && (pressOwn(event) || press(event.key))) event.preventDefault();
      return;
    }
    event.preventDefault();
    deed();
  });

  // On a wide screen a story opens beside its list; elsewhere, and without this file, the link leads to its page.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-beside]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (!document.getElementById("pane") || !window.matchMedia("(min-width: 1200px)").matches) return;
    event.preventDefault();
    htmx.ajax("GET", link.getAttribute("href"), { target: "#pane", swap: "innerHTML" });
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-open-help]")) help();
    // A menu closes when the person presses beside it.
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("keyup", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // What stays open asks the server again and again. The same answer changes nothing on screen, and an answer
  // never takes the place away from under somebody who is reading there by keyboard.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, xhr } = event.detail;
    if (!target.dataset.etag) return;
    if (xhr.getResponseHeader("ETag") === target.dataset.etag || target.contains(document.activeElement)) {
      event.detail.shouldSwap = false;
    }
  });

  function ready() {
    for (const element of document.querySelectorAll("[data-needs-script]")) element.hidden = false;
    const box = document.querySelector("[data-keys-on]");
    if (!box) return;
    box.checked = !localStorage.getItem(KEYS_OFF);
    box.addEventListener("change", () => {
      if (box.checked) localStorage.removeItem(KEYS_OFF);
      else localStorage.setItem(KEYS_OFF, "1");
    });
  }
  ready();
  comeBack();
})();
