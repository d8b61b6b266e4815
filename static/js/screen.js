// Says under a field what of it may identify somebody, while it is typed. Without scripts the same is said on saving.
// The text goes to our own server and is kept nowhere; nothing is stored in the browser.
const WAIT = 800;

/** The fields of a form that are screened: names, or beginnings of names that end with a star. */
function screenedFields(form) {
  const names = form.dataset.screenFields.split(" ");
  const wanted = (name) => names.some((one) => (one.endsWith("*") ? name.startsWith(one.slice(0, -1)) : one === name));
  return [...form.querySelectorAll("textarea[name], input[type=text][name]")].filter((field) => wanted(field.name));
}

/** Where the findings of one field stand: a region that is read out politely when it changes. */
function placeFor(field) {
  const id = `${field.id}-screened`;
  let place = document.getElementById(id);
  if (!place) {
    place = document.createElement("div");
    place.id = id;
    place.className = "app-screened";
    place.setAttribute("role", "status");
    field.insertAdjacentElement("afterend", place);
    field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${id}`.trim());
  }
  return place;
}

function line(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function show(form, field, findings) {
  const key = JSON.stringify(findings.map((one) => [one.kind, one.text]));
  if (field.dataset.screened === key || (findings.length === 0 && field.dataset.screened === undefined)) {
    return;
  }
  field.dataset.screened = key;
  const place = placeFor(field);
  place.classList.toggle("app-screened--found", findings.length > 0);
  if (findings.length === 0) {
    place.replaceChildren(line("p", "app-screened__words", form.dataset.screenClear));
    return;
  }
  const list = document.createElement("ul");
  list.className = "app-screened__list";
  for (const one of findings) {
    const item = document.createElement("li");
    item.append(line("mark", "app-screened__text", one.text), " ", line("strong", "", one.label), ". ", one.why);
    list.append(item);
  }
  place.replaceChildren(
    line("p", "app-screened__words", form.dataset.screenFound),
    list,
    line("p", "app-screened__words", form.dataset.screenThen),
  );
}

function watch(form) {
  let timer;
  let asked = 0;
  let heardAt = Date.now();
  const token = () => form.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

  async function ask() {
    // A question after the session has gone idle would end it, and what is typed would be kept less well on saving.
    if (Date.now() - heardAt > Number(form.dataset.screenIdle) * 1000) {
      return;
    }
    const number = ++asked;
    const fields = screenedFields(form);
    const texts = Object.fromEntries(fields.map((field) => [field.name, field.value]));
    let answer;
    try {
      answer = await fetch(form.dataset.screen, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
        body: JSON.stringify(texts),
        credentials: "same-origin",
        redirect: "error",
      });
    } catch {
      return; // no network: the text is screened on saving
    }
    if (!answer.ok || number !== asked) {
      return;
    }
    heardAt = Date.now();
    const { findings } = await answer.json();
    for (const field of fields) {
      show(form, field, findings.filter((one) => one.field === field.name));
    }
  }

  form.addEventListener("input", (event) => {
    if (screenedFields(form).includes(event.target)) {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    }
  });
}

document.querySelectorAll("[data-screen]").forEach(watch);
