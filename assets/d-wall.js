/* The wall: asks for news, puts in what changed, turns the screens, keeps the clock. It touches nothing it did not get. */
(function () {
  "use strict";
  var TICK = 3000, RELOAD_AT = 210, RELOAD_AFTER = 3600000, AHEAD = 5000; /* milliseconds; minutes after midnight; milliseconds; milliseconds */
  var wall = null, asking = false, misses = 0, lastGood = 0, offset = null, reloaded = "", began = Date.now(), asked = 0;
  var turn = { at: 0, since: 0, paused: false, alert: "", next: "", back: null };

  function onWall() { return location.pathname.indexOf("/wall") === 0; }
  function list() { return Array.prototype.slice.call(wall.querySelectorAll("[data-screen]")); }
  function byCode(code) { return wall.querySelector('[data-screen="' + code + '"]'); }

  /* ---- news ---- */
  async function get(address, patience) {
    var answer = await fetch(address, { cache: "no-store", redirect: "error", referrerPolicy: "no-referrer", signal: AbortSignal.timeout(patience || TICK) });
    if (answer.status === 204) return null;
    if (!answer.ok) throw new Error("status " + answer.status);
    return answer.json();
  }
  async function ask() {
    if (asking) return; /* never two at once: the next tick asks again */
    asking = true;
    try {
      if (await get("/api/wall?v=" + encodeURIComponent(wall.dataset.tag))) await renew();
      heard();
    } catch (error) {
      misses += 1;
    } finally {
      asking = false;
    }
    tellStatus();
  }
  async function renew() {
    var codes = list().map(function (screen) { return screen.dataset.screen; });
    var have = Array.prototype.map.call(wall.querySelectorAll("[data-part]"), function (slot) { return slot.dataset.digest; });
    var told = await get("/api/wall/parts?s=" + codes.join(".") + "&have=" + have.join("."), 4 * TICK); /* the first asker after a publication waits for the drawing */
    if (told.edition !== wall.dataset.edition) { location.reload(); return; } /* a new program has new styles and scripts */
    setClock(told.now);
    var fresh = null;
    codes.forEach(function (code) { fresh = patch(byCode(code), told.screens[code]) || fresh; });
    wall.dataset.tag = told.v;
    wall.dataset.snapshot = told.snapshot;
    if (fresh) jump(fresh);
  }
  /* Puts the changed parts in; answers what has just turned red. */
  function patch(screen, told) {
    Object.keys(told.parts).forEach(function (name) {
      var slot = screen.querySelector('[data-part="' + name + '"]'), part = told.parts[name];
      if (!slot) return;
      slot.innerHTML = part.html;
      slot.dataset.digest = part.digest;
      slot.classList.add("changed");
      setTimeout(function () { slot.classList.remove("changed"); }, 400);
    });
    var before = (screen.dataset.reds || "").split(" ");
    var turned = told.reds.filter(function (code) { return before.indexOf(code) < 0; });
    screen.dataset.reds = told.reds.join(" ");
    return turned.length ? { screen: screen.dataset.screen, code: turned[0] } : null;
  }
  function heard() {
    misses = 0;
    lastGood = Date.now();
    var minutes = new Date(Date.now() + offset);
    var due = minutes.getHours() * 60 + minutes.getMinutes() === RELOAD_AT && performance.now() > RELOAD_AFTER;
    if (due && reloaded !== minutes.toDateString()) { reloaded = minutes.toDateString(); location.reload(); } /* only while the server answers */
  }
  function tellStatus() {
    var place = document.getElementById("wall-status"), words = "";
    if (misses >= 2 && offset === null) words = window.cockpitSay("与服务器失去联系，正在重连"); /* the server never told the time */
    else if (misses >= 2) words = window.cockpitSay("与服务器失去联系，显示的是 {} 的内容", hourAndMinute(new Date(lastGood + offset)));
    else if (turn.paused) words = window.cockpitSay("已暂停");
    else if (turn.alert) words = window.cockpitSay("刚转红：{}", turn.alert);
    else if (turn.next) words = window.cockpitSay("下一屏：{}", turn.next);
    if (place.textContent !== words) place.textContent = words;
    place.className = misses >= 2 ? "wall-lost" : turn.alert && !turn.paused ? "wall-alert" : turn.next && !turn.paused ? "wall-next" : "";
    wall.dataset.link = misses >= 2 ? "lost" : offset === null ? "" : "ok";
  }

  /* ---- clock: the server's, never the date of the data ---- */
  function setClock(text) { offset = new Date(text).getTime() - Date.now(); }
  function two(number) { return (number < 10 ? "0" : "") + number; }
  function hourAndMinute(moment) { return two(moment.getHours()) + ":" + two(moment.getMinutes()); }
  function showClock() {
    if (offset === null) return;
    var now = new Date(Date.now() + offset), place = document.getElementById("wall-clock");
    var words = window.cockpitEnglish ? now.toLocaleDateString("en-GB", { day: "numeric", month: "short" }) + " " + hourAndMinute(now)
      : "现在 " + (now.getMonth() + 1) + "月" + now.getDate() + "日 " + hourAndMinute(now);
    if (place.textContent !== words) place.textContent = words;
  }

  /* ---- rotation ---- */
  function show(at) {
    var screens = list();
    turn.at = (at + screens.length) % screens.length;
    turn.since = Date.now();
    screens.forEach(function (screen, place) { screen.dataset.shown = place === turn.at ? "1" : "0"; });
    var code = screens[turn.at].dataset.screen;
    wall.querySelectorAll("[data-dot]").forEach(function (dot) { dot.className = dot.dataset.dot === code ? "here" : ""; });
    wall.dataset.showing = code;
  }
  /* The screen whose light has just turned red comes at once; then the rotation goes on where it was. */
  function jump(fresh) {
    var line = byCode(fresh.screen).querySelector('[data-red="' + fresh.code + '"] .wall-what');
    turn.alert = line ? line.textContent : window.cockpitSay("一项指标");
    if (turn.paused) return;
    if (turn.back === null) turn.back = turn.at;
    show(list().indexOf(byCode(fresh.screen)));
  }
  function turnOver() {
    var screens = list();
    var dwell = Number(screens[turn.at].dataset.dwell) * 1000;
    var left = dwell - (Date.now() - turn.since), next = screens.length > 1 && left <= AHEAD;
    var name = next ? screens[turn.back === null ? (turn.at + 1) % screens.length : turn.back].dataset.name : "";
    if (name !== turn.next) { turn.next = name; tellStatus(); } /* who speaks to this screen hears that it goes */
    if (turn.paused || left > 0) return;
    turn.alert = turn.next = "";
    if (turn.back !== null) { var back = turn.back; turn.back = null; show(back); }
    else if (screens.length > 1) show(turn.at + 1);
    tellStatus();
  }
  function onKey(event) {
    if (!wall) return;
    var step = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 }[event.key];
    if (event.key === " ") { turn.paused = !turn.paused; turn.since = Date.now(); }
    else if (step && list().length > 1) { turn.back = null; turn.alert = ""; show(turn.at + step); }
    else return;
    event.preventDefault();
    tellStatus();
  }

  /* ---- start; a wall that could not be drawn comes when the server can draw it ---- */
  function start() {
    wall = document.querySelector(".wall[data-tag]");
    if (!wall) return;
    wall.dataset.tag = ""; /* a page may have been kept for an hour: the first question brings the clock and what moved since */
    asked = 0;
    lastGood = Date.now();
    show(0);
    showClock();
    tellStatus();
  }
  async function tryAgain() {
    if (asking) return;
    asking = true;
    try { if (await get("/api/wall?v=")) location.reload(); } catch (error) { /* still away: the next tick asks again */ }
    asking = false;
  }
  setInterval(function () {
    if (!onWall()) { wall = null; return; }
    if (!wall || !wall.isConnected) start();
    var due = Date.now() - asked >= TICK;
    if (wall) {
      showClock();
      turnOver();
      if (due) { asked = Date.now(); ask(); }
    } else if (due && Date.now() - began > 5000) {
      asked = Date.now();
      tryAgain();
    }
  }, 500);
  document.addEventListener("keydown", onKey);
  /* The cursor goes after three seconds without a move, and was never there where nobody moves it. */
  var idle;
  function rest() { idle = setTimeout(function () { if (onWall()) document.body.style.cursor = "none"; }, 3000); }
  document.addEventListener("mousemove", function () {
    if (document.body.style.cursor) document.body.style.cursor = "";
    clearTimeout(idle);
    rest();
  });
  rest();
})();
