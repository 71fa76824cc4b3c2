// Lists of posts, and one post with its comments.

import { get, isModerator, path, post as send, remove, session } from "./api.js";
import { button, choice, el, field, form, link, moment, say } from "./dom.js";

const ORDERS = [
  ["-published_at", "Newest first"],
  ["published_at", "Oldest first"],
  ["title", "By title"],
  ["-comment_count,-published_at", "Most discussed"],
];

/** The first page of all posts that fit what the address asks for. */
export async function list(parameters, go) {
  const asked = Object.fromEntries(parameters);
  // What was searched for comes best first, unless somebody wants another order.
  const order = asked.sort || (asked.q ? "" : "-published_at");
  const mine = asked.mine && session();
  const query = {
    sort: order,
    limit: 10,
    count: "exact",
    include: "author,tags",
    cursor: asked.cursor,
    q: asked.q,
    author_id: mine ? session().id : asked.author,
    tags__name: asked.tag,
    status: mine ? asked.status : "published",
  };
  const page = await get("/posts", query);
  const filters = form(
    { className: "row", role: "search" },
    [
      field("Words to look for", "input", { name: "q", type: "search", value: asked.q || "", maxLength: 200 }),
      choice("Order", { name: "sort" }, asked.q ? [["", "Best first"], ...ORDERS] : ORDERS, order),
      mine && choice("State", { name: "status" }, [["", "All"], ["draft", "Drafts"], ["published", "Published"]], asked.status || ""),
      el("button", { type: "submit" }, "Show"),
    ],
    async (values) => {
      const searched = values.q !== (asked.q || "") && values.sort === order;
      go("/", { ...values, sort: searched ? "" : values.sort, mine: asked.mine, author: asked.author, tag: asked.tag });
    },
  );
  const turn = (cursor) => () => go("/", { ...asked, cursor });
  return [
    el("h1", {}, mine ? "My posts" : asked.tag ? `Posts about ${asked.tag}` : "Posts"),
    filters,
    el("p", { className: "faint" }, page.total === 1 ? "One post" : `${page.total} posts`),
    page.items.length ? el("ul", { className: "plain" }, page.items.map(entry)) : el("p", {}, "There is nothing here."),
    el(
      "nav",
      { className: "buttons", "aria-label": "Pages" },
      page.prev && button("Previous page", turn(page.prev)),
      page.next && button("Next page", turn(page.next)),
    ),
  ];
}

function entry(post) {
  return el("li", {}, el("h2", {}, link(`/posts/${post.id}`, post.title)), byline(post), tags(post));
}

function byline(post) {
  const draft = post.status === "draft";
  return el(
    "p",
    { className: "faint" },
    link(`/users/${post.author_id}`, post.author ? post.author.name : "somebody"),
    ", ",
    moment(draft ? post.updated_at : post.published_at),
    draft ? " " : `, ${post.comment_count === 1 ? "one comment" : `${post.comment_count} comments`} `,
    draft && el("span", { className: "mark" }, "Draft"),
    post.hidden && el("span", { className: "mark" }, "Hidden"),
  );
}

function tags(post) {
  if (!post.tags.length) return null;
  return el("ul", { className: "tags", "aria-label": "Tags" }, post.tags.map((tag) => el("li", {}, link(path("/", { tag: tag.name }), tag.name))));
}

/** One post. */
export async function read(id, reload, go) {
  const post = await get(`/posts/${encodeURIComponent(id)}`, { include: "author,tags" });
  const comments = await get(`/posts/${post.id}/comments`, { include: "author", sort: "created_at", limit: 100 });
  const own = session()?.id === post.author_id;
  const act = (path, body) => async () => {
    await send(`/posts/${post.id}/${path}`, body);
    await reload();
  };
  const hide = async () => {
    const reason = prompt("Why is it hidden? Only moderators read this.");
    if (reason) await act("hide", { reason })();
  };
  const take = async () => {
    if (!confirm("Remove this post and all that was said to it?")) return;
    await remove(`/posts/${post.id}`);
    say("The post is gone.");
    go("/");
  };
  return [
    el(
      "article",
      {},
      el("h1", {}, post.title),
      byline(post),
      tags(post),
      post.moderation_note && el("p", { className: "fault" }, `Hidden by moderators: ${post.moderation_note}`),
      el("p", { className: "text" }, post.body),
    ),
    el(
      "div",
      { className: "buttons" },
      own && button("Change", () => go(`/write/${post.id}`)),
      (own || isModerator()) && button("Remove", take),
      isModerator() && (post.hidden ? button("Show again", act("show")) : button("Hide", hide)),
    ),
    post.status === "published" && conversation(post, comments, reload),
  ];
}

function conversation(post, comments, reload) {
  const answer = form(
    {},
    [
      field("Your comment", "textarea", { name: "text", maxLength: 2000, required: true }),
      el("div", { className: "buttons" }, el("button", { type: "submit", className: "main" }, "Comment")),
    ],
    async ({ text }) => {
      await send(`/posts/${post.id}/comments`, { text });
      await reload();
    },
  );
  return el(
    "section",
    { "aria-labelledby": "comments" },
    el("h2", { id: "comments" }, comments.items.length ? "Comments" : "No comments yet"),
    el("ul", { className: "plain" }, comments.items.map((one) => comment(one, reload))),
    comments.next && el("p", { className: "faint" }, "There are more than these."),
    session() ? answer : el("p", {}, link("/log-in", "Log in"), " to comment."),
  );
}

function comment(one, reload) {
  const act = (path) => async () => {
    await send(`/comments/${one.id}/${path}`);
    await reload();
  };
  const take = async () => {
    await remove(`/comments/${one.id}`);
    await reload();
  };
  const own = session()?.id === one.author_id;
  return el(
    "li",
    {},
    el(
      "p",
      { className: "faint" },
      link(`/users/${one.author_id}`, one.author ? one.author.name : "somebody"),
      ", ",
      moment(one.created_at),
      " ",
      one.hidden && el("span", { className: "mark" }, "Hidden"),
    ),
    el("p", { className: "text" }, one.text),
    (own || isModerator()) &&
      el(
        "div",
        { className: "buttons" },
        button("Remove", take),
        isModerator() && (one.hidden ? button("Show again", act("show")) : button("Hide", act("hide"))),
      ),
  );
}
