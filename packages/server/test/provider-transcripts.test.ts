import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../../test/databases.ts";
import { type RunningServer, startRunningServer } from "./support/running-server.ts";
import { replay, type Transcript, transcriptsOf } from "./support/transcripts.ts";

const folders = ["entra", "onelogin", "jumpcloud", "ping", "google", "sailpoint", "others"] as const;

/** The defaults have to be lenient enough for a client that nobody named and that has the habits of these. */
const alsoGeneric = ["okta", "entra"];

const asGeneric = (transcript: Transcript): Transcript => ({
  ...transcript,
  directory: { ...transcript.directory, profile: "generic" },
});

describe.each(engines)("What providers send, on %s", (engine) => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startRunningServer(engine);
  });
  afterAll(() => server.close());

  describe.each(folders)("%s", (provider) => {
    it.each(transcriptsOf(provider))("%s", async (_file, transcript) => {
      await replay(transcript, server);
    });
  });

  describe.each(alsoGeneric)("%s, under the profile for clients without a name", (provider) => {
    it.each(transcriptsOf(provider))("%s", async (_file, transcript) => {
      await replay(asGeneric(transcript), server);
    });
  });
});

describe("The transcripts", () => {
  it.each(folders)("of %s say where they were read and how well that is known", (provider) => {
    const found = transcriptsOf(provider);
    expect(found.length).toBeGreaterThan(0);
    for (const [file, { title, client, source, evidence, steps }] of found) {
      expect(
        [title, client, source].every((text) => typeof text === "string" && text !== ""),
        file,
      ).toBe(true);
      expect(["recorded", "documented", "modelled"], file).toContain(evidence);
      expect(steps.length, file).toBeGreaterThan(0);
    }
  });

  it("have each of Entra's 20 numbered departures from the RFC in a file of its own", () => {
    const numbers = transcriptsOf("entra").flatMap(([file]) => /^(\d\d)-/.exec(file)?.[1] ?? []);
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => String(index + 1).padStart(2, "0")));
  });

  it("are all replayed", () => {
    const root = new URL("../../../conformance/transcripts/", import.meta.url);
    const present = readdirSync(root, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
    expect(present.sort()).toEqual(["okta", ...folders].sort());
  });
});
