import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { expect, it } from "vitest";
import { createSigner, newWebhookSecret } from "./signature.ts";

const body = '{"id":"event_1","event":"dsync.user.created","data":{"name":"Zoë 日本"}}';

it("makes secrets of 32 random bytes", () => {
  const secret = newWebhookSecret();
  expect(secret).toMatch(/^whsec_/);
  expect(Buffer.from(secret.slice("whsec_".length), "base64")).toHaveLength(32);
  expect(newWebhookSecret()).not.toBe(secret);
});

it("keys WorkOS's signature with the secret's text, prefix included, and times it in milliseconds", () => {
  const headers = createSigner(["whsec_x+/="])("event_1", body, 1_700_000_000_123);
  const v1 = createHmac("sha256", Buffer.from("whsec_x+/=", "utf8"))
    .update(Buffer.from(`1700000000123.${body}`, "utf8"))
    .digest("hex");
  expect(headers["workos-signature"]).toBe(`t=1700000000123, v1=${v1}`);
});

it("keys Standard Webhooks' signature with the decoded secret and times it in seconds", () => {
  const secret = newWebhookSecret();
  const now = Date.now();
  const headers = createSigner([secret])("event_1", body, now);
  expect(headers["webhook-id"]).toBe("event_1");
  expect(headers["webhook-timestamp"]).toBe(String(Math.floor(now / 1000)));
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const content = `event_1.${headers["webhook-timestamp"]}.${body}`;
  expect(headers["webhook-signature"]).toBe(
    `v1,${createHmac("sha256", key).update(content).digest("base64")}`,
  );
  expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow();
});

it("signs with every secret of a rotation, and WorkOS's way with the first alone", () => {
  const [old, next] = [newWebhookSecret(), newWebhookSecret()];
  const now = Date.now();
  const headers = createSigner([old, next])("event_1", body, now);
  for (const secret of [old, next]) new Webhook(secret).verify(body, headers);
  expect(headers["workos-signature"]).toBe(createSigner([old])("event_1", body, now)["workos-signature"]);
});
