// From the address to what is shown: `#/posts/7` is a post, `#/?sort=title` a list.

import { logOut, path, session } from "./api.js";
import { button, el, link, say } from "./dom.js";
import { enter, feed, person } from "./people.js";
import { list, read } from "./posts.js";
import { write } from "./write.js";

const content = document.getElementById("content");
const navigation = document.getElementById("navigation");

/** Counts what is shown, so that an answer which comes late does not take the place of a later one. */
let shown = 0;

function go(to, parameters = {}) {
  const hash = `#${path(to, parameters)}`;
  if (hash === location.hash) show();
  else location.hash = hash;
}

function view() {
  const [place, query] = (location.hash.slice(1) || "/").split("?");
  const parameters = new URLSearchParams(query);
  const [, first, second] = place.split("/");
  switch (first) {
    case "posts":
      return read(second, show, go);
    case "users":
      return person(second, show, go);
    case "write":
      return session() ? write(second, go) : enter(go);
    case "feed":
      return session() ? feed(parameters, go) : enter(go);
    case "log-in":
      return enter(go);
    default:
      return list(parameters, go);
  }
}

function menu() {
  const me = session();
  const here = location.hash || "#/";
  const item = (to, text) => link(to, text, { "aria-current": here === `#${to}` ? "page" : null });
  const leave = () => {
    logOut();
    say("You are logged out.");
    go("/");
  };
  const items = me
    ? [
        item("/feed", "Feed"),
        item("/write", "Write"),
        item("/?mine=1", "My posts"),
        item(`/users/${me.id}`, me.name),
        button("Log out", leave),
      ]
    : [item("/log-in", "Log in or register")];
  navigation.replaceChildren(...items);
}

async function show() {
  const turn = ++shown;
  content.setAttribute("aria-busy", "true");
  let made;
  try {
    made = await view();
  } catch (error) {
    made = [el("h1", {}, error.status === 404 ? "There is no such page" : "That did not work"), el("p", {}, error.message)];
  }
  if (turn !== shown) return;
  menu();
  content.replaceChildren(...made.filter(Boolean));
  content.removeAttribute("aria-busy");
  document.title = `${content.querySelector("h1")?.textContent || "Blog"} – Blog`;
}

// What was said stays for the page that it led to, until somebody goes on.
document.addEventListener("click", (event) => {
  if (event.target.closest("a")) say("");
});

window.addEventListener("hashchange", async () => {
  await show();
  content.focus({ preventScroll: true });
  window.scrollTo(0, 0);
});

show();
