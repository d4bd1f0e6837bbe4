// The copy button of a text that can also be selected by hand; it appears only where it works.
(() => {
  "use strict";
  for (const button of document.querySelectorAll("[data-copy]")) {
    const text = document.getElementById(button.dataset.copy);
    if (!text || !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text.value);
      text.select();
      button.querySelector("[data-said]").textContent = button.dataset.done;
    });
  }
})();
