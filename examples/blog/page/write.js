// Writing a post, and changing one.

import { get, patch, post, put } from "./api.js";
import { el, field, form, say } from "./dom.js";

/** A form for a new post, or for the one with this id. */
export async function write(id, go) {
  const known = id ? await get(`/posts/${encodeURIComponent(id)}`, { include: "tags" }) : null;
  let place = known ? known.id : null;
  const draft = !known || known.status === "draft";
  let wanted = draft ? "draft" : "published";
  const save = async (values) => {
    const { title, body } = values;
    if (place === null) place = (await post("/posts", { title, body })).id;
    else await patch(`/posts/${place}`, { title, body });
    const tags = values.tags.split(/[\s,]+/).filter(Boolean).map((tag) => tag.toLowerCase());
    await put(`/posts/${place}/tags`, { tags });
    // Last of all, so that nobody reads what is half done.
    if (draft && wanted === "published") await patch(`/posts/${place}`, { status: "published" });
    say(wanted === "published" ? "Everybody can read it now." : "The draft is kept. Only you see it.");
    go(`/posts/${place}`);
  };
  const submit = (text, state, className) =>
    el("button", { type: "submit", className, onclick: () => (wanted = state) }, text);
  return [
    el("h1", {}, known ? "Change a post" : "Write a post"),
    form(
      {},
      [
        field("Title", "input", { name: "title", value: known ? known.title : "", maxLength: 200, required: true }),
        field("Text", "textarea", { name: "body", value: known ? known.body : "", maxLength: 20000, required: true, rows: 14 }),
        field("Tags, with blanks between them", "input", {
          name: "tags",
          value: known ? known.tags.map((tag) => tag.name).join(" ") : "",
          autocapitalize: "off",
        }),
        el(
          "div",
          { className: "buttons" },
          // The first is what the return key does.
          draft && submit("Keep as a draft", "draft", ""),
          submit(draft ? "Publish" : "Save", "published", "main"),
        ),
      ],
      save,
    ),
  ];
}
