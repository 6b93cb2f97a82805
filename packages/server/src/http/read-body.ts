/** Why a body was not read: too long, or not text. */
export type BodyRefusal = "tooLarge" | "notUtf8";

/**
 * Reads a request's body as text, at most `limit` bytes of it: a client that sends more is refused before its
 * bytes fill the memory.
 */
export async function readBody(
  request: Request,
  limit: number,
): Promise<{ text: string } | { refused: BodyRefusal }> {
  if (Number(request.headers.get("content-length") ?? 0) > limit) return { refused: "tooLarge" };
  if (!request.body) return { text: "" };
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body) {
    length += chunk.byteLength;
    if (length > limit) return { refused: "tooLarge" };
    chunks.push(chunk);
  }
  try {
    // Fatal: a replaced byte would be stored as a name that nobody wrote. A byte order mark is dropped.
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks)) };
  } catch {
    return { refused: "notUtf8" };
  }
}
