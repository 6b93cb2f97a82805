import type { BulkOperation } from "./operation.ts";
import { referencesOf } from "./references.ts";

/** Operations that can only be run together: one, or several creations that refer to one another in a circle. */
export type Circle = {
  readonly operations: readonly BulkOperation[];
  /** Whether a creation in it refers, over others or directly, to itself. */
  readonly closed: boolean;
};

/**
 * The order in which a bulk job is run: that of the request, except that a creation moves forward to where its id
 * is first needed (RFC 7644 §3.7.1 asks for it; changes of what already exists keep their order, for there it can
 * decide the outcome). Tarjan's strongly connected components, which come out with those that are needed first.
 */
export function orderOperations(operations: readonly BulkOperation[]): readonly Circle[] {
  const creations = new Map<string, BulkOperation>();
  for (const operation of operations) {
    if (operation.method === "POST" && operation.bulkId !== undefined) {
      creations.set(operation.bulkId, operation);
    }
  }
  const needs = operations.map((operation) =>
    operation.refusal === undefined
      ? [...referencesOf(operation)].flatMap((bulkId) => creations.get(bulkId) ?? [])
      : [],
  );
  return circlesOf(operations, (operation) => needs[operation.index] ?? []);
}

function circlesOf(
  operations: readonly BulkOperation[],
  needs: (operation: BulkOperation) => readonly BulkOperation[],
): readonly Circle[] {
  const circles: Circle[] = [];
  const seen = new Map<BulkOperation, number>();
  const open: BulkOperation[] = [];
  const isOpen = new Set<BulkOperation>();

  /** The earliest visited operation of the open ones that this one reaches. */
  const visit = (operation: BulkOperation): number => {
    const number = seen.size;
    seen.set(operation, number);
    open.push(operation);
    isOpen.add(operation);
    let earliest = number;
    for (const needed of needs(operation)) {
      const known = seen.get(needed);
      if (known === undefined) earliest = Math.min(earliest, visit(needed));
      else if (isOpen.has(needed)) earliest = Math.min(earliest, known);
    }
    if (earliest === number) close(operation);
    return earliest;
  };

  const close = (first: BulkOperation): void => {
    const members = open.splice(open.lastIndexOf(first));
    for (const member of members) isOpen.delete(member);
    const closed = members.length > 1 || needs(first).includes(first);
    circles.push({ operations: members.toSorted((a, b) => a.index - b.index), closed });
  };

  for (const operation of operations) if (!seen.has(operation)) visit(operation);
  return circles;
}
