const ascii = /^\p{ASCII}*$/u;

/**
 * The one folding of text without case, for attributes with `caseExact` false (RFC 7643 §2.2, §7): NFC, then
 * lower case. Filters, uniqueness, sorting and indexes all use it; two foldings would let a user exist that no
 * filter finds. It stands in for the PRECIS profiles of RFC 7644 §5, which no known client relies on.
 *
 * Lower-casing can leave text that composes anew (J with caron), and gives the Greek sigma another shape at the
 * end of a word; both are evened out, so that folding is idempotent and `sw` and `co` see prefixes as equal.
 */
export function fold(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  return text.normalize("NFC").toLowerCase().replaceAll("ς", "σ").normalize("NFC");
}

/**
 * The key of an attribute name or URN: RFC 7643 §2.1 makes them case insensitive, and ASCII. Other text is left
 * as it is, so that a look-alike such as the Kelvin sign never becomes a letter of a known name.
 */
export function nameKey(name: string): string {
  return ascii.test(name) ? name.toLowerCase() : name;
}

/** Code-point order (RFC 7644 §3.4.2.3 asks for no locale): `<` on strings compares UTF-16 units instead. */
export function compareCodePoints(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

/** Moves surrogates above the rest of the basic plane, where the characters they stand for belong. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

const instant = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,30}))?(?:(Z)|([+-])(\d\d):(\d\d))?$/i;

/**
 * Milliseconds since 1970 of a dateTime (RFC 7643 §2.3.5: xsd:dateTime with date and time), or undefined when
 * the text is none: wrong shape, or a day that the calendar does not have. A missing offset means UTC. Digits
 * beyond the millisecond are kept as a fraction, to about a microsecond.
 */
export function parseInstant(text: string): number | undefined {
  const match = instant.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const fraction = Number(`0.${match[7] ?? "0"}`);
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (minute > 59 || second > 59 || hour > 24) return undefined;
  // xsd:dateTime lets 24:00:00 stand for the first instant of the next day, and nothing after it.
  if (hour === 24 && (minute !== 0 || second !== 0 || fraction !== 0)) return undefined;
  const offset = offsetMinutes(match[9], match[10], match[11]);
  if (offset === undefined) return undefined;
  const seconds = daysSinceEpoch(year, month, day) * 86_400 + hour * 3600 + (minute - offset) * 60 + second;
  return seconds * 1000 + fraction * 1000;
}

function offsetMinutes(sign?: string, hours?: string, minutes?: string): number | undefined {
  if (sign === undefined) return 0;
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  const total = Number(hours) * 60 + Number(minutes);
  return sign === "-" ? -total : total;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Counted from March, so that the leap day is the last of the year; Date.UTC would read 0050 as 1950. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468;
}
