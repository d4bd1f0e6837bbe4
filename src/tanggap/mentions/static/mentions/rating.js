// The rubric by keyboard: a digit chooses and goes on, arrows change the criterion, Enter saves. The form works without.
(() => {
  "use strict";
  const form = document.querySelector("[data-rating-form]");
  if (!form) return;
  const questions = Array.from(form.querySelectorAll("[data-question]"));
  const save = form.querySelector("button.btn-primary");
  const answer = (question) => question.querySelector("input:checked");
  const open = () => questions.find((question) => !answer(question));
  let place = Math.max(questions.indexOf(open()), 0);

  function go(to, options) {
    place = Math.min(Math.max(to, 0), questions.length);
    const question = questions[place];
    const target = question ? (answer(question) ?? question.querySelector("input")) : save;
    target.focus({ preventScroll: true });
    if (!options?.isStill) (question ?? save).scrollIntoView({ block: "nearest" });
  }

  function choose(value) {
    const input = questions[place]?.querySelector(`input[value="${CSS.escape(value)}"]`);
    if (!input) return false;
    input.checked = true;
    questions[place].classList.remove("is-missing");
    go(place + 1);
    return true;
  }

  const keysAreOn = () => !localStorage.getItem("tanggap.keys_off");
  const isElsewhere = (target) =>
    document.querySelector("dialog[open]") || target.closest("input:not([type=radio]), textarea, select");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isElsewhere(event.target)) return;
    // Within a group of buttons the arrows left and right stay what the browser makes of them.
    const isUpDown = event.key === "ArrowUp" || event.key === "ArrowDown";
    const isInForm = form.contains(event.target);
    if (isUpDown && isInForm) {
      go(place + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && !event.target.closest("a, button, summary")) {
      form.requestSubmit(save);
    } else if (!keysAreOn() || !/^[0-4-]$/.test(event.key) || !choose(event.key)) {
      return;
    }
    event.preventDefault();
  });

  form.addEventListener("focusin", (event) => {
    const at = questions.indexOf(event.target.closest("[data-question]"));
    if (at >= 0) place = at;
    else if (event.target === save) place = questions.length;
  });

  // Pressing twice sends once; what has no answer yet is shown before anything is sent.
  let isSent = false;
  form.addEventListener("submit", (event) => {
    const missing = open();
    if (missing) {
      for (const question of questions) question.classList.toggle("is-missing", !answer(question));
      form.querySelector("[data-missing]").hidden = false;
      go(questions.indexOf(missing));
    }
    if (missing || isSent) event.preventDefault();
    else isSent = true;
  });
  window.addEventListener("pageshow", () => (isSent = false));

  go(place, { isStill: true });
})();
