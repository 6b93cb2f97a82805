import { simulate } from "@rollcall/simulator";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { launchBrowser, openTab, type Tab, type TabOptions } from "../support/browser.ts";
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

async function organization(name: string): Promise<string> {
  return String((await server.mustApi("POST", "/organizations", { name })).id);
}

async function linkFor(organizationId: string, more: object = {}): Promise<string> {
  const body = { organization: organizationId, intent: "dsync", ...more };
  return String((await server.mustApi("POST", "/portal/generate_link", body)).link);
}

async function tab(options: TabOptions = {}): Promise<Tab> {
  const opened = await openTab(browser, options);
  onTestFinished(() => opened.page.context().close());
  return opened;
}

test("an admin goes from the link to seeing what Okta pushed", async () => {
  const success_url = `${origin}/health/live?connected`;
  const link = await linkFor(await organization("Acme Inc."), { success_url });
  const { page, complaints } = await tab();
  await page.goto(link);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("heading", { name: "Connect Acme Inc." }).waitFor();
  // The used token is not left where it can be read or sent.
  expect(page.url()).toBe(`${origin}/setup/`);
  await page.getByText("this address is plain http").waitFor();

  await page.getByRole("button", { name: /^Okta/ }).click();
  await page.getByRole("heading", { name: "Acme Inc. Okta" }).waitFor();
  const url = await page.getByLabel("Endpoint", { exact: true }).inputValue();
  await page.getByRole("button", { name: "Create token" }).click();
  const token = await page.getByLabel("Token", { exact: true }).inputValue();
  await page.getByText("SCIM 2.0 Test App (OAuth Bearer Token)").waitFor();
  await page.getByRole("tab", { name: "Header auth" }).click();
  await page.getByText("SCIM 2.0 Test App (Header Auth)").waitFor();
  await page.getByRole("tab", { name: "Own app" }).click();
  await page.getByText("SCIM connector base URL").waitFor();
  expect(await page.getByRole("img", { name: "Waiting" }).count()).toBe(3);

  await page.reload();
  await page.getByRole("table", { name: "Tokens" }).waitFor();
  expect(await page.content()).not.toContain(token);

  const headers = { Authorization: `Bearer ${token}` };
  expect((await fetch(`${url}/Users?startIndex=1&count=2`, { headers })).status).toBe(200);
  await expect.poll(() => page.getByRole("img", { name: "Done" }).count(), { timeout: 15_000 }).toBe(1);

  const report = await simulate({ provider: "okta", url, token, users: 3, groups: 1, output: () => {} });
  expect(report.ok).toBe(true);
  await expect.poll(() => page.getByRole("img", { name: "Done" }).count(), { timeout: 15_000 }).toBe(3);
  await page.getByText("Users: 3 active, 0 inactive. Groups: 1.").waitFor();
  await expect.poll(() => page.getByRole("table", { name: "Users" }).getByRole("row").count()).toBe(4);
  expect(await page.getByRole("link", { name: "Finish" }).getAttribute("href")).toBe(success_url);
  expect(complaints).toEqual([]);
}, 90_000);

test("opening a link uses nothing up, continuing does, and the second time is told so", async () => {
  const link = await linkFor(await organization("Once Ltd"));
  // What a mail scanner does.
  for (const method of ["HEAD", "GET", "GET"]) expect((await fetch(link, { method })).status).toBe(200);
  const first = await tab();
  await first.page.goto(link);
  await first.page.reload();
  await first.page.getByRole("button", { name: "Continue" }).click();
  await first.page.getByRole("heading", { name: "Connect Once Ltd" }).waitFor();

  const second = await tab();
  await second.page.goto(link);
  await second.page.getByRole("button", { name: "Continue" }).click();
  await second.page.getByText("This link was already used; ask for a new one.").waitFor();
});

test("a link that never was is refused in words", async () => {
  const { page } = await tab();
  await page.goto(`${origin}/setup/?token=nothing`);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("This link is not valid").waitFor();
});

test("without a session the page says how it is opened", async () => {
  const { page } = await tab();
  await page.goto(`${origin}/setup/`);
  await page.getByText("This page is opened by a link").waitFor();
});

test("a session that is ended is over in the other window, too", async () => {
  const link = await linkFor(await organization("Ends GmbH"));
  const { page } = await tab();
  await page.goto(link);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: /^Okta/ }).click();
  await page.getByRole("heading", { name: "Ends GmbH Okta" }).waitFor();
  const other = await page.context().newPage();
  await other.goto(`${origin}/setup/`);
  await other.getByRole("heading", { name: "Ends GmbH Okta" }).waitFor();
  await page.getByRole("button", { name: "End session" }).click();
  await page.getByText("This page is opened by a link").waitFor();
  await other.getByText("This page is opened by a link").waitFor();
});

test("whatever a provider sends is shown as text", async () => {
  const evil = '<img src=x onerror="window.hurt=1">';
  const tenant = await server.createTenant({ type: "okta scim v2.0" }, evil);
  await tenant.must("POST", "/Users", {
    userName: evil,
    name: { givenName: evil, familyName: evil },
    emails: [{ value: `${evil}@acme.example`, primary: true }],
  });
  await tenant.must("POST", "/Groups", { displayName: evil });
  const { page, complaints } = await tab();
  await page.goto(await linkFor(tenant.organizationId));
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("table", { name: "Users" }).getByText(evil).first().waitFor();
  await page.getByRole("tab", { name: "Groups" }).click();
  await page.getByRole("table", { name: "Groups" }).getByText(evil).waitFor();
  expect(await page.evaluate("window.hurt")).toBeUndefined();
  expect(await page.locator("img").count()).toBe(0);
  expect(complaints).toEqual([]);
});
