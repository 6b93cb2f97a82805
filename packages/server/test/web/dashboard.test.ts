import { simulate } from "@rollcall/simulator";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { TEST_API_KEY } from "../support/api-client.ts";
import { launchBrowser, openTab, type Tab } from "../support/browser.ts";
import { type LiveServer, startLiveServer } from "../support/live-server.ts";

let browser: Browser;
let server: LiveServer;
let origin: string;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startLiveServer("sqlite")]);
  origin = `http://localhost:${server.port}`;
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function signedIn(): Promise<Tab> {
  const tab = await openTab(browser);
  onTestFinished(() => tab.page.context().close());
  const { page } = tab;
  await page.goto(`${origin}/dashboard/`);
  await page.getByLabel("API key").fill(TEST_API_KEY);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  return tab;
}

test("a wrong key is refused in words, and the right one opens the overview", async () => {
  const { page } = await openTab(browser);
  onTestFinished(() => page.context().close());
  await page.goto(`${origin}/dashboard/`);
  await page.getByLabel("API key").fill("sk_wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("This API key is not valid").waitFor();
  await page.getByLabel("API key").fill(TEST_API_KEY);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  // The address stays out of the cookie's reach of scripts.
  expect(await page.evaluate("document.cookie")).toBe("");
});

test("the overview names why Okta will refuse the address, and what to set", async () => {
  const { page, complaints } = await signedIn();
  const alert = page.getByRole("alert").filter({ hasText: "Okta will refuse" });
  await alert.getByText("this address is plain http").waitFor();
  await alert.getByText("localhost is reachable from this machine").waitFor();
  await alert.getByText("ROLLCALL_PUBLIC_URL").waitFor();
  expect(complaints).toEqual([]);
});

test("from an empty list to the users that Okta pushes", async () => {
  const { page, complaints } = await signedIn();
  await page.getByRole("link", { name: "Organizations", exact: true }).click();
  await page.getByRole("button", { name: "Create organization" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Acme Inc.");
  await dialog.getByLabel("Domain (optional)").fill("acme.example");
  await dialog.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { name: "Acme Inc." }).waitFor();
  await page.getByText("No directory yet").waitFor();

  await page.getByRole("button", { name: "Add directory" }).click();
  await dialog.getByLabel("Provider").selectOption("Okta");
  await dialog.getByLabel("Name").fill("Acme Okta");
  await dialog.getByRole("button", { name: "Create" }).click();
  await dialog.getByText("Okta will refuse").waitFor();
  const url = await dialog.getByLabel("Endpoint", { exact: true }).inputValue();
  const token = await dialog.getByLabel("Token", { exact: true }).inputValue();
  await dialog.getByRole("button", { name: "Copy token" }).click();
  expect(await page.evaluate("navigator.clipboard.readText()")).toBe(token);
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.getByRole("heading", { name: "Acme Okta" }).waitFor();
  await page.getByText("No user has arrived yet").waitFor();
  await page.getByText("none so far").waitFor();
  // Shown once means once: not on this page, and not after a reload.
  expect(await page.content()).not.toContain(token);
  await page.reload();
  await page.getByRole("heading", { name: "Acme Okta" }).waitFor();
  expect(await page.content()).not.toContain(token);

  const report = await simulate({ provider: "okta", url, token, users: 4, groups: 2, output: () => {} });
  expect(report.ok).toBe(true);
  const users = page.getByRole("table", { name: "Users" });
  await expect.poll(() => users.getByRole("row").count(), { timeout: 15_000 }).toBe(5);
  await page.getByText("4 active, 0 inactive").waitFor();

  const [first] = await server
    .mustApi("GET", `/directory_users?directory=${await directoryIdOf(page.url())}`)
    .then(({ data }) => data as readonly { email: string; name: string }[]);
  await page.getByLabel("Find a user").fill(first!.email.toUpperCase());
  await expect.poll(() => users.getByRole("row").count()).toBe(2);
  await users.getByRole("link", { name: first!.name }).click();
  await page.getByRole("heading", { name: first!.name, level: 1 }).waitFor();
  await page.getByRole("region", { name: "The SCIM resource as received" }).getByText('"userName"').waitFor();

  await page.getByRole("table", { name: "Groups" }).getByRole("link").first().click();
  await page.getByRole("table", { name: "Users" }).getByRole("link", { name: first!.name }).waitFor();
  await page.getByRole("link", { name: "Acme Okta" }).click();
  await page.getByRole("tab", { name: "Events" }).click();
  await page.getByText("dsync.group.user_added").first().waitFor();
  expect(complaints).toEqual([]);
});

async function directoryIdOf(address: string): Promise<string> {
  return /directories\/([^?]+)/.exec(address)?.[1] ?? "";
}

test("tokens are created, shown once and revoked", async () => {
  const tenant = await server.createTenant({}, "Tokens Ltd");
  const { page } = await signedIn();
  await page.goto(`${origin}/dashboard/directories/${tenant.directoryId}?tab=tokens`);
  await page.getByLabel("Expires").selectOption("90 days");
  await page.getByRole("button", { name: "Create token" }).click();
  const token = await page.getByLabel("Token", { exact: true }).inputValue();
  expect((await fetchScim(tenant.scimUrl, token)).status).toBe(200);
  await page.reload();
  await page.getByRole("table", { name: "Tokens" }).waitFor();
  expect(await page.content()).not.toContain(token);
  await page.getByRole("button", { name: `Revoke the token that ends in ${token.slice(-4)}` }).click();
  await page.getByText("The token is revoked.").waitFor();
  await expect.poll(async () => (await fetchScim(tenant.scimUrl, token)).status).toBe(401);
});

const fetchScim = (url: string, token: string) =>
  fetch(`${url}/Users`, { headers: { Authorization: `Bearer ${token}` } });

test("a directory is renamed, disabled, enabled and, its name typed, deleted", async () => {
  const tenant = await server.createTenant({}, "Settings Ltd");
  const { page } = await signedIn();
  await page.goto(`${origin}/dashboard/directories/${tenant.directoryId}?tab=settings`);
  await page.getByLabel("Name", { exact: true }).fill("Renamed");
  await page.getByLabel("When a user is deactivated").selectOption("Delete the user for the application");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Renamed", level: 1 }).waitFor();
  const directory = await server.mustApi("GET", `/directories/${tenant.directoryId}`);
  expect(directory).toMatchObject({ name: "Renamed", deprovisioning: "delete", label: null });

  await page.getByRole("button", { name: "Disable directory" }).click();
  await page.getByRole("button", { name: "Enable directory" }).click();
  await page.getByRole("button", { name: "Disable directory" }).waitFor();

  await page.getByRole("button", { name: "Delete directory" }).click();
  const remove = page.getByRole("dialog").getByRole("button", { name: "Delete" });
  expect(await remove.isDisabled()).toBe(true);
  await page.getByLabel("Type Renamed to confirm").fill("Renamed");
  await remove.click();
  await page.getByRole("heading", { name: "Settings Ltd" }).waitFor();
  await page.getByText("No directory yet").waitFor();
});

test("a webhook endpoint is added, paused and deleted", async () => {
  const { page } = await signedIn();
  const address = `http://127.0.0.1:9/${Date.now()}`;
  await page.getByRole("link", { name: "Webhooks" }).first().click();
  await page.getByRole("button", { name: "Add endpoint" }).click();
  await page.getByLabel("Address").fill(address);
  await page.getByRole("dialog").getByRole("button", { name: "Add" }).click();
  const endpoint = page.getByRole("region", { name: address });
  await endpoint.getByRole("button", { name: "Show secret" }).click();
  expect(await endpoint.getByLabel("Signing secret", { exact: true }).inputValue()).toMatch(/^whsec_/);
  await endpoint.getByRole("button", { name: "Pause" }).click();
  await endpoint.getByText("disabled").waitFor();
  await endpoint.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByLabel(`Type ${address} to confirm`).fill(address);
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await endpoint.waitFor({ state: "detached" });
});

test("whatever a provider sends is shown as text", async () => {
  const evil = '<img src=x onerror="window.hurt=1">';
  const tenant = await server.createTenant({}, evil);
  const user = await tenant.must("POST", "/Users", {
    userName: `${evil}@acme.example`,
    externalId: evil,
    displayName: evil,
    title: evil,
    nickName: evil,
    name: { givenName: evil, familyName: evil, formatted: evil },
    emails: [{ value: `${evil}@acme.example`, type: evil, primary: true }],
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { department: evil },
    active: true,
  });
  await tenant.must("POST", "/Groups", { displayName: evil, members: [{ value: user.id }] });
  const { page, complaints } = await signedIn();
  await page.goto(`${origin}/dashboard/directories/${tenant.directoryId}`);
  await page.getByRole("table", { name: "Users" }).getByText(evil).first().waitFor();
  await page.getByRole("table", { name: "Users" }).getByRole("link").first().click();
  await page
    .getByRole("region", { name: "The SCIM resource as received" })
    .getByText(/onerror/)
    .first()
    .waitFor();
  await page.getByRole("table", { name: "Groups" }).getByRole("link").first().click();
  await page.getByRole("heading", { name: evil, level: 1 }).waitFor();
  await page.goto(`${origin}/dashboard/events`);
  await page.getByText(evil).first().waitFor();
  await page.goto(`${origin}/dashboard/organizations/${tenant.organizationId}`);
  await page.getByRole("heading", { name: evil, level: 1 }).waitFor();
  expect(await page.evaluate("window.hurt")).toBeUndefined();
  expect(await page.locator("img").count()).toBe(0);
  expect(complaints).toEqual([]);
});

test("a server that stopped is said to have, and what it shows comes back when it does", async () => {
  const { page } = await signedIn();
  await page.getByRole("link", { name: "Organizations", exact: true }).waitFor();
  await page.context().setOffline(true);
  await page.getByRole("link", { name: "Webhooks" }).first().click();
  await page.getByText("The server does not answer").first().waitFor();
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "Try again" }).first().click();
  await page.getByText("No endpoint yet").waitFor();
});

test("signing out ends the session, and the way in is shown again", async () => {
  const { page } = await signedIn();
  const [cookie] = await page.context().cookies();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("API key").waitFor();
  const stale = await fetch(`${origin}/organizations`, {
    headers: { Cookie: `${cookie!.name}=${cookie!.value}` },
  });
  expect(stale.status).toBe(401);
});
