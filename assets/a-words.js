/* What the browser itself says: Chinese, or, on a page that brings /english.js, English. {} stands for what varies. */
(function () {
  "use strict";
  window.cockpitSay = function (words) {
    var given = Array.prototype.slice.call(arguments, 1), english = window.cockpitEnglish;
    return ((english && english[words]) || words).replace(/\{\d*\}/g, function () { return given.shift(); });
  };
})();
