// Making elements. Texts always become text nodes: nothing that somebody wrote is ever read as HTML.

/** An element with these properties, attributes (`aria-…`, `data-…`, `for`) and children; texts and nodes, without null and false. */
export function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key in element && !key.includes("-")) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const link = (to, text, more = {}) => el("a", { href: `#${to}`, ...more }, text);

export function moment(text) {
  const when = new Date(text);
  return el("time", { dateTime: text }, when.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" }));
}

/** A labelled field of a form. `kind` is an element (`input`, `textarea`, `select`). */
export function field(text, kind, properties, ...children) {
  return el("label", {}, text, el(kind, properties, ...children));
}

export function choice(text, properties, options, chosen) {
  const option = ([value, label]) => el("option", { value, selected: value === chosen }, label);
  return field(text, "select", properties, ...options.map(option));
}

const message = document.getElementById("message");

/** Tells something; nothing takes it away. */
export function say(text, alarm = false) {
  message.textContent = text || "";
  message.hidden = !text;
  message.classList.toggle("alarm", alarm);
}

/** A button that does something, once at a time, and tells when that failed. */
export function button(text, act, properties = {}) {
  const made = el("button", { type: "button", ...properties }, text);
  made.addEventListener("click", () => busy(made, act));
  return made;
}

async function busy(control, act) {
  control.disabled = true;
  try {
    await act();
  } catch (error) {
    say(error.message, true);
  } finally {
    control.disabled = false;
  }
}

/** A form; `send` is given its values. What the API says is wrong stands beside the fields. */
export function form(properties, children, send) {
  const made = el("form", { noValidate: true, ...properties }, ...children);
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    clear(made);
    const values = Object.fromEntries(new FormData(made));
    const submit = made.querySelector("button[type=submit]");
    busy(submit, async () => {
      say("");
      try {
        await send(values);
      } catch (error) {
        const all = mark(made, error.faults || []);
        throw all ? new Error("Please look at the fields again.") : error;
      }
    });
  });
  return made;
}

function clear(made) {
  made.querySelectorAll(".fault").forEach((fault) => fault.remove());
  made.querySelectorAll("[aria-invalid]").forEach((control) => {
    control.removeAttribute("aria-invalid");
    control.removeAttribute("aria-describedby");
  });
}

/** Whether every fault belongs to a field, beside which it now stands. */
function mark(made, faults) {
  let all = faults.length > 0;
  for (const { pointer, parameter, detail } of faults) {
    const name = pointer ? pointer.split("/")[1] : parameter;
    const control = name && made.elements.namedItem(name);
    if (!control) {
      all = false;
      continue;
    }
    const id = `fault-of-${name}`;
    control.setAttribute("aria-invalid", "true");
    control.setAttribute("aria-describedby", id);
    control.closest("label").append(el("span", { id, className: "fault" }, detail));
  }
  made.querySelector("[aria-invalid]")?.focus();
  return all;
}
