import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { type DirectoryTab, directoryTabs } from "./directory/directory-tabs.ts";
import { NotFound } from "./not-found.tsx";
import { PageFailure } from "./page-failure.tsx";
import { Root } from "./root.tsx";

/** In words of ours: the router takes the browser's own for a new version of the page, and loads it again. */
function unreachable(): never {
  throw new Error("the page did not arrive");
}

const root = createRootRoute({ component: Root, notFoundComponent: NotFound });

const overview = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: lazyRouteComponent(() => import("./overview-page.tsx").catch(unreachable), "OverviewPage"),
});
const organizations = createRoute({
  getParentRoute: () => root,
  path: "/organizations",
  component: lazyRouteComponent(
    () => import("./organizations-page.tsx").catch(unreachable),
    "OrganizationsPage",
  ),
});
const organization = createRoute({
  getParentRoute: () => root,
  path: "/organizations/$organizationId",
  component: lazyRouteComponent(
    () => import("./organization-page.tsx").catch(unreachable),
    "OrganizationPage",
  ),
});

const directory = createRoute({
  getParentRoute: () => root,
  path: "/directories/$directoryId",
  validateSearch: (search: Record<string, unknown>): { tab?: DirectoryTab } => {
    const tab = directoryTabs.find((each) => each === search.tab);
    return tab ? { tab } : {};
  },
  component: lazyRouteComponent(
    () => import("./directory/directory-page.tsx").catch(unreachable),
    "DirectoryPage",
  ),
});
const user = createRoute({
  getParentRoute: () => root,
  path: "/users/$userId",
  component: lazyRouteComponent(() => import("./user-page.tsx").catch(unreachable), "UserPage"),
});
const group = createRoute({
  getParentRoute: () => root,
  path: "/groups/$groupId",
  component: lazyRouteComponent(() => import("./group-page.tsx").catch(unreachable), "GroupPage"),
});
const events = createRoute({
  getParentRoute: () => root,
  path: "/events",
  component: lazyRouteComponent(() => import("./events-page.tsx").catch(unreachable), "EventsPage"),
});
const webhooks = createRoute({
  getParentRoute: () => root,
  path: "/webhooks",
  component: lazyRouteComponent(() => import("./webhooks-page.tsx").catch(unreachable), "WebhooksPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    overview,
    organizations,
    organization,
    directory,
    user,
    group,
    events,
    webhooks,
  ]),
  basepath: "/dashboard",
  defaultErrorComponent: PageFailure,
  trailingSlash: "preserve",
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
