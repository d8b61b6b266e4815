// What scripts add to pages that work without them. Everything here is an enhancement; the server never relies on it.
import { initAll } from "../vendor/nhsuk-frontend/nhsuk-frontend.min.js";

const FORM_ONCE = "form[data-once]";
const CONDITIONAL_HIDDEN = ".nhsuk-radios__conditional--hidden, .nhsuk-checkboxes__conditional--hidden";
const CONTROLS = "input, select, textarea";

/** Answers under a choice that is no longer made are not sent: they cannot be seen, so nobody could correct them. */
function leaveOutHiddenAnswers(form) {
  for (const part of form.querySelectorAll(CONDITIONAL_HIDDEN)) {
    for (const control of part.querySelectorAll(CONTROLS)) {
      if (!control.disabled) {
        control.disabled = true;
        control.dataset.leftOut = "";
      }
    }
  }
}

/** Paper cannot be unfolded: what is folded on the page is printed too, and folded again afterwards. */
function unfoldForPaper() {
  const folded = [...document.querySelectorAll("main details:not([open], .app-screen-only, .app-filter)")];
  for (const one of folded) {
    one.open = true;
  }
  const fold = () => folded.forEach((one) => (one.open = false));
  window.addEventListener("afterprint", fold, { once: true });
}

/** Shows what a choice asks for only while it, or another choice that asks for the same, is chosen. */
function followChoice(control) {
  const name = control.dataset.reveals;
  const part = document.getElementById(name);
  if (!part) {
    return;
  }
  const block = control.type === "radio" ? "nhsuk-radios" : "nhsuk-checkboxes";
  const chosen = document.querySelector(`input[data-reveals="${CSS.escape(name)}"]:checked`);
  part.classList.toggle(`${block}__conditional--hidden`, !chosen);
}

function followChoices(event) {
  const control = event.target;
  if (!(control instanceof HTMLInputElement) || !control.name) {
    return;
  }
  const group = (control.form ?? document).querySelectorAll(`input[data-reveals][name="${CSS.escape(control.name)}"]`);
  group.forEach(followChoice);
}

/** A form is sent once: the button stops working, and says so, until another page is shown. */
function sendOnce(event) {
  const form = event.target;
  if (!form.matches(FORM_ONCE)) {
    return;
  }
  if (form.dataset.sent !== undefined) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  leaveOutHiddenAnswers(form);
  for (const button of form.querySelectorAll("button[type=submit]")) {
    // aria-disabled and not disabled, so that the value of the pressed button is sent and focus is not lost.
    button.setAttribute("aria-disabled", "true");
    button.classList.add("app-button--sent");
  }
}

/** The browser's Back button shows the old page as it was left: make its forms usable again. */
function startAgain() {
  for (const form of document.querySelectorAll(FORM_ONCE)) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled=true].app-button--sent")) {
      button.removeAttribute("aria-disabled");
      button.classList.remove("app-button--sent");
    }
    for (const control of form.querySelectorAll("[data-left-out]")) {
      control.disabled = false;
      delete control.dataset.leftOut;
    }
  }
}

/** On a phone the filters start folded, unless some are applied. */
function foldFilters() {
  const wide = window.matchMedia("(min-width: 48.0625em)");
  for (const panel of document.querySelectorAll("details.app-filter")) {
    if (wide.matches) {
      panel.open = true;
    }
  }
}

initAll();
document.querySelectorAll("input[data-reveals]").forEach((control) => control.setAttribute("aria-controls", control.dataset.reveals));
foldFilters();
document.addEventListener("change", followChoices);
document.addEventListener("submit", sendOnce);
window.addEventListener("beforeprint", unfoldForPaper);
window.addEventListener("pageshow", (event) => {
  // Here and not at once: a browser that goes back restores choices only now.
  document.querySelectorAll("input[data-reveals]").forEach(followChoice);
  if (event.persisted) {
    startAgain();
  }
});
for (const link of document.querySelectorAll("a[role=button]")) {
  link.addEventListener("keydown", (event) => {
    if (event.key === " ") {
      event.preventDefault();
      link.click();
    }
  });
}
