import { z } from "@hono/zod-openapi";
import type { Page, PageQuery } from "../../kernel/page.ts";

/** SDKs send unset parameters as empty ones. */
const emptyIsAbsent = (value: unknown) => (value === "" ? undefined : value);

/** An optional text parameter of a query. */
export function queryText(description: string, example: string) {
  return z
    .preprocess(emptyIsAbsent, z.string().max(1024).optional())
    .openapi({ type: "string", param: { required: false }, description, example });
}

const limit = z.preprocess(emptyIsAbsent, z.coerce.number().int().min(1).max(100).default(10)).openapi({
  type: "integer",
  minimum: 1,
  maximum: 100,
  default: 10,
  param: { required: false },
  description: "How many items a page has at most.",
  example: 10,
});

/** A list in the query; its values are read by `arrayParameter`, which knows all five ways to write one. */
export function queryArray(description: string, example: string[]) {
  return z
    .union([z.string(), z.array(z.string())])
    .optional()
    .openapi({
      type: "array",
      items: { type: "string" },
      param: { style: "form", explode: false, required: false },
      description,
      example,
    });
}

const orders = ["asc", "desc", "normal"] as const;

/** The parameters that every list takes. */
export function pageParameters(defaultOrder: PageQuery["order"], example: string) {
  return {
    limit,
    before: queryText("The page that ends before this id.", example),
    after: queryText("The page that starts after this id.", example),
    order: z.preprocess(emptyIsAbsent, z.enum(orders).default(defaultOrder)).openapi({
      type: "string",
      enum: [...orders],
      default: defaultOrder,
      param: { required: false },
      description:
        "By creation: `asc` oldest first, `desc` newest first, `normal` newest first with `before` fetching older and `after` newer items.",
      example: defaultOrder,
    }),
  };
}

type PageInput = {
  readonly limit: number;
  readonly order: PageQuery["order"];
  readonly after?: string | undefined;
  readonly before?: string | undefined;
};

export function pageQuery({ limit, order, after, before }: PageInput): PageQuery {
  return {
    limit,
    order,
    ...(after !== undefined ? { after } : {}),
    ...(before !== undefined ? { before } : {}),
  };
}

const listMetadataSchema = z
  .object({
    before: z.string().nullable().openapi({
      description: "What to send as `before` for the page before this one; null at the start.",
      example: null,
    }),
    after: z.string().nullable().openapi({
      description: "What to send as `after` for the next page; null at the end.",
      example: "directory_01ECAZ4NV9QMV47GW873HDCX74",
    }),
  })
  .openapi("ListMetadata", {
    description: "The neighbouring pages.",
    example: { before: null, after: null },
  });

export function listSchema<Item extends z.ZodType>(item: Item, name: string) {
  return z
    .object({
      object: z.literal("list").openapi({ description: "Always `list`.", example: "list" }),
      data: z.array(item).openapi({ description: "The items of this page.", example: [] }),
      list_metadata: listMetadataSchema,
    })
    .openapi(name, { description: "One page of a list." });
}

/** The contract's envelope. None of its three keys may be absent: SDKs read them unchecked. */
export function listOf<Item, View>({ items, before, after }: Page<Item>, view: (item: Item) => View) {
  return { object: "list" as const, data: items.map(view), list_metadata: { before, after } };
}
