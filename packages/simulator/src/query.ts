/** How a client writes a space in a query: both forms are seen, and a server has to read both. */
export const filterEncodings = ["percent20", "plus"] as const;
export type FilterEncoding = (typeof filterEncodings)[number];

/**
 * As `java.net.URLEncoder` does it (letters, digits and `.-*_` stay): plus-addressed mail becomes `%2B`, an
 * apostrophe `%27`. JavaScript's own encoder leaves `'()!~` alone, which no provider written in Java does.
 */
const encodeQueryValue = (value: string, encoding: FilterEncoding): string => {
  const percent = encodeURIComponent(value).replace(
    /[!'()~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const java = percent.replaceAll("%2A", "*");
  return encoding === "plus" ? java.replaceAll("%20", "+") : java;
};

/** Parameters keep the order in which they are given. */
export const encodeQuery = (
  parameters: Readonly<Record<string, string | number>>,
  encoding: FilterEncoding,
): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeQueryValue(String(value), encoding)}`)
    .join("&");

/** RFC 7644 §3.4.2.2: the value of a comparison is a JSON string. */
export const equals = (attribute: string, value: string): string =>
  `${attribute} eq ${JSON.stringify(value)}`;
