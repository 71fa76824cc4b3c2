// The API, and who is logged in.

const BASE = "/api/v1";
const KEY = "blog-session";

/** A problem (RFC 9457) that the API answered. */
export class ProblemError extends Error {
  constructor(problem, status) {
    super(problem.detail || problem.title || `The server answered ${status}.`);
    this.code = problem.code;
    this.status = status;
    this.faults = problem.errors || [];
  }
}

/** Who is logged in: their token, `id`, `name` and `role`; null for nobody. */
export function session() {
  try {
    const known = JSON.parse(sessionStorage.getItem(KEY));
    return known && known.until > Date.now() ? known : null;
  } catch {
    return null;
  }
}

export function isModerator() {
  return session()?.role === "moderator";
}

export async function logIn(name, password) {
  const { access_token, expires_in, user } = await post("/session", { name, password });
  const until = Date.now() + expires_in * 1000;
  const { id, role } = user;
  sessionStorage.setItem(KEY, JSON.stringify({ token: access_token, until, id, name: user.name, role }));
}

export function logOut() {
  sessionStorage.removeItem(KEY);
}

async function request(method, path, body) {
  const headers = { Accept: "application/json" };
  const known = session();
  if (known) headers.Authorization = `Bearer ${known.token}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(BASE + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new ProblemError({ title: "The server cannot be reached." }, 0);
  }
  const text = await answer.text();
  let json = null;
  try {
    json = text ? JSON.parse(text) : null;
  } catch {
    throw new ProblemError({ title: "The server answered something else than JSON." }, answer.status);
  }
  if (!answer.ok) {
    if (answer.status === 401 && known) logOut();
    throw new ProblemError(json || {}, answer.status);
  }
  return json;
}

/** A path with parameters; those without a value are left out. */
export function path(base, parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== "" && value !== null && value !== undefined) query.append(name, value);
  }
  const text = query.toString();
  return text ? `${base}?${text}` : base;
}

export const get = (base, parameters = {}) => request("GET", path(base, parameters));
export const post = (to, body) => request("POST", to, body);
export const put = (to, body) => request("PUT", to, body);
export const patch = (to, body) => request("PATCH", to, body);
export const remove = (what) => request("DELETE", what);
