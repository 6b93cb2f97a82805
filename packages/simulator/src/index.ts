export { type Belief, type BelievedGroup, type BelievedUser, createBelief } from "./belief.ts";
export type { Check, Clause, Feature, Level } from "./check/check.ts";
export { checkOptions, type ParsedCheckOptions, parseCheckOptions } from "./check/check-options.ts";
export { checks } from "./check/checks/checks.ts";
export { renderCheck, renderCheckSummary, renderJunit } from "./check/render-checks.ts";
export {
  type CheckOptions,
  type CheckReport,
  type CheckResult,
  type Outcome,
  runChecks,
} from "./check/run-checks.ts";
export type { CommandOption } from "./command-options.ts";
export { type Comparison, compareWithServer, type Difference } from "./compare.ts";
export { makeOrg, type Org, type OrgGroup, type OrgSize, type OrgUser } from "./directory.ts";
export { lifecycleOrg, runLifecycle, type StepResult } from "./lifecycle.ts";
export { type Connection, type ConnectOptions, connect } from "./personas/connect.ts";
export type { Evidence, PersonaDefinition } from "./personas/define-persona.ts";
export { oktaBaseUrlProblem, oktaProfile } from "./personas/okta.ts";
export { oktaCatalog } from "./personas/okta-catalog.ts";
export { type OktaSwitches, oktaDefaults } from "./personas/okta-switches.ts";
export { oktaWizard } from "./personas/okta-wizard.ts";
export type { MembershipChange, Persona, Pushed } from "./personas/persona.ts";
export { type PersonaName, type ProviderName, personas, personasOf, providers } from "./personas/personas.ts";
export type { Switches } from "./personas/switches.ts";
export { lineProgress, type Progress, streamProgress, ttyProgress } from "./progress.ts";
export { renderReport, type SimulationReport, summarize } from "./report.ts";
export { type ImportProgress, type ImportResult, runImport } from "./scenario.ts";
export {
  type AuthForm,
  type ClientProfile,
  type Exchange,
  type JobResult,
  ScimClient,
  type ScimClientOptions,
  type Task,
} from "./scim-client.ts";
export { ScimFailure } from "./scim-failure.ts";
export { type Scenario, type SimulateOptions, simulate } from "./simulate.ts";
export { parseSimulateOptions, simulateOptionsOf } from "./simulate-options.ts";
export { type Column, renderTable } from "./text-table.ts";
