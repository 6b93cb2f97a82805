import type { Cause } from "../events/event.ts";
import type { Directory } from "./directory.ts";

/** What every plan needs to know beside the data: whose, why, when. */
export type Change = { readonly directory: Directory; readonly cause: Cause; readonly at: number };
