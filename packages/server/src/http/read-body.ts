/** Why a body was not read: too long, compressed, cut off by its sender, or not text. */
export type BodyRefusal = "tooLarge" | "encoded" | "incomplete" | "notUtf8";

/**
 * Reads a request's body as text, at most `limit` bytes of it: a client that sends more is refused before its
 * bytes fill the memory.
 */
export async function readBody(
  request: Request,
  limit: number,
): Promise<{ text: string } | { refused: BodyRefusal }> {
  // Compressed, a small body could become a large one; no provider compresses what it sends.
  if (!/^(identity)?$/i.test(request.headers.get("content-encoding")?.trim() ?? ""))
    return { refused: "encoded" };
  if (Number(request.headers.get("content-length") ?? 0) > limit) return { refused: "tooLarge" };
  if (!request.body) return { text: "" };
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of request.body) {
      length += chunk.byteLength;
      if (length > limit) return { refused: "tooLarge" };
      chunks.push(chunk);
    }
  } catch {
    // The connection is gone, or its chunks make no sense: the client's doing, and no alarm for the operator.
    return { refused: "incomplete" };
  }
  try {
    // Fatal: a replaced byte would be stored as a name that nobody wrote. A byte order mark is dropped.
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks)) };
  } catch {
    return { refused: "notUtf8" };
  }
}
