// What a reader of the API's document may rely on. Each rule gives one line for each thing that breaks it.

/**
 * @typedef {object} Schema
 * @property {string} [$ref]
 * @property {string | readonly string[]} [type]
 * @property {string} [description]
 * @property {unknown} [example]
 * @property {boolean} [deprecated]
 * @property {string} [pattern]
 * @property {readonly unknown[]} [enum]
 * @property {{ readonly [name: string]: Schema }} [properties]
 * @property {readonly string[]} [required]
 * @property {Schema} [items]
 * @property {Schema | boolean} [additionalProperties]
 * @property {readonly Schema[]} [anyOf]
 * @property {readonly Schema[]} [oneOf]
 * @property {readonly Schema[]} [allOf]
 *
 * @typedef {object} Parameter
 * @property {string} name
 * @property {"path" | "query" | "header" | "cookie"} in
 * @property {boolean} [required]
 * @property {string} [description]
 * @property {unknown} [example]
 * @property {Schema} schema
 *
 * @typedef {object} Response
 * @property {string} [description]
 * @property {{ readonly [type: string]: { readonly schema: Schema } }} [content]
 *
 * @typedef {object} Operation
 * @property {string} [summary]
 * @property {string} [operationId]
 * @property {readonly string[]} [tags]
 * @property {readonly Parameter[]} [parameters]
 * @property {unknown} [requestBody]
 * @property {{ readonly [status: string]: Response }} responses
 *
 * @typedef {object} Document
 * @property {{ readonly version: string }} info
 * @property {readonly { readonly name: string }[]} tags
 * @property {{ readonly [path: string]: { readonly [method: string]: Operation } }} paths
 * @property {{ readonly schemas: { readonly [name: string]: Schema } }} components
 */

const ALWAYS_REFUSED = ["401", "422", "429", "500", "503"];
/** A body may be no JSON, too large, or called something else. */
const BODY_REFUSED = ["400", "413", "415"];
const ERROR = "#/components/schemas/ApiError";

/**
 * All operations with the name that messages give them.
 * @param {Document} document
 */
export function operationsOf(document) {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method,
      path,
      operation,
    })),
  );
}

/**
 * @param {Document} document
 * @returns {readonly string[]}
 */
export function lintOpenApi(document) {
  const operations = operationsOf(document);
  const ids = operations.map(({ operation }) => operation.operationId);
  const known = new Set(document.tags.map(({ name }) => name));
  return [
    ...operations.flatMap(({ name, method, path, operation }) => [
      ...namingProblems(operation, known).map((problem) => `${name} ${problem}`),
      ...refusalProblems(method, path, operation).map((problem) => `${name} ${problem}`),
      ...(operation.parameters ?? []).flatMap((parameter) =>
        parameterProblems(parameter).map((problem) => `${name}: ${parameter.name} ${problem}`),
      ),
    ]),
    ...ids
      .filter((id, index) => id !== undefined && ids.indexOf(id) !== index)
      .map((id) => `operationId ${id} is given twice`),
    ...Object.entries(document.components.schemas).flatMap(([name, schema]) => [
      ...(schema.description ? [] : [`${name} has no description`]),
      ...schemaProblems(name, schema),
    ]),
  ];
}

/**
 * @param {Operation} operation
 * @param {ReadonlySet<string>} known
 */
function namingProblems({ summary, operationId, tags = [] }, known) {
  const [tag] = tags;
  return [
    ...(summary ? [] : ["has no summary"]),
    ...(operationId ? [] : ["has no operationId"]),
    ...(tags.length === 1 ? [] : ["needs exactly one tag"]),
    ...(tag === undefined || known.has(tag) ? [] : [`has the tag ${tag}, which nothing describes`]),
  ];
}

/**
 * @param {string} method
 * @param {string} path
 * @param {Operation} operation
 */
function refusalProblems(method, path, { responses, requestBody }) {
  const reads = requestBody !== undefined || ["post", "put", "patch"].includes(method);
  const needed = [...ALWAYS_REFUSED, ...(path.includes("{") ? ["404"] : []), ...(reads ? BODY_REFUSED : [])];
  const refusals = Object.entries(responses).filter(([status]) => Number(status) >= 400);
  return [
    ...needed.filter((status) => !(status in responses)).map((status) => `does not list ${status}`),
    ...refusals
      .filter(([, { content }]) => content?.["application/json"]?.schema.$ref !== ERROR)
      .map(([status]) => `answers ${status} with something other than an ApiError`),
    ...Object.entries(responses)
      .filter(([, { description }]) => !description)
      .map(([status]) => `does not describe ${status}`),
    ...(refusals.length < Object.keys(responses).length ? [] : ["lists no success"]),
  ];
}

/** @param {Parameter} parameter */
function parameterProblems({ description, example, schema }) {
  return [
    ...(description ? [] : ["has no description"]),
    ...(example !== undefined || schema.example !== undefined ? [] : ["has no example"]),
    ...patternProblems(schema),
  ];
}

/**
 * @param {string} name
 * @param {Schema} schema
 * @returns {readonly string[]}
 */
function schemaProblems(name, schema) {
  const nested = [
    schema.items,
    schema.additionalProperties,
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
  ];
  return [
    ...patternProblems(schema).map((problem) => `${name} ${problem}`),
    ...Object.entries(schema.properties ?? {}).flatMap(([key, property]) => [
      // A named schema describes itself.
      ...(property.$ref || property.description ? [] : [`${name}.${key} has no description`]),
      ...(property.$ref || property.example !== undefined ? [] : [`${name}.${key} has no example`]),
      ...schemaProblems(`${name}.${key}`, property),
    ]),
    ...[...nested, ...(schema.allOf ?? [])]
      .filter((one) => typeof one === "object")
      .flatMap((one) => schemaProblems(`${name}[]`, one)),
  ];
}

/**
 * JSON Schema's patterns have no flags: what a flag changes is lost, and `/i` becomes text to match.
 * @param {Schema} schema
 */
function patternProblems({ pattern }) {
  return pattern !== undefined && /\$\/[a-z]+$/.test(pattern) ? ["has a pattern with a flag"] : [];
}
