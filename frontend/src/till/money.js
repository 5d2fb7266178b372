// Money arrives as text with the currency's decimals and is reckoned in whole minor units, never as a float.

let decimals = 2;
let symbol = "$";

/** Tells how the till's currency is written. */
export function speak(currency) {
  const format = new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "narrowSymbol" });
  symbol = format.formatToParts(0).find((part) => part.type === "currency").value;
  decimals = format.resolvedOptions().maximumFractionDigits;
}

/** "12.5" → 1250n; null when it is no amount of this currency. */
export function parse(text) {
  const found = /^(-?)(\d*)(?:[.,](\d*))?$/.exec(String(text).trim());
  if (!found || (!found[2] && !found[3]) || (found[3] ?? "").length > decimals) return null;
  const minor = BigInt((found[2] || "0") + (found[3] ?? "").padEnd(decimals, "0"));
  return found[1] ? -minor : minor;
}

/** 1250n → "12.50". */
export function write(minor) {
  const digits = String(minor < 0n ? -minor : minor).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const sign = minor < 0n ? "-" : "";
  return decimals ? `${sign}${whole}.${digits.slice(-decimals)}` : `${sign}${whole}`;
}

/** "12.50" → "$12.50", "-5.00" → "−$5.00". */
export function show(text) {
  const amount = String(text);
  return amount.startsWith("-") ? `−${symbol}${amount.slice(1)}` : `${symbol}${amount}`;
}

export const unit = () => 10n ** BigInt(decimals);

/** Less than nothing. */
export const isLess = (text) => String(text).startsWith("-");

export const atLeastNothing = (text) => (isLess(text) ? write(0n) : text);

export const isZero = (text) => /^-?0*[.]?0*$/.test(text);
