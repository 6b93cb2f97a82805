import { isObject, objects, text } from "../../json.ts";
import { coreGroup, coreUser } from "../../personas/urns.ts";
import { type Check, defineCheck } from "../check.ts";
import {
  expectEqual,
  expectError,
  expectErrorBody,
  expectStatus,
  expectThat,
  part,
  resourcesOf,
} from "../expect.ts";
import { NotApplicable } from "../verdicts.ts";

const reads = { reads: true } as const;

const required: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  patch: [["supported", "boolean"]],
  bulk: [
    ["supported", "boolean"],
    ["maxOperations", "number"],
    ["maxPayloadSize", "number"],
  ],
  filter: [
    ["supported", "boolean"],
    ["maxResults", "number"],
  ],
  changePassword: [["supported", "boolean"]],
  sort: [["supported", "boolean"]],
  etag: [["supported", "boolean"]],
};

const characteristics = ["name", "type", "multiValued"] as const;

/** What a client reads before it knows the server. */
export const discoveryChecks: readonly Check[] = [
  defineCheck(
    "C1a",
    "MUST",
    [7643, "5"],
    "ServiceProviderConfig has everything that the RFC requires of it.",
    async (scene) => {
      const { body } = await scene.get("/ServiceProviderConfig");
      for (const [name, members] of Object.entries(required)) {
        for (const [member, type] of members) {
          const value = part(body[name], member);
          expectThat(
            typeof value === type,
            `${name}.${member} is ${JSON.stringify(value)}, expected a ${type}`,
          );
        }
      }
      for (const scheme of objects(body.authenticationSchemes)) {
        for (const name of ["type", "name", "description"]) {
          expectThat(text(scheme[name]) !== "", `an authentication scheme has no ${name}`);
        }
      }
      expectThat(Array.isArray(body.authenticationSchemes), "authenticationSchemes is no list");
    },
    reads,
  ),
  defineCheck(
    "C1b",
    "MUST",
    [7644, "4"],
    "The endpoint is /ServiceProviderConfig, in the singular, and one object.",
    async (scene) => {
      const answer = await scene.get("/ServiceProviderConfig");
      expectStatus(answer, 200);
      const urn = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";
      expectThat(
        Array.isArray(answer.body.schemas) && answer.body.schemas.includes(urn),
        "schemas does not name the ServiceProviderConfig",
      );
    },
    reads,
  ),
  defineCheck(
    "C3a",
    "MUST",
    [7644, "4"],
    "/ResourceTypes lists every resource type as a ListResponse.",
    async (scene) => {
      const names = resourcesOf(await scene.get("/ResourceTypes")).map(({ name }) => name);
      expectThat(names.includes("User"), `the types are ${JSON.stringify(names)}`);
    },
    reads,
  ),
  defineCheck(
    "C3b",
    "MUST",
    [7644, "4"],
    "/ResourceTypes/{name} is one resource type.",
    async (scene) => {
      const answer = await scene.get("/ResourceTypes/User");
      expectStatus(answer, 200);
      expectEqual(answer.body.endpoint, "/Users", "its endpoint");
      expectEqual(answer.body.schema, coreUser, "its schema");
    },
    reads,
  ),
  defineCheck(
    "C3c",
    "MUST",
    [7644, "4"],
    "/Schemas lists every schema as a ListResponse.",
    async (scene) => {
      const ids = resourcesOf(await scene.get("/Schemas")).map(({ id }) => id);
      const types = resourcesOf(await scene.get("/ResourceTypes")).map(({ schema }) => schema);
      const missing = types.filter((schema) => !ids.includes(schema));
      expectThat(
        missing.length === 0,
        `the schemas of these resource types are missing: ${missing.join(", ")}`,
      );
    },
    reads,
  ),
  defineCheck(
    "C3d",
    "MUST",
    [7644, "4"],
    "/Schemas/{urn} is one schema.",
    async (scene) => {
      const answer = await scene.get(`/Schemas/${coreUser}`);
      expectStatus(answer, 200);
      expectEqual(answer.body.id, coreUser, "its id");
    },
    reads,
  ),
  defineCheck(
    "C3f",
    "MUST",
    [7643, "6"],
    "The name and the endpoint of each resource type are there.",
    async (scene) => {
      for (const type of resourcesOf(await scene.get("/ResourceTypes"))) {
        for (const name of ["name", "endpoint", "schema"]) {
          expectThat(text(type[name]) !== "", `a resource type has no ${name}`);
        }
      }
    },
    reads,
  ),
  defineCheck(
    "C3g",
    "MUST",
    [7643, "6"],
    "name and endpoint of a resource type are unique.",
    async (scene) => {
      const types = resourcesOf(await scene.get("/ResourceTypes"));
      for (const name of ["name", "endpoint"]) {
        expectEqual(
          new Set(types.map((type) => type[name])).size,
          types.length,
          `the number of different ${name}s`,
        );
      }
    },
    reads,
  ),
  defineCheck(
    "C3i",
    "MUST",
    [7643, "7"],
    "Each attribute in /Schemas has its name, type and multiValued.",
    async (scene) => {
      for (const schema of resourcesOf(await scene.get("/Schemas"))) {
        for (const attribute of objects(schema.attributes)) {
          const missing = characteristics.filter((name) => attribute[name] === undefined);
          expectThat(
            missing.length === 0,
            `${text(attribute.name)} of ${text(schema.id)} lacks ${missing.join(", ")}`,
          );
        }
      }
    },
    reads,
  ),
  defineCheck(
    "C4",
    "MUST",
    [7644, "3.1"],
    "The URNs of messages are not in /Schemas.",
    async (scene) => {
      const ids = resourcesOf(await scene.get("/Schemas")).map(({ id }) => text(id));
      const messages = ids.filter((id) => id.toLowerCase().startsWith("urn:ietf:params:scim:api:"));
      expectThat(messages.length === 0, `there are ${messages.join(", ")}`);
    },
    reads,
  ),
  defineCheck(
    "C5a",
    "SHOULD",
    [7644, "4"],
    "A filter on a discovery endpoint is refused with 403.",
    async (scene) => {
      expectError(await scene.get(`/Schemas?filter=${encodeURIComponent('id eq "x"')}`), 403);
    },
    reads,
  ),
  defineCheck(
    "C5b",
    "MUST",
    [7644, "4"],
    "Sorting and paging parameters on a discovery endpoint are ignored.",
    async (scene) => {
      const plain = resourcesOf(await scene.get("/ResourceTypes")).length;
      const paged = resourcesOf(await scene.get("/ResourceTypes?startIndex=2&count=1&sortBy=name")).length;
      expectEqual(paged, plain, "the number of resource types");
    },
    reads,
  ),
  defineCheck(
    "C7",
    "MUST",
    [7644, "3.12"],
    "An endpoint, a schema or a resource type that is not there is 404 with a SCIM Error.",
    async (scene) => {
      for (const path of ["/NoSuchEndpoint", "/Schemas/urn:none", "/ResourceTypes/None"]) {
        expectError(await scene.get(path), 404);
      }
    },
    reads,
  ),
  defineCheck("B17a", "MUST", [7643, "4.2"], "displayName of a Group is required.", async (scene) => {
    const answer = await scene.get(`/Schemas/${coreGroup}`);
    if (answer.status === 404) throw new NotApplicable("the server has no groups");
    expectError(await scene.call("POST", "/Groups", { schemas: [coreGroup] }), 400, "invalidValue");
  }),
  defineCheck(
    "L6a",
    "MUST",
    [7644, "3.7.4"],
    "maxOperations and maxPayloadSize are published.",
    async (scene) => {
      const { bulk } = await scene.config();
      for (const name of ["maxOperations", "maxPayloadSize"]) {
        expectThat(Number.isInteger(part(bulk, name)), `bulk.${name} is ${JSON.stringify(part(bulk, name))}`);
      }
    },
    { reads: true, needs: "bulk" },
  ),
  defineCheck(
    "A2b",
    "MUST",
    [7644, "3.8"],
    "A request that accepts application/scim+json is answered in that type.",
    async (scene) => {
      const answer = await scene.get("/Users?count=1");
      expectStatus(answer, 200);
      expectThat(
        /^application\/scim\+json\b/.test(text(answer.headers["content-type"])),
        `the type is ${answer.headers["content-type"]}`,
      );
    },
    reads,
  ),
  defineCheck(
    "A2c",
    "SHOULD",
    [7644, "3.8"],
    "A request that accepts application/json is answered, not refused.",
    async (scene) => {
      expectStatus(await scene.get("/Users?count=1", { headers: { Accept: "application/json" } }), 200);
    },
    reads,
  ),
  defineCheck(
    "A6a",
    "MUST",
    [7644, "2"],
    "A request without valid credentials is 401 with WWW-Authenticate naming the scheme.",
    async (scene) => {
      for (const options of [
        { anonymous: true },
        { headers: { Authorization: "Bearer rollcall-check-wrong" } },
      ]) {
        const answer = await scene.get("/Users?count=1", options);
        expectStatus(answer, 401);
        expectThat(text(answer.headers["www-authenticate"]) !== "", `${answer.line}: no WWW-Authenticate`);
      }
    },
    reads,
  ),
  defineCheck(
    "A6e",
    "MUST",
    [7644, "3.12"],
    "The body of a 401 is a SCIM Error.",
    async (scene) => {
      const answer = await scene.get("/Users?count=1", { anonymous: true });
      expectStatus(answer, 401);
      expectErrorBody(answer);
    },
    reads,
  ),
  defineCheck(
    "A10",
    "SHOULD",
    [7644, "3.4.2"],
    "Query parameters that no specification defines are ignored.",
    async (scene) => {
      expectStatus(await scene.get("/Users?count=1&rollcallCheck=1&aFlagOfSomeClient"), 200);
    },
    reads,
  ),
  defineCheck(
    "K1a",
    "SHOULD",
    [7644, "3.11"],
    "/Me is 501, unless it is served.",
    async (scene) => {
      const answer = await scene.get("/Me");
      expectStatus(answer, 501, 200, 307, 308);
    },
    reads,
  ),
  defineCheck(
    "N1a",
    "MUST",
    [7644, "3.12"],
    "Every error has a body with the Error schema and its status as text.",
    async (scene) => {
      const answers = [
        await scene.get("/Users/rollcall-check-nobody"),
        await scene.find("Users", "userName"),
      ];
      for (const answer of answers) {
        expectThat(answer.status >= 400, `${answer.line}, expected an error`);
        expectErrorBody(answer);
        expectThat(!isObject(answer.body.detail), `${answer.line}: detail is no text`);
      }
    },
    reads,
  ),
];
