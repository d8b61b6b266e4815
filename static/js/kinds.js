// Shows of a form only what the choice that was made asks for. Without scripts everything is shown, and each part says
// for which choices it is. What somebody typed is never hidden: it stays, with a note that it is not asked for.
const PARTS = "[data-only-for]";
const CONTROLS = "input:not([type=hidden]), select, textarea";

function chosen(form, name) {
  const control = form.elements.namedItem(name);
  return control ? control.value : "";
}

/** Radios and selects begin with "not said"; what a page brought back counts as typed until it is emptied. */
function isAnswered(control, wasTyped) {
  if (control.type === "radio" || control.type === "checkbox") {
    const first = control.form.elements.namedItem(control.name)[0] ?? control;
    return wasTyped ? control.checked && control !== first : control.checked && !control.defaultChecked;
  }
  if (control instanceof HTMLSelectElement) {
    const usual = [...control.options].findIndex((option) => option.defaultSelected);
    return control.selectedIndex !== (wasTyped ? 0 : Math.max(usual, 0));
  }
  return control.value.trim() !== "" && (wasTyped || control.value !== control.defaultValue);
}

function show(part) {
  const choice = chosen(part.closest("form"), part.dataset.chooser);
  const isAsked = part.dataset.onlyFor.split(" ").includes(choice);
  const wasTyped = part.dataset.typed !== undefined;
  const isKept = !isAsked && [...part.querySelectorAll(CONTROLS)].some((control) => isAnswered(control, wasTyped));
  part.hidden = !isAsked && !isKept;
  const note = part.querySelector("[data-not-asked]");
  if (note) {
    // A page that came back says it at the field already.
    note.hidden = !isKept || !choice || part.querySelector(".nhsuk-error-message") !== null;
  }
}

function showParts() {
  document.querySelectorAll(PARTS).forEach(show);
}

document.addEventListener("change", showParts);
// Here and not at once: a browser that goes back restores choices only now.
window.addEventListener("pageshow", showParts);
