/** The length of a text in UTF-8; counts no further than needed to know that it is above `limit`. */
export function byteLength(text: string, limit: number): number {
  // Three bytes for a UTF-16 unit at most: short texts need no counting.
  if (text.length * 3 <= limit) return text.length;
  let bytes = 0;
  for (let index = 0; index < text.length && bytes <= limit; index += 1) {
    const unit = text.charCodeAt(index);
    const isHalf = unit >= 0xd800 && unit <= 0xdfff;
    // Two halves of a pair are four bytes together.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || isHalf ? 2 : 3;
  }
  return bytes;
}
