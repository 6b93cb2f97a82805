import { createRoute, z } from "@hono/zod-openapi";
import type { Organizations } from "../../directory/organizations.ts";
import { arrayParameter } from "./array-parameter.ts";
import { bodyErrorResponses, errorResponses } from "./errors.ts";
import { idParameter, jsonBody, jsonResponse } from "./fields.ts";
import { listOf, listSchema, pageParameters, pageQuery, queryArray, queryText } from "./list.ts";
import { causeOf, type ManagementApp } from "./management-env.ts";
import {
  ORGANIZATION_ID,
  organizationCreateSchema,
  organizationInput,
  organizationSchema,
  organizationUpdateSchema,
  organizationView,
} from "./organization-schema.ts";

const tags = ["Organizations"];
const params = idParameter("The organization's id.", ORGANIZATION_ID);

const create = createRoute({
  method: "post",
  path: "/organizations",
  operationId: "createOrganization",
  tags,
  summary: "Create an organization",
  request: { body: jsonBody(organizationCreateSchema) },
  responses: {
    201: jsonResponse(organizationSchema, "The new organization."),
    ...bodyErrorResponses(409),
  },
});

const list = createRoute({
  method: "get",
  path: "/organizations",
  operationId: "listOrganizations",
  tags,
  summary: "List organizations",
  request: {
    query: z.object({
      ...pageParameters("desc", ORGANIZATION_ID),
      domains: queryArray("Only those that own one of these domains.", ["acme.com"]),
      search: queryText("Only those whose name contains this text.", "acme"),
    }),
  },
  responses: {
    200: jsonResponse(listSchema(organizationSchema, "OrganizationList"), "A page of organizations."),
    ...errorResponses(),
  },
});

const get = createRoute({
  method: "get",
  path: "/organizations/{id}",
  operationId: "getOrganization",
  tags,
  summary: "Get an organization",
  request: { params },
  responses: { 200: jsonResponse(organizationSchema, "The organization."), ...errorResponses(404) },
});

const getByExternalId = createRoute({
  method: "get",
  path: "/organizations/external_id/{external_id}",
  operationId: "getOrganizationByExternalId",
  tags,
  summary: "Get an organization by its external id",
  request: {
    params: z.object({
      external_id: z.string().openapi({ description: "The application's own id.", example: "customer-42" }),
    }),
  },
  responses: { 200: jsonResponse(organizationSchema, "The organization."), ...errorResponses(404) },
});

const update = createRoute({
  method: "put",
  path: "/organizations/{id}",
  operationId: "updateOrganization",
  tags,
  summary: "Update an organization; fields that are absent stay",
  request: { params, body: jsonBody(organizationUpdateSchema) },
  responses: {
    200: jsonResponse(organizationSchema, "The organization as it is now."),
    ...bodyErrorResponses(404, 409),
  },
});

const remove = createRoute({
  method: "delete",
  path: "/organizations/{id}",
  operationId: "deleteOrganization",
  tags,
  summary: "Delete an organization and its directories",
  request: { params },
  responses: {
    202: { description: "It is gone; what it owned is being removed." },
    ...errorResponses(404),
  },
});

export function registerOrganizations(app: ManagementApp, organizations: Organizations): void {
  app.openapi(create, async (c) => {
    const body = c.req.valid("json");
    const created = await organizations.create({ ...organizationInput(body), name: body.name });
    return c.json(organizationView(created), 201);
  });
  app.openapi(list, async (c) => {
    const query = c.req.valid("query");
    const domains = arrayParameter(c.req.url, "domains")?.map((domain) => domain.toLowerCase());
    const page = await organizations.list({
      ...pageQuery(query),
      ...(domains ? { domains } : {}),
      ...(query.search !== undefined ? { search: query.search } : {}),
    });
    return c.json(listOf(page, organizationView), 200);
  });
  app.openapi(getByExternalId, async (c) => {
    const { external_id } = c.req.valid("param");
    return c.json(organizationView(await organizations.getByExternalId(external_id)), 200);
  });
  app.openapi(get, async (c) =>
    c.json(organizationView(await organizations.get(c.req.valid("param").id)), 200),
  );
  app.openapi(update, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(
      organizationView(await organizations.update(id, organizationInput(c.req.valid("json")))),
      200,
    );
  });
  app.openapi(remove, async (c) => {
    await organizations.delete(c.req.valid("param").id, causeOf(c));
    return c.body(null, 202);
  });
}
