/* Writes an amount in words under its field while it is typed, by the rules of soctrang_loans/vietnam/money.py. */
"use strict";
(() => {
  const DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
  const GROUPS = [[1e6, " triệu"], [1e3, " nghìn"], [1, ""]];
  const GROUPED = [
    /^[1-9]\d{0,2}(?:[ \u00a0\u2009\u202f]\d{3})+(?:[.,]0{1,2})?$/,
    /^[1-9]\d{0,2}(?:\.\d{3})+(?:,0{1,2})?$/,
    /^[1-9]\d{0,2}(?:,\d{3}){2,}(?:\.0{1,2})?$/,
    /^[1-9]\d{0,2}(?:,\d{3})+\.0{1,2}$/,
  ];

  function threeDigits(number, inner) {
    const hundreds = Math.floor(number / 100);
    const tens = Math.floor((number % 100) / 10);
    const units = number % 10;
    const words = hundreds || inner ? [DIGITS[hundreds], "trăm"] : [];
    if (tens === 0) {
      if (units) words.push(...(words.length ? ["lẻ", DIGITS[units]] : [DIGITS[units]]));
      return words.join(" ");
    }
    words.push(...(tens === 1 ? ["mười"] : [DIGITS[tens], "mươi"]));
    if (units === 1 && tens > 1) words.push("mốt");
    else if (units === 5) words.push("lăm");
    else if (units) words.push(DIGITS[units]);
    return words.join(" ");
  }

  function groups(number, inner) {
    let spoken = [];
    const billions = Math.floor(number / 1e9);
    let rest = number % 1e9;
    if (billions) {
      spoken = groups(billions, inner);
      spoken[spoken.length - 1] += " tỷ";
    }
    for (const [size, unit] of GROUPS) {
      const group = Math.floor(rest / size);
      rest %= size;
      if (group) spoken.push(threeDigits(group, inner || spoken.length > 0) + unit);
    }
    return spoken;
  }

  function inWords(amount) {
    const words = groups(amount, false).join(", ") || "không";
    return words[0].toUpperCase() + words.slice(1) + " đồng";
  }

  /* The amount typed, or null when it is none or not certain. */
  function parse(text) {
    const figure = text.normalize("NFC").trim().replace(/\s*(?:đồng|vnđ|vnd|đ|₫)\.?$/i, "");
    if (/^(?:0|[1-9]\d*)$/.test(figure)) return Number(figure);
    if (!GROUPED.some((pattern) => pattern.test(figure))) return null;
    return Number(figure.replace(/[.,]0{1,2}$/, "").replace(/\D/g, ""));
  }

  function show(input) {
    const place = document.querySelector(`output[for="${input.id}"]`);
    const amount = parse(input.value);
    if (place) place.textContent = amount === null || amount > Number.MAX_SAFE_INTEGER ? "" : inWords(amount);
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-amount-words]")) show(event.target);
  });
})();
