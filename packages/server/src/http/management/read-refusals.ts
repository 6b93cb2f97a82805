import type { ApiObject, NoSuch } from "../../directory/directory-reads.ts";
import { AppError } from "../../kernel/errors.ts";
import type { Page } from "../../kernel/page.ts";

export function notFound(what: string, id: string): never {
  throw new AppError("entity_not_found", `Could not find a ${what} with the id ${id}.`);
}

/** A list of everybody's users is asked for by mistake only. */
export function noFilter(...fields: readonly string[]): AppError {
  const message = `The query parameter ${fields.join(" or ")} is required.`;
  return new AppError("invalid_request_parameters", message, {
    errors: fields.map((field) => ({ field, code: "required", message })),
  });
}

export function found(page: Page<ApiObject> | NoSuch): Page<ApiObject> {
  if (!("missing" in page)) return page;
  throw new AppError("entity_not_found", `Could not find the ${page.missing} that the list was asked for.`);
}
