import { describe, expect, test } from "vitest";
import { verifyWebhook, type WebhookInput } from "./index.ts";

/** Signed with `openssl dgst -sha256 -hmac`, so that nothing of ours vouches for itself. */
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const nextSecret = "whsec_yV0rX3x1u4wFq8nT2mB7zK5cJ9hG6dL0";
const seconds = 1768478400;
const now = seconds * 1000 + 2_000;
const payload =
  '{"object":"event","id":"event_01EHZNVPK3SFK441A1RGBFSHRT","event":"dsync.user.deleted","data":{"name":"Zoë 日本"},"created_at":"2026-01-15T12:00:00.000Z","context":{}}';
const signature = "v1,AYz5RPeTcl31cN0oCo+7QGMvG5BoegdZbSUQViaVxZs=";
const nextSignature = "v1,g5lp9g9yA3mNkqZW5rBYV3QWpzVn3hDMlOOr4iKo2/4=";

const standard = {
  "webhook-id": "event_01EHZNVPK3SFK441A1RGBFSHRT",
  "webhook-timestamp": String(seconds),
  "webhook-signature": signature,
};
const v1 = "6a241eac1942d00c976a7f054ef50ad6b63b245b82e396d931f7a682e8265935";
const workos = { "workos-signature": `t=${seconds}000, v1=${v1}` };
const schemes = [
  ["Standard Webhooks", standard],
  ["WorkOS", workos],
] as const;

const verify = (changes: Partial<WebhookInput>) =>
  verifyWebhook({ payload, headers: standard, secret, now, ...changes });

describe.each(schemes)("a delivery signed as %s does", (_, headers) => {
  test.each<[string, Partial<WebhookInput>]>([
    ["text", {}],
    ["bytes", { payload: new TextEncoder().encode(payload) }],
    ["a part of a larger buffer", { payload: new TextEncoder().encode(`..${payload}..`).subarray(2, -2) }],
    ["Headers", { headers: new Headers(headers) }],
    ["headers in capitals", { headers: upperCase(headers) }],
    ["several secrets", { secret: [nextSecret, secret] }],
  ])("verify as %s", async (_what, changes) => {
    const event = await verify({ headers, ...changes });
    expect(event.id).toBe("event_01EHZNVPK3SFK441A1RGBFSHRT");
    if (event.event === "dsync.user.deleted") expect(event.data.name).toBe("Zoë 日本");
  });

  test.each<[string, Partial<WebhookInput>]>([
    ["one byte changed", { payload: payload.replace("Zoë", "Zoe") }],
    ["a byte added", { payload: `${payload}\n` }],
    ["nothing left", { payload: "" }],
    ["another secret", { secret: nextSecret }],
  ])("not verify with %s", async (_what, changes) => {
    await expect(verify({ headers, ...changes })).rejects.toMatchObject({ code: "signature_mismatch" });
  });

  test.each([
    ["five minutes later", 300_001],
    ["five minutes earlier", -300_001],
  ])("not verify %s", async (_when, offset) => {
    const at = seconds * 1000 + offset;
    await expect(verify({ headers, now: at })).rejects.toMatchObject({ code: "timestamp_out_of_tolerance" });
    await expect(verify({ headers, now: at, toleranceSeconds: 301 })).resolves.toBeDefined();
  });

  test("not verify with its time changed to look new", async () => {
    const later = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        value.replace(String(seconds), `${seconds + 900}`),
      ]),
    );
    const attempt = verify({ headers: later, now: now + 900_000 });
    await expect(attempt).rejects.toMatchObject({ code: "signature_mismatch" });
  });
});

describe("during a rotation, with a signature for each secret,", () => {
  const headers = { ...standard, "webhook-signature": `${signature} ${nextSignature}` };
  test.each([secret, nextSecret])("%s verifies", async (known) => {
    await expect(verify({ headers, secret: known })).resolves.toBeDefined();
  });

  test("the new secret verifies beside a WorkOS signature of the old one", async () => {
    await expect(verify({ headers: { ...headers, ...workos }, secret: nextSecret })).resolves.toBeDefined();
  });

  test("signatures of other versions are passed over", async () => {
    const several = { ...standard, "webhook-signature": `v1a,AAAA ${signature}` };
    await expect(verify({ headers: several })).resolves.toBeDefined();
    const other = { ...standard, "webhook-signature": signature.replace("v1,", "v2,") };
    await expect(verify({ headers: other })).rejects.toMatchObject({ code: "signature_mismatch" });
  });
});

test.each<[string, WebhookInput["headers"]]>([
  ["none", {}],
  ["no time", { "workos-signature": `v1=${v1}` }],
  ["no signature", { ...standard, "webhook-signature": "" }],
  ["a time that is no number", { ...standard, "webhook-timestamp": "soon" }],
])("a request with %s in its headers is refused", async (_, headers) => {
  await expect(verify({ headers })).rejects.toMatchObject({ code: "signature_missing" });
});

test.each(["AAAA", "v1,", "v1,%%%", "v1,AAAA", ","])("the signature %s fits nothing", async (text) => {
  const attempt = verify({ headers: { ...standard, "webhook-signature": text } });
  await expect(attempt).rejects.toMatchObject({ code: "signature_mismatch" });
});

test.each<[string | readonly string[]]>([[""], ["whsec_"], ["secret"], [["whsec_", secret]], [[]]])(
  "%j is refused as a secret before it verifies anything",
  async (wrong) => {
    await expect(verify({ secret: wrong })).rejects.toThrow(TypeError);
  },
);

test("what is signed but is no event is refused", async () => {
  const key = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(secret),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  for (const body of ["null", "7", "{}", "<html>"]) {
    const signed = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(`${now}.${body}`));
    const headers = { "workos-signature": `t=${now}, v1=${Buffer.from(signed).toString("hex")}` };
    await expect(verify({ payload: body, headers })).rejects.toMatchObject({ code: "payload_invalid" });
  }
});

function upperCase(headers: object): Record<string, string[]> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]]));
}
