import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** What operators watch, in Prometheus' text format. No label names a customer: cardinality, and their privacy. */
export type Metrics = {
  /** One answered request; `surface` is the kind of route, not the route. */
  requestServed(surface: Surface, method: string, status: number, seconds: number): void;
  /** A gauge that is read when the metrics are. */
  gauge(name: string, help: string, read: () => Promise<number>): void;
  text(): Promise<string>;
  readonly contentType: string;
};

export type Surface = "scim" | "management" | "web" | "health" | "metrics";

const METHODS = new Set(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]);
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const labelNames = ["surface", "method", "status"] as const;
  const requests = new Counter({
    name: "rollcall_requests_total",
    help: "Requests answered, by surface, method and status",
    labelNames,
    registers: [registry],
  });
  const durations = new Histogram({
    name: "rollcall_request_duration_seconds",
    help: "Time from the request's headers to its answer",
    labelNames: ["surface", "method"],
    buckets: BUCKETS,
    registers: [registry],
  });

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    requestServed(surface, given, status, seconds) {
      // A client may invent methods; each would be a series of its own for ever.
      const method = METHODS.has(given) ? given : "other";
      requests.inc({ surface, method, status });
      durations.observe({ surface, method }, seconds);
    },
    gauge(name, help, read) {
      new Gauge({
        name,
        help,
        registers: [registry],
        async collect() {
          this.set(await read());
        },
      });
    },
  };
}
