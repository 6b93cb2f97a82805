/** What to do in the provider, in order. `{…}` marks what its screen says. */
export type Guide = { readonly id: string; readonly name: string; readonly steps: readonly string[] };

const TO_APP =
  "Open {Provisioning → To App → Edit}, switch on {Create Users}, {Update User Attributes} and {Deactivate Users}, and save.";
const ASSIGN =
  "Under {Assignments}, assign people or groups. For who was assigned before, press {Provision User}.";
const PUSH =
  "Under {Push Groups}, push the groups that the application should see; best not the ones used for assignment.";

const catalog = (app: string, credential: string): readonly string[] => [
  `In {Applications → Browse App Catalog}, find {${app}}, add it, give it a name, and finish.`,
  "Open {Provisioning → Configure API Integration} and tick {Enable API integration}.",
  `Paste the endpoint into {SCIM 2.0 Base Url} and the token into {${credential}}.`,
  "Press {Test API Credentials}, then {Save}.",
  TO_APP,
  ASSIGN,
  PUSH,
];

/** The three kinds of app that Okta can push from, the simplest first. */
export const oktaGuides: readonly Guide[] = [
  {
    id: "bearer",
    name: "OAuth bearer",
    steps: catalog("SCIM 2.0 Test App (OAuth Bearer Token)", "OAuth Bearer Token"),
  },
  {
    id: "header",
    name: "Header auth",
    steps: catalog("SCIM 2.0 Test App (Header Auth)", "API Token"),
  },
  {
    id: "wizard",
    name: "Own app",
    steps: [
      "Use your SAML 2.0 or SWA app, or make one with {Applications → Create App Integration}.",
      "In {General → App Settings → Edit}, set {Provisioning} to {SCIM} and save.",
      "Open {Provisioning → Integration → Edit}. Paste the endpoint into {SCIM connector base URL}; as {Unique identifier field for users} write {userName}.",
      "Tick {Push New Users}, {Push Profile Updates} and {Push Groups}.",
      "As {Authentication Mode} choose {HTTP Header}, and paste the token into {Authorization}.",
      "Press {Test Connector Configuration}, then {Save}.",
      TO_APP,
      ASSIGN,
      PUSH,
    ],
  },
];

export const otherGuide: Guide = {
  id: "other",
  name: "SCIM 2.0",
  steps: [
    "In your provider, open the application's settings for provisioning, and choose {SCIM 2.0}.",
    "Paste the endpoint as base URL (also called {Tenant URL} or {SCIM endpoint}).",
    "Paste the token as bearer token (also called {Secret token} or {API token}).",
    "Test the connection, and switch provisioning on for creating, updating and deactivating users.",
    "Assign people, and the groups that the application should see.",
  ],
};
