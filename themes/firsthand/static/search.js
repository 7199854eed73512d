/* The search of the history: over titles, summaries and statements of every incident.
   script.js loads it when somebody turns to the field; the texts come when they type. */
(() => {
  const box = document.querySelector(".find"), field = box.querySelector("input"), status = box.querySelector("[role=status]"),
    words = box.dataset, lang = document.documentElement.lang.replace(/^en$/, "en-GB") + "-u-nu-latn",
    list = document.createElement("ol"), most = 50, texts = [];
  let began = false, done = false, failed = false, timer;
  list.className = "rows";

  /* What only groups the digits of a number does not count: "61,300", "61.300", "61 300". */
  const groups = (text, i) => i > 0 && /\d/.test(text[i - 1]) && /^(?:[,.'’٬]\d|\s\d{3}(?!\d))/.test(text.slice(i, i + 5));

  /* A text as it is compared: small letters without accents, numbers in one piece. from
     and to say for each of its characters where in the text it stands. */
  const plain = text => {
    let small = "";
    const from = [], to = [];
    for (let i = 0, next; i < text.length; i = next) {
      const c = String.fromCodePoint(text.codePointAt(i)), p = c.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
      next = i + c.length;
      if (groups(text, i)) continue;
      if (!p && to.length) to[to.length - 1] = next;
      for (let k = 0; k < p.length; k++) from.push(i), to.push(next);
      small += p;
    }
    return { text, small, from, to };
  };

  const element = (name, content, attributes) => {
    const e = document.createElement(name);
    e.append(...[].concat(content));
    for (const a in attributes) if (attributes[a]) e.setAttribute(a, attributes[a]);
    return e;
  };

  /* What of a text is shown: all of it, or what stands around the first word found. */
  const marked = (t, sought, length) => {
    const found = sought.map(w => t.small.indexOf(w)).filter(i => i >= 0), first = found.length ? t.from[Math.min(...found)] : 0;
    let from = Math.max(0, first - length / 3 | 0), to = Math.min(t.text.length, from + length);
    if (t.text.length <= length) [from, to] = [0, t.text.length];
    while (from > 0 && !/\s/.test(t.text[from - 1])) from--;
    while (to < t.text.length && !/\s/.test(t.text[to])) to++;
    const marks = [], out = [];
    for (const w of sought)
      for (let i = t.small.indexOf(w); i >= 0; i = t.small.indexOf(w, i + w.length))
        marks.push([t.from[i], t.to[i + w.length - 1]]);
    let end = from;
    if (from) out.push("… ");
    for (const [a, b] of marks.sort((x, y) => x[0] - y[0])) {
      if (a < end || b > to) continue;
      out.push(t.text.slice(end, a), element("mark", t.text.slice(a, b)));
      end = b;
    }
    out.push(t.text.slice(end, to));
    if (to < t.text.length) out.push(" …");
    return out;
  };

  const show = () => {
    const sought = plain(field.value).small.split(/\s+/).map(w => w.replace(/(\d)[,.'’]+$/, "$1")).filter(Boolean);
    list.replaceChildren();
    if (!sought.length) return status.textContent = "";
    const found = [...texts.values()].filter(i => sought.every(w => i.all.includes(w)));
    for (const i of found.slice(0, most)) {
      const link = words.base + i.id + "/", day = new Date(i.date),
        said = i.said.filter(s => sought.some(w => s.headline.small.includes(w) || s.text.small.includes(w)))
          .sort((a, b) => hits(b) - hits(a)).slice(0, 3);
      function hits(s) { return sought.filter(w => s.headline.small.includes(w) || s.text.small.includes(w)).length }
      list.append(element("li", [
        element("p", element("time", day.toLocaleDateString(lang, { dateStyle: "long", timeZone: "UTC" }), { datetime: i.date }), { class: "date" }),
        element("div", [
          element("p", element("a", marked(i.title, sought, 200), { href: link }), { class: "found", lang: i.lang }),
          element("p", marked(i.summary, sought, 240), { lang: i.lang }),
          ...said.map(s => element("p", [
            element("a", marked(s.headline, sought, 200), { href: link + "updates/" + String(s.n).padStart(2, "0") + "/" }),
            element("br", []), ...marked(s.text, sought, 160)
          ], { class: "of", lang: s.lang }))
        ])
      ], { class: "row" }));
    }
    status.textContent = failed ? words.failed : found.length || !done ? words.found.replace("%", found.length) + (done ? "" : " …") : words.none;
  };

  /* The newest texts first; each file can go on with the incident that ended the one before. */
  const load = async () => {
    try {
      for (const file of words.files.split(" ")) {
        const answer = await fetch(file);
        if (!answer.ok) throw answer.status;
        for (const i of await answer.json()) {
          const said = i.said.map(s => ({ ...s, headline: plain(s.headline), text: plain(s.text) })), last = texts.at(-1);
          if (last?.id == i.id) last.said.push(...said);
          else texts.push({ ...i, title: plain(i.title), summary: plain(i.summary), said, all: plain(i.title + " " + i.summary).small });
          texts.at(-1).all += said.map(s => " " + s.headline.small + " " + s.text.small).join("");
        }
        show();
      }
      done = true;
    } catch {
      failed = true;
    }
    show();
  };

  const typed = () => {
    if (!began && field.value.trim()) began = true, load();
    clearTimeout(timer);
    timer = setTimeout(show, 120);
  };
  box.append(list);
  field.addEventListener("input", typed);
  typed();
})();
