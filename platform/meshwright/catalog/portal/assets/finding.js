// An index of texts by their words. A word is found whole, by its beginning, or with a slip of the
// pen where it is no other word's beginning; of several words each has to be found.
"use strict";
(() => {
  const SLIP = 0.3;
  const [SHORTEST_SLIP, LONG] = [4, 8];
  const CUT = /[^\p{L}\p{N}\p{M}]+/u;
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const wordsOf = (text) => text.split(CUT).map(plain).filter(Boolean);

  // The restricted edit distance (optimal string alignment), given up where it is above `most`.
  const isSlip = (one, other, most) => {
    if (Math.abs(one.length - other.length) > most) return false;
    let before = [];
    let last = Array.from({ length: other.length + 1 }, (_, index) => index);
    for (let row = 1; row <= one.length; row += 1) {
      const now = [row];
      for (let column = 1; column <= other.length; column += 1) {
        const isOther = one[row - 1] !== other[column - 1];
        let least = Math.min(last[column] + 1, now[column - 1] + 1, last[column - 1] + isOther);
        if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]) {
          least = Math.min(least, before[column - 2] + 1);
        }
        now.push(least);
      }
      if (Math.min(...now) > most) return false;
      [before, last] = [last, now];
    }
    return last[other.length] <= most;
  };

  // `boosts` are what a word weighs in each field of a text.
  const made = (boosts) => {
    const terms = new Map();
    let size = 0;

    // Texts are numbered in the order in which they are added; each is a list of fields.
    const add = (fields) => {
      const weights = new Map();
      fields.forEach((text, field) => {
        const words = wordsOf(text);
        // What is said in few words is said more plainly.
        const weight = boosts[field] / Math.sqrt(words.length);
        for (const word of new Set(words)) weights.set(word, (weights.get(word) || 0) + weight);
      });
      for (const [word, weight] of weights) {
        if (!terms.has(word)) terms.set(word, { texts: [], weights: [] });
        const known = terms.get(word);
        known.texts.push(size);
        known.weights.push(weight);
      }
      size += 1;
    };

    // The known words that fit one, with how well.
    const alike = (word) => {
      const fitting = [];
      for (const term of terms.keys()) {
        if (term.startsWith(word)) fitting.push([term, word.length / term.length]);
      }
      if (fitting.length || word.length < SHORTEST_SLIP) return fitting;
      const most = word.length < LONG ? 1 : 2;
      return [...terms.keys()].filter((term) => isSlip(word, term, most)).map((term) => [term, SLIP]);
    };

    // What a word weighs in each text; nothing where it is not found.
    const weighed = (fitting) => {
      const found = new Float64Array(size);
      for (const [term, likeness] of fitting) {
        const { texts, weights } = terms.get(term);
        const rare = likeness * Math.log(1 + size / texts.length);
        for (let at = 0; at < texts.length; at += 1) {
          found[texts[at]] += weights[at] * rare;
        }
      }
      return found;
    };

    // The numbers of the texts that fit, the best first, and the known words that were meant.
    const search = (question) => {
      const meant = new Set();
      let total = null;
      for (const word of wordsOf(question)) {
        const fitting = alike(word);
        for (const [term] of fitting) meant.add(term);
        const [before, now] = [total, weighed(fitting)];
        total = before ? now.map((weight, at) => (weight && before[at] ? weight + before[at] : 0)) : now;
      }
      const found = [];
      (total || []).forEach((weight, at) => { if (weight) found.push(at); });
      found.sort((a, b) => total[b] - total[a] || a - b);
      return { found, meant };
    };
    return { add, search };
  };
  globalThis.meshIndex = { made, wordsOf };
})();
