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

  function help() {
    const dialog = document.getElementById("help");
    if (dialog && !dialog.open) dialog.showModal();
  }

  // The box in sight; on a phone it lies in no sight, and the key leads to the page of the search.
  function search() {
    const boxes = Array.from(document.querySelectorAll("[data-search], main input[type=search]"));
    const box = boxes.find((one) => one.offsetParent !== null);
    if (box) box.focus();
    else document.querySelector("a[data-search-page]")?.click();
  }

  const deeds = {
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
    if (!deed) return;
    event.preventDefault();
    deed();
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
})();
