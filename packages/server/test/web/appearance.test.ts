import { simulate } from "@rollcall/simulator";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { TEST_API_KEY, type Tenant } from "../support/api-client.ts";
import { axeViolations, launchBrowser, openTab } from "../support/browser.ts";
import { type LiveServer, startLiveServer } from "../support/live-server.ts";
import { screenshot } from "../support/screenshots.ts";

let browser: Browser;
let server: LiveServer;
let origin: string;
let tenant: Tenant;
let user: string;
let group: string;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startLiveServer("sqlite")]);
  origin = `http://localhost:${server.port}`;
  tenant = await server.createTenant({ type: "okta scim v2.0" }, "Acme Inc.");
  const { scimUrl: url, token } = tenant;
  await simulate({ provider: "okta", url, token, users: 30, groups: 3, output: () => {} });
  await server.mustApi("POST", "/webhook_endpoints", {
    endpoint_url: "http://127.0.0.1:9/webhooks",
    events: ["dsync.user.created", "dsync.user.updated"],
  });
  await server.mustApi("POST", "/organizations", {
    name: "A customer with a very long name that nobody has thought of when drawing the page",
    external_id: "customer-with-an-id-of-many-letters-and-no-place-to-break-it-0123456789",
  });
  user = await firstOf(`/directory_users?directory=${tenant.directoryId}`);
  group = await firstOf(`/directory_groups?directory=${tenant.directoryId}`);
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function firstOf(path: string): Promise<string> {
  const { data } = await server.mustApi("GET", path);
  return (data as readonly { id: string }[])[0]!.id;
}

/** Accessible, and no wider than the screen. */
async function inspect(page: Page, name: string): Promise<void> {
  await page.getByRole("status", { name: "Loading" }).first().waitFor({ state: "detached" });
  await screenshot(page, name);
  // The rules that depend on the width are the next line's.
  if (page.viewportSize()!.width > 400) expect(await axeViolations(page)).toEqual([]);
  expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
}

const views = [
  { name: "light", colorScheme: "light", width: 1280 },
  { name: "dark", colorScheme: "dark", width: 1280 },
  { name: "narrow", colorScheme: "light", width: 360 },
] as const;

describe.each(views)("in $name, every page is accessible and fits:", ({ name: view, ...options }) => {
  test("the dashboard", async () => {
    const { page, complaints } = await openTab(browser, options);
    onTestFinished(() => page.context().close());
    await page.goto(`${origin}/dashboard/`);
    await page.getByRole("heading", { name: "Rollcall" }).waitFor();
    await inspect(page, `dashboard-sign-in-${view}`);
    await page.getByLabel("API key").fill(TEST_API_KEY);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("This server", { exact: true }).waitFor();
    await inspect(page, `dashboard-overview-${view}`);

    const directory = `directories/${tenant.directoryId}`;
    const pages = {
      organizations: { path: "organizations", shows: "Acme Inc." },
      organization: { path: `organizations/${tenant.organizationId}`, shows: "Create portal link" },
      users: { path: directory, shows: "Find a user" },
      groups: { path: `${directory}?tab=groups`, shows: "Id at the provider" },
      "directory-events": { path: `${directory}?tab=events`, shows: "dsync.group.user_added" },
      tokens: { path: `${directory}?tab=tokens`, shows: "Revoke" },
      settings: { path: `${directory}?tab=settings`, shows: "When a user is deactivated" },
      user: { path: `users/${user}`, shows: "As the provider sent it" },
      group: { path: `groups/${group}`, shows: "As the provider sent it" },
      events: { path: "events", shows: "dsync.group.user_added" },
      webhooks: { path: "webhooks", shows: "Show secret" },
      nothing: { path: "nothing/here", shows: "There is nothing here" },
      failure: { path: "users/directory_user_0", shows: "Could not find a directory user" },
    };
    for (const [name, { path, shows }] of Object.entries(pages)) {
      await page.goto(`${origin}/dashboard/${path}`);
      await page.getByText(shows).filter({ visible: true }).first().waitFor();
      await inspect(page, `dashboard-${name}-${view}`);
    }
    await page.goto(`${origin}/dashboard/organizations/${tenant.organizationId}`);
    await page.getByRole("button", { name: "Add directory" }).click();
    await page.getByRole("dialog").getByLabel("Provider").waitFor();
    await inspect(page, `dashboard-add-directory-${view}`);
    await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
    await page.getByRole("dialog").getByText("Copy it now").waitFor();
    await inspect(page, `dashboard-token-${view}`);
    expect(complaints).toEqual([]);
  }, 240_000);

  test("the portal", async () => {
    const { page, complaints } = await openTab(browser, options);
    onTestFinished(() => page.context().close());
    await page.goto(`${origin}/setup/`);
    await page.getByText("This page is opened by a link").waitFor();
    await inspect(page, `portal-no-session-${view}`);

    const { id } = await server.mustApi("POST", "/organizations", { name: "New Customer" });
    await page.goto(await portalLink(String(id)));
    await page.getByRole("button", { name: "Continue" }).waitFor();
    await inspect(page, `portal-link-${view}`);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("button", { name: /^Okta/ }).waitFor();
    await inspect(page, `portal-choose-${view}`);
    await page.getByRole("button", { name: /^Okta/ }).click();
    await page.getByRole("button", { name: "Create token" }).click();
    await page.getByText("Copy it now").waitFor();
    await inspect(page, `portal-connect-${view}`);

    await page.goto(await portalLink(tenant.organizationId));
    await page.getByRole("button", { name: "Continue" }).click();
    // The directories that the dashboard's part has made stand beside the first.
    const open = page.getByRole("button", { name: "Open Acme Inc." });
    await open.or(page.getByText("What has arrived")).first().waitFor();
    if (await open.isVisible()) await open.click();
    await page.getByText("It works.").waitFor();
    await inspect(page, `portal-arrived-${view}`);
    expect(complaints).toEqual([]);
  }, 240_000);
});

async function portalLink(organization: string): Promise<string> {
  return String(
    (await server.mustApi("POST", "/portal/generate_link", { organization, intent: "dsync" })).link,
  );
}
