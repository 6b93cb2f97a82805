// Writes the document's schemas and query parameters down as TypeScript types.
import { operationsOf } from "./openapi-rules.mjs";

/** @typedef {import("./openapi-rules.mjs").Document} Document */
/** @typedef {import("./openapi-rules.mjs").Schema} Schema */
/** @typedef {import("./openapi-rules.mjs").Operation} Operation */

const HEADER = `// Generated from openapi/rollcall.json by \`npm run openapi\`: changes here are lost.
`;

/**
 * One exported type for each schema, and one for the query of each operation that has one. Unformatted.
 * @param {Document} document
 */
export function typesOf(document) {
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) => `${comment(schema)}export type ${name} = ${typeOf(schema)};`,
  );
  const queries = operationsOf(document).flatMap(({ operation }) => queryType(operation));
  return [HEADER, ...schemas, ...queries].join("\n\n");
}

/** @param {Operation} operation */
function queryType({ operationId = "", summary, parameters = [] }) {
  const query = parameters.filter((parameter) => parameter.in === "query");
  if (query.length === 0) return [];
  const properties = Object.fromEntries(query.map(({ name, schema }) => [name, schema]));
  const required = query.filter((parameter) => parameter.required).map(({ name }) => name);
  const name = `${operationId.charAt(0).toUpperCase()}${operationId.slice(1)}Query`;
  const description = `What “${summary}” can be asked for.`;
  return [`${comment({ description })}export type ${name} = ${objectType({ properties, required })};`];
}

/**
 * @param {Schema} schema
 * @returns {string}
 */
function typeOf(schema) {
  const { $ref, anyOf, oneOf, allOf, type } = schema;
  if ($ref !== undefined) return $ref.replace("#/components/schemas/", "");
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const union = anyOf ?? oneOf;
  if (union) return union.map((one) => `(${typeOf(one)})`).join(" | ");
  if (allOf) return allOf.map((one) => `(${typeOf(one)})`).join(" & ");
  const types = typeof type === "string" ? [type] : (type ?? []);
  return types.length === 0 ? "unknown" : types.map((one) => namedType(one, schema)).join(" | ");
}

/**
 * @param {string} name
 * @param {Schema} schema
 */
function namedType(name, schema) {
  switch (name) {
    case "string":
    case "boolean":
    case "null":
      return name;
    case "number":
    case "integer":
      return "number";
    case "array":
      return `readonly (${typeOf(schema.items ?? {})})[]`;
    case "object":
      return objectType(schema);
    default:
      throw new Error(`the generator does not know the type ${name}`);
  }
}

/** @param {Schema} schema */
function objectType({ properties, required = [], additionalProperties }) {
  if (!properties) {
    const value = typeof additionalProperties === "object" ? typeOf(additionalProperties) : "unknown";
    return `{ readonly [key: string]: ${value} }`;
  }
  const fields = Object.entries(properties).map(([name, schema]) => {
    const type = typeOf(schema);
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
    // `| undefined`, so that under exactOptionalPropertyTypes a caller may pass on what it may not have.
    const field = required.includes(name) ? `${key}: ${type}` : `${key}?: ${type} | undefined`;
    return `${comment(schema)}readonly ${field};`;
  });
  return `{\n${fields.join("\n")}\n}`;
}

/** @param {Schema} schema */
function comment({ $ref, description, deprecated }) {
  if ($ref !== undefined || (!description && !deprecated)) return "";
  const text = [description ?? "", ...(deprecated ? ["@deprecated"] : [])].join(" ").replaceAll("*/", "*\\/");
  return `/** ${text.trim()} */\n`;
}
