/* Words as the search sees them: without accents, ligatures, long s and case. */
(() => {
  "use strict";
  const gallica = (window.gallica = window.gallica || {});

  const ligatures = { œ: "oe", æ: "ae", ß: "ss", ς: "σ" };

  /* The folded words of a text: "L'Œuvre eſt près" gives l, oeuvre, est, pres. */
  gallica.fold = (text) => {
    const letters = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    const plain = letters.replace(/[œæßς]/g, (letter) => ligatures[letter]);
    return plain.match(/[\p{L}\p{N}_]+/gu) || [];
  };

  /* What a query asks for: each word by itself, those between quotes of any kind together. A star at
     the end of a word stands for any ending. */
  gallica.phrases = (query) => {
    const phrases = [];
    for (const [, quoted, word] of query.matchAll(/["“”„«»‹›]([^"“”„«»‹›]*)["“”„«»‹›]|(\S+)/g)) {
      const said = quoted === undefined ? word : quoted;
      const words = gallica.fold(said);
      if (words.length) phrases.push({ words, isPrefix: /\*[^\p{L}\p{N}]*$/u.test(said) });
    }
    return phrases;
  };
})();
