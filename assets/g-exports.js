/* My exports: while something is being made, ask how far it is; when all is made, draw the list anew. */
(function () {
  "use strict";
  setInterval(async function () {
    if (location.pathname !== "/exports" || !document.querySelector("[data-exports=waiting]")) return;
    try {
      var answer = await fetch("/exports/progress", { cache: "no-store" });
      if (!answer.ok) return;
      var jobs = await answer.json();
      var open = Object.keys(jobs).filter(function (id) { return jobs[id].open; });
      document.querySelectorAll("[data-job]").forEach(function (cell) {
        var job = jobs[cell.getAttribute("data-job")];
        if (job) cell.textContent = job.words;
      });
      var shown = Number(document.body.getAttribute("data-open-jobs") || open.length);
      document.body.setAttribute("data-open-jobs", String(open.length));
      if (open.length < shown || open.length === 0) { document.body.removeAttribute("data-open-jobs"); location.assign("/exports"); }
    } catch (error) { /* server away: the next tick asks again */ }
  }, 1500);

  /* One table among many, by title, department or initials. */
  document.addEventListener("input", function (event) {
    if (!event.target.matches("[data-offers]")) return;
    var wanted = event.target.value.normalize("NFKC").trim().toLowerCase(), found = 0;
    document.querySelectorAll(".offer-group").forEach(function (group) {
      var before = found;
      group.querySelectorAll("li").forEach(function (row) {
        row.hidden = !(row.dataset.find + row.textContent).toLowerCase().includes(wanted);
        found += !row.hidden;
      });
      group.hidden = found === before;
      group.open = wanted !== "" && found > before;
    });
    event.target.nextElementSibling.textContent = wanted && window.cockpitSay("{} 张表", found);
  });
})();
