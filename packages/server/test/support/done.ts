import type { JobResult } from "@rollcall/simulator";

/** What a persona's job came to; a job that failed fails the test with what the admin would have read. */
export async function done<T>(job: Promise<JobResult<T>>): Promise<T> {
  const result = await job;
  if (result.ok) return result.value;
  const { operation, subject, message } = result.task;
  throw new Error(`${operation} of ${subject} failed: ${message}`);
}

/** The task of a job that has to fail. */
export async function failed(job: Promise<JobResult<unknown>>) {
  const result = await job;
  if (!result.ok) return result.task;
  throw new Error(`The job was to fail and came to ${JSON.stringify(result.value)}`);
}
