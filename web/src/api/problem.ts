import { RollcallError } from "@rollcall/sdk";

export type Problem = { readonly title: string; readonly message: string };

/** What went wrong, for the person in front of the screen. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof RollcallError)) return { title: "Something went wrong", message: String(error) };
  if (error.status === undefined)
    return {
      title: "The server does not answer",
      message: "Check that Rollcall is running and that you are online. Nothing was lost; try again.",
    };
  if (error.status >= 500) {
    const where = error.requestId ? ` Its log has the reason under ${error.requestId}.` : "";
    return { title: "The server failed", message: `${error.message}${where}` };
  }
  if (error.status === 404) return { title: "Not found", message: error.message };
  return { title: "The server refused this", message: error.message };
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof RollcallError && error.status === 401;
}
