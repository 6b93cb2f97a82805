import { expectTypeOf, test } from "vitest";
import type {
  Client,
  Directory,
  DirectoryUser,
  Event,
  EventOf,
  Listing,
  Organization,
} from "../src/index.ts";
import { type RollcallError, verifyWebhook } from "../src/index.ts";

// Checked by the compiler: what stands here fails check:types, not the run.
test("answers have the types of the API's document", () => {
  expectTypeOf<Client["organizations"]["get"]>().returns.resolves.toEqualTypeOf<Organization>();
  expectTypeOf<Client["directories"]["enable"]>().returns.resolves.toEqualTypeOf<Directory>();
  expectTypeOf<Client["directoryUsers"]["list"]>().returns.toEqualTypeOf<Listing<DirectoryUser>>();
  expectTypeOf<Client["directories"]["delete"]>().returns.resolves.toEqualTypeOf<void>();
  expectTypeOf(verifyWebhook).returns.resolves.toEqualTypeOf<Event>();
  expectTypeOf<Directory["state"]>().toEqualTypeOf<"linked" | "unlinked" | "deleting">();
  expectTypeOf<DirectoryUser["email"]>().toEqualTypeOf<string | null>();
  expectTypeOf<Organization["stripe_customer_id"]>().toEqualTypeOf<string | undefined>();
});

test("an event's type tells what its data is", () => {
  const read = (event: Event): string => {
    switch (event.event) {
      case "dsync.user.updated":
        return `${event.data.email} ${Object.keys(event.data.previous_attributes)}`;
      case "dsync.group.user_added":
        return `${event.data.user.id} ${event.data.group.name}`;
      case "dsync.deleted":
        return event.data.state;
      default:
        // @ts-expect-error: not every event is of a user.
        return event.data.email;
    }
  };
  expectTypeOf(read).returns.toEqualTypeOf<string>();
  expectTypeOf<EventOf<"dsync.user.updated">["data"]>().toHaveProperty("previous_attributes");
  expectTypeOf<EventOf<"dsync.user.created">["data"]>().not.toHaveProperty("previous_attributes");
  expectTypeOf<EventOf<"dsync.token.created">["data"]["token_suffix"]>().toEqualTypeOf<string>();
});

test("what the API does not take is refused by the compiler", () => {
  const check = async (client: Client) => {
    // @ts-expect-error: a name is required.
    await client.organizations.create({});
    // @ts-expect-error: there is no such setting.
    await client.directories.update("directory_1", { enabledd: true });
    // @ts-expect-error: the order is one of three words.
    client.events.list({ order: "newest" });
    // Under exactOptionalPropertyTypes too, what is not known may be passed on.
    client.events.list({ after: undefined });
  };
  expectTypeOf(check).toBeFunction();
  expectTypeOf<RollcallError["code"]>().toExtend<string>();
});
