import { systemClock } from "../../src/kernel/clock.ts";
import { silentLogger } from "../../src/kernel/logger.ts";
import { createSealer } from "../../src/kernel/sealing.ts";
import { openStorage } from "../../src/storage/storage.ts";
import { createWebhookStore } from "../../src/storage/stores/webhook-store.ts";
import { WebhookDispatcher } from "../../src/webhooks/dispatcher.ts";
import { createEgressClient } from "../../src/webhooks/egress.ts";

/** A dispatcher in a process of its own, to be killed: `dispatch-process.ts <database URL> <key> <settings>`. */
const [url = "", key = "", settings = "{}"] = process.argv.slice(2);
const storage = await openStorage({ url, types: [], logger: silentLogger });
new WebhookDispatcher({
  store: createWebhookStore(storage.engine),
  log: storage.log,
  sealer: createSealer([Buffer.from(key, "base64")], "webhooks"),
  egress: createEgressClient({ allowPrivateTargets: true }),
  clock: systemClock,
  logger: silentLogger,
  settings: JSON.parse(settings),
}).start();
