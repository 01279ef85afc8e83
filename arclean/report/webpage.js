"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const told = byId("told");
  const pick = { rule: byId("rule"), category: byId("category") };

  const fill = (select, values) => {
    const chosen = select.value;
    select.length = 1;
    for (const [value, count] of [...values].sort((a, b) => b[1] - a[1])) {
      const option = document.createElement("option");
      option.value = value;
      option.textContent = `${value} (${count})`;
      select.append(option);
    }
    select.value = values.has(chosen) ? chosen : "";
  };

  const count = () => {
    for (const name of ["rule", "category"]) {
      const values = new Map();
      for (const piece of document.querySelectorAll("del")) {
        const value = piece.dataset[name];
        values.set(value, (values.get(value) || 0) + 1);
      }
      fill(pick[name], values);
    }
  };

  const show = () => {
    document.body.classList.toggle("no-kept", !byId("kept").checked);
    document.body.classList.toggle("no-gone", !byId("gone").checked);
    document.body.classList.toggle("with-after", byId("after").checked);
    const rule = pick.rule.value;
    const category = pick.category.value;
    let shown = 0;
    for (const line of document.querySelectorAll(".line")) {
      const pieces = [...line.querySelectorAll("del")];
      const fits = pieces.filter(
        (piece) =>
          (!rule || piece.dataset.rule === rule) &&
          (!category || piece.dataset.category === category),
      );
      line.classList.toggle("out", Boolean(rule || category) && fits.length === 0);
      shown += fits.length;
    }
    byId("count").textContent = `${shown} removed`;
  };

  const tell = (event) => {
    for (const other of document.querySelectorAll("del.on")) other.classList.remove("on");
    const piece = event.target.closest("del");
    told.hidden = !piece;
    if (!piece) return;
    piece.classList.add("on");
    told.textContent = `${piece.title} · line ${piece.closest(".line").dataset.line}`;
  };

  for (const id of ["kept", "gone", "after", "rule", "category"]) {
    byId(id).addEventListener("change", show);
  }
  document.querySelector("main").addEventListener("click", tell);
  document.querySelector("main").addEventListener("focusin", tell);
  const refresh = () => {
    count();
    show();
  };
  document.addEventListener("arclean-pages", refresh);
  refresh();
})();
