"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const text = byId("text");
  const main = document.querySelector("main");
  const views = new Map(); // html of the pages by the name of the view
  const marks = new Map(); // page and text of a line: what the author says of it
  let saved = { text: "", stamp: "" };
  let picked = null; // the line that the sheet is about
  let before = null; // the text before the last proposal
  let anyway = false; // the next save writes a file that is not valid
  let asked = 0;
  let timer = 0;

  const ask = async (what, body) => {
    let response;
    try {
      response = await fetch(what, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
    } catch {
      return { status: 0, error: "the studio does not answer; is the command still running?" };
    }
    try {
      return { status: response.status, ...(await response.json()) };
    } catch {
      return { status: response.status, error: "the studio refused to answer" };
    }
  };

  const element = (name, className, content) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (content) made.textContent = content;
    return made;
  };

  const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

  const state = (message, bad) => {
    byId("state").textContent = message;
    byId("state").classList.toggle("bad", Boolean(bad));
  };

  // The editor

  const dirty = () => text.value !== saved.text || !saved.stamp;

  const gutter = (problems) => {
    const worst = new Map();
    for (const one of problems) {
      if (one.line && worst.get(one.line) !== "error") worst.set(one.line, one.severity);
    }
    const numbers = byId("gutter");
    numbers.replaceChildren();
    text.value.split("\n").forEach((_, at) => {
      const severity = worst.get(at + 1);
      numbers.append(severity ? element("b", severity, String(at + 1)) : String(at + 1), "\n");
    });
    numbers.append("\n\n"); // as much room as a scroll bar takes
    numbers.scrollTop = text.scrollTop;
  };

  const goTo = (line) => {
    if (!line) return;
    document.body.className = document.body.className.replace("at-pages", "at-rules");
    const lines = text.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    text.focus();
    text.setSelectionRange(start, start + (lines[line - 1] || "").length);
    const height = parseFloat(getComputedStyle(text).lineHeight);
    text.scrollTop = Math.max(0, (line - 4) * height);
    text.scrollLeft = 0;
  };

  const report = (answer) => {
    const list = byId("report");
    list.replaceChildren();
    const add = (severity, line, message, more) => {
      const item = element("li", severity);
      const button = element("button", "", line ? `line ${line}: ${message}` : message);
      button.type = "button";
      button.addEventListener("click", () => goTo(line));
      item.append(button);
      if (more) item.append(element("pre", "", more));
      list.append(item);
    };
    const problems = [];
    if (answer.error) {
      add("error", answer.error.line, answer.error.message);
      problems.push({ line: answer.error.line, severity: "error" });
    } else {
      const failed = answer.tests.filter((one) => !one.passed);
      for (const one of failed) {
        add("error", one.line, `test «${one.name}» fails`, one.message.join("\n"));
        problems.push({ line: one.line, severity: "error" });
      }
      for (const one of answer.findings) {
        add(one.severity, one.line, `${one.rule} ${one.message} [${one.code}]`.trim());
        problems.push(one);
      }
      const passed = answer.tests.length - failed.length;
      add(failed.length ? "warning" : "", 0, `${passed} of ${answer.tests.length} tests pass`);
    }
    gutter(problems);
  };

  // The pages

  const rows = () => main.querySelectorAll(".line");
  const textOf = (row) => row.querySelector(".text").textContent;
  const pageOf = (row) => [...main.children].indexOf(row.closest("section"));
  const keyOf = (row) => `${pageOf(row)}\n${textOf(row)}`;

  const show = (pages) => {
    const select = byId("page");
    const chosen = select.value;
    select.length = 1;
    pages.forEach((page, at) => {
      if (page.html !== undefined) views.set(page.view, page.html);
      const old = main.children[at];
      let section = old;
      if (!old || old.dataset.view !== page.view) {
        const holder = document.createElement("template");
        holder.innerHTML = views.get(page.view); // escaped by the server; nothing in it may run
        section = holder.content.querySelector("section");
        section.dataset.view = page.view;
        if (old) old.replaceWith(section);
        else main.append(section);
      }
      const differs = page.more.length + page.less.length > 0;
      section.classList.toggle("differs", differs);
      const [more, less] = [new Set(page.more), new Set(page.less)];
      for (const row of section.querySelectorAll(".line")) {
        row.classList.toggle("more", more.has(Number(row.dataset.line)));
        row.classList.toggle("less", less.has(Number(row.dataset.line)));
        row.tabIndex = row.previousElementSibling?.classList.contains("line") ? -1 : 0;
      }
      const heading = section.querySelector("h2");
      heading.querySelector(".diff")?.remove();
      const change = differs ? ` +${page.more.length} −${page.less.length}` : "";
      if (differs) heading.append(element("span", "diff", change));
      const option = element("option", "", `${page.name} (${page.lost}${change})`);
      option.value = String(at);
      select.append(option);
    });
    select.value = chosen;
    const used = new Set(pages.map((page) => page.view));
    for (const view of [...views.keys()]) if (!used.has(view)) views.delete(view);
    main.classList.remove("stale");
    filter();
    showMarks();
    if (picked) repick();
    document.dispatchEvent(new Event("arclean-pages"));
  };

  const filter = () => {
    document.body.classList.toggle("only-changed", byId("changed").checked);
    const page = byId("page").value;
    [...main.children].forEach((section, at) => {
      section.hidden = page !== "" && page !== String(at);
    });
  };

  const showMarks = () => {
    for (const row of rows()) {
      const mark = marks.size ? marks.get(keyOf(row)) : undefined;
      const number = row.querySelector(".number");
      row.classList.toggle("as-content", Boolean(mark?.content));
      row.classList.toggle("as-boilerplate", mark?.content === false);
      const touched = row.querySelector("del") !== null;
      const unmet = mark && (mark.content ? touched : !row.classList.contains("gone"));
      row.classList.toggle("unmet", Boolean(unmet));
      if (mark) number.dataset.mark = mark.content ? "✓" : "✗";
      else delete number.dataset.mark;
    }
  };

  const check = async () => {
    const mine = ++asked;
    const answer = await ask("check", {
      text: text.value,
      base: saved.stamp ? saved.text : "",
      have: [...views.keys()],
    });
    if (mine !== asked) return;
    byId("save").disabled = !dirty();
    if (answer.status !== 200) {
      state("");
      report({ error: { line: 0, message: answer.error } });
      main.classList.add("stale");
      return;
    }
    report(answer);
    if (answer.error) {
      main.classList.add("stale");
      state("not valid", true);
      return;
    }
    const lost = answer.pages.reduce((sum, page) => sum + page.lost, 0);
    const errors = answer.findings.filter((one) => one.severity === "error").length;
    const failed = answer.tests.filter((one) => !one.passed).length;
    state(
      (dirty() ? "not saved · " : "") +
        `${count(lost, "line")} of ${count(answer.pages.length, "page")} go` +
        (errors ? ` · ${count(errors, "error")}` : "") +
        (failed ? ` · ${count(failed, "failed test")}` : ""),
      errors + failed > 0,
    );
    show(answer.pages);
  };

  const later = () => {
    anyway = false;
    byId("save").textContent = "Save";
    byId("save").disabled = !dirty();
    clearTimeout(timer);
    timer = setTimeout(check, 250);
  };

  // Marks and proposals

  const pick = (row) => {
    for (const other of main.querySelectorAll(".picked")) other.classList.remove("picked");
    row.classList.add("picked");
    picked = { page: pageOf(row), line: Number(row.dataset.line), text: textOf(row) };
    byId("line").textContent = `${picked.line}: ${picked.text}`;
    byId("unmark").hidden = !marks.has(keyOf(row));
    byId("answer").textContent = "";
    byId("sheet").hidden = false;
  };

  const repick = () => {
    const section = main.children[picked.page];
    const row = [...(section?.querySelectorAll(".line") || [])].find(
      (one) => Number(one.dataset.line) === picked.line && textOf(one) === picked.text,
    );
    if (row) row.classList.add("picked");
  };

  const tell = (message, bad) => {
    byId("answer").textContent = message;
    byId("answer").classList.toggle("bad", Boolean(bad));
  };

  const mark = async (content) => {
    if (!picked) return;
    const one = { ...picked, content };
    marks.set(`${one.page}\n${one.text}`, one);
    byId("unmark").hidden = false;
    showMarks();
    tell("looking for a rule …");
    const was = text.value;
    const answer = await ask("propose", { text: was, mark: one, marks: [...marks.values()] });
    if (answer.status !== 200) {
      tell(answer.line ? `line ${answer.line}: ${answer.error}` : answer.error, true);
      return;
    }
    if (text.value !== was) {
      tell("the file was changed meanwhile; mark the line again", true);
      return;
    }
    before = was;
    byId("undo").hidden = false;
    text.value = answer.text;
    tell(answer.message);
    const wide = getComputedStyle(document.querySelector(".tabs")).display === "none";
    if (wide) goTo(answer.line);
    later();
  };

  const save = async () => {
    const mine = text.value;
    const answer = await ask("save", { text: mine, stamp: saved.stamp, anyway });
    if (answer.status === 200) {
      saved = { text: mine, stamp: answer.stamp };
      byId("reload").hidden = true;
      later();
      state("saved");
      return;
    }
    state(answer.error, true);
    byId("reload").hidden = answer.status !== 409;
    if (answer.status === 422 && answer.line !== undefined) {
      anyway = true;
      byId("save").textContent = "Save anyway";
    }
  };

  const load = async () => {
    const answer = await ask("state", {});
    if (answer.status !== 200) {
      state(answer.error, true);
      return;
    }
    byId("path").textContent = answer.path;
    before = text.value || null;
    byId("undo").hidden = before === null;
    byId("reload").hidden = true;
    saved = { text: answer.text, stamp: answer.stamp };
    text.value = answer.text;
    gutter([]);
    check();
  };

  text.addEventListener("input", later);
  text.addEventListener("scroll", () => {
    byId("gutter").scrollTop = text.scrollTop;
  });
  byId("save").addEventListener("click", save);
  byId("reload").addEventListener("click", load);
  byId("undo").addEventListener("click", () => {
    [text.value, before] = [before, text.value];
    later();
  });
  byId("page").addEventListener("change", filter);
  byId("changed").addEventListener("change", filter);
  byId("boilerplate").addEventListener("click", () => mark(false));
  byId("content").addEventListener("click", () => mark(true));
  byId("unmark").addEventListener("click", () => {
    marks.delete(`${picked.page}\n${picked.text}`);
    byId("unmark").hidden = true;
    showMarks();
  });
  byId("close").addEventListener("click", () => {
    byId("sheet").hidden = true;
    for (const other of main.querySelectorAll(".picked")) other.classList.remove("picked");
    picked = null;
  });
  for (const name of ["rules", "pages"]) {
    byId(`to-${name}`).addEventListener("click", () => {
      document.body.classList.toggle("at-rules", name === "rules");
      document.body.classList.toggle("at-pages", name === "pages");
    });
  }
  main.addEventListener("click", (event) => {
    const row = event.target.closest(".line");
    if (row) pick(row);
  });
  main.addEventListener("keydown", (event) => {
    const row = event.target.closest(".line");
    if (!row) return;
    if (event.key === "Enter") pick(row);
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (!step) return;
    let next = row[step];
    while (next && (!next.matches(".line") || next.offsetHeight === 0)) next = next[step];
    if (next) next.focus();
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      if (!byId("save").disabled) save();
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (text.value !== saved.text) event.preventDefault();
  });
  load();
})();
