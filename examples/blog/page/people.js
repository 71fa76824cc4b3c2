// Logging in, somebody's page, and what those have written whom one follows.

import { get, logIn, patch, post, remove, session } from "./api.js";
import { button, el, field, form, link, moment, say } from "./dom.js";

/** Logging in and registering. */
export async function enter(go) {
  const password = (hint, complete) =>
    field(hint, "input", { name: "password", type: "password", autocomplete: complete, maxLength: 200, required: true });
  const name = (hint) =>
    field(hint, "input", { name: "name", autocomplete: "username", autocapitalize: "off", maxLength: 30, required: true });
  const submit = (text) =>
    el("div", { className: "buttons" }, el("button", { type: "submit", className: "main" }, text));
  const welcome = async (values) => {
    await logIn(values.name, values.password);
    say(`Hello, ${values.name}.`);
    go("/");
  };
  return [
    el("h1", {}, "Log in"),
    form({}, [name("Name"), password("Password", "current-password"), submit("Log in")], welcome),
    el("h2", {}, "Or register"),
    form(
      {},
      [
        name("Name, in small letters"),
        password("Password, of at least twelve characters", "new-password"),
        submit("Register"),
      ],
      async (values) => {
        await post("/users", values);
        await welcome(values);
      },
    ),
  ];
}

/** Somebody and what they wrote. */
export async function person(id, reload, go) {
  const place = `/users/${encodeURIComponent(id)}`;
  const me = session();
  // Of all who follow them, whoever asks: nobody else is shown.
  const asked = me ? { include: "posts,followers", "followers.follower_id": me.id, "followers.limit": 1 } : { include: "posts" };
  const [user, numbers] = await Promise.all([get(place, asked), get(`${place}/numbers`)]);
  const others = me && me.id !== user.id;
  const follow = async () => {
    if (user.followers.length) await remove(`/follows/${me.id}/${user.id}`);
    else await post("/follows", { followed_id: user.id });
    await reload();
  };
  return [
    el("h1", {}, user.name, " ", user.role === "moderator" && el("span", { className: "mark" }, "Moderator")),
    el("p", { className: "text" }, user.about || ""),
    el(
      "p",
      { className: "faint" },
      `${numbers.posts} posts, ${numbers.followers} followers, follows ${numbers.following}. Here since `,
      moment(user.created_at),
      ".",
    ),
    others && el("div", { className: "buttons" }, button(user.followers.length ? "Do not follow" : "Follow", follow)),
    me?.id === user.id && about(user, reload),
    el("h2", {}, "Newest posts"),
    titles(user.posts),
    numbers.posts > user.posts.length && button("All posts", () => go("/", { author: user.id })),
  ];
}

function about(user, reload) {
  return form(
    {},
    [
      field("About you", "textarea", { name: "about", value: user.about || "", maxLength: 500 }),
      el("div", { className: "buttons" }, el("button", { type: "submit" }, "Save")),
    ],
    async ({ about }) => {
      await patch(`/users/${user.id}`, { about: about || null });
      say("Saved.");
      await reload();
    },
  );
}

function titles(posts) {
  if (!posts.length) return el("p", {}, "There is nothing here.");
  const one = (post) =>
    el(
      "li",
      {},
      link(`/posts/${post.id}`, post.title),
      " ",
      post.published_at ? el("span", { className: "faint" }, moment(post.published_at)) : el("span", { className: "mark" }, "Draft"),
      post.author && el("span", { className: "faint" }, ", ", link(`/users/${post.author_id}`, post.author)),
    );
  return el("ul", { className: "plain" }, posts.map(one));
}

/** What is new from those whom one follows. */
export async function feed(parameters, go) {
  const page = await get("/feed", { after: parameters.get("after"), limit: 10 });
  return [
    el("h1", {}, "What is new"),
    page.items.length ? titles(page.items) : el("p", {}, "Nobody whom you follow has written anything yet."),
    page.next && el("div", { className: "buttons" }, button("Earlier", () => go("/feed", { after: page.next }))),
  ];
}
