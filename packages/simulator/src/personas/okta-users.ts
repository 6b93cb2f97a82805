import type { OrgUser } from "../directory.ts";
import type { JsonObject } from "../json.ts";
import type { ScimCalls } from "../scim-client.ts";
import { mergeUser, newUser, userNameOf, userProfile } from "./okta-resources.ts";
import { type OktaSwitches, oktaPageSize } from "./okta-switches.ts";
import { type Session, userPath } from "./persona-session.ts";
import { findByUserName, type UserVerbs } from "./user-operations.ts";

type OktaSession = Session<OktaSwitches>;

/** Looks the user up by `userName`, whatever the app's unique identifier is; only the value follows it. */
export const findUser = (
  calls: ScimCalls,
  { switches }: OktaSession,
  user: OrgUser,
): Promise<JsonObject | undefined> =>
  findByUserName(calls.lookup, userNameOf(user, switches), { startIndex: 1, count: oktaPageSize });

/** GET, then PUT of what the server has with the profile laid over it. */
export const rewriteUser = async (
  calls: ScimCalls,
  session: OktaSession,
  user: OrgUser,
  { id, ...extra }: { readonly id: string; readonly active: boolean; readonly password?: string },
): Promise<void> => {
  const stored = await calls.get(userPath(id));
  await calls.put(userPath(id), mergeUser(stored, { ...userProfile(user, session.switches), ...extra }));
};

/** What both kinds of app do alike. */
export const oktaUsers: Pick<UserVerbs<OktaSwitches>, "userName" | "find" | "create" | "update"> = {
  userName: userNameOf,
  find: findUser,
  create: async (calls, { switches }, user) => (await calls.post("/Users", newUser(user, switches))).id,
  update: (calls, session, user, { id, active }) => rewriteUser(calls, session, user, { id, active }),
};
