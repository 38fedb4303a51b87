// Brings a page to life: when something changes, the same page is fetched again and put into the old one.
// Pages for everybody hear of no change; they say every how many seconds they are fetched again.
// Without this script every page says the same, as of when it was loaded.
(() => {
  "use strict";
  const LIVES = "main[data-live], main[data-every]";
  const main = document.querySelector(LIVES);
  if (!main || !window.EventSource) return;

  const state = document.getElementById("live-state");
  const SOON_MS = 150;
  const SPREAD_MS = 250;
  let waiting = 0;
  let tag = null;

  const say = (name) => {
    if (!state) return;
    state.dataset.state = name;
    state.textContent = state.dataset[name];
  };

  const refresh = async () => {
    waiting = 0;
    let answer;
    try {
      answer = await fetch(location.href, {
        headers: { "X-Holdfast-Refresh": "1", ...(tag ? { "If-None-Match": tag } : {}) },
        credentials: "same-origin",
      });
    } catch {
      say("lost");
      return;
    }
    if (answer.status === 304) return;
    if (answer.redirected || answer.status === 401) {
      location.reload();
      return;
    }
    if (!answer.ok) {
      say("lost");
      return;
    }
    tag = answer.headers.get("ETag");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(LIVES);
    if (!fresh) return;
    Idiomorph.morph(main, fresh, {
      ignoreActiveValue: true,
      callbacks: {
        // What a person opened or typed stays as it is.
        beforeAttributeUpdated: (name, node) => !(name === "open" && node.tagName === "DETAILS"),
        beforeNodeMorphed: (old) => !(old.dataset && "keep" in old.dataset),
      },
    });
    document.title = page.title;
    document.dispatchEvent(new CustomEvent("holdfast:refreshed"));
  };

  const soon = (spread) => {
    if (waiting) return;
    waiting = setTimeout(refresh, SOON_MS + Math.random() * spread);
  };

  // Many browsers hear of a change at once: each is told within what time they all ask for the page.
  const heard = (event) => soon(JSON.parse(event.data).spread_ms || SPREAD_MS);

  // What the browser kept for its *back* button is as it was then, forms that were sent included.
  window.addEventListener("pageshow", (event) => {
    const [came] = performance.getEntriesByType("navigation");
    if (event.persisted || (came && came.type === "back_forward")) soon(SPREAD_MS);
  });

  if (main.dataset.every) {
    setInterval(refresh, Number(main.dataset.every) * 1000);
    return;
  }

  const source = new EventSource(main.dataset.live);
  const names = (main.dataset.hears || "").split(" ").filter(Boolean);
  source.addEventListener("open", () => say("live"));
  source.addEventListener("error", () => say("lost"));
  source.addEventListener("snapshot", () => say("live"));
  source.addEventListener("reload", () => soon(SPREAD_MS));
  for (const name of names) source.addEventListener(name, heard);
})();
