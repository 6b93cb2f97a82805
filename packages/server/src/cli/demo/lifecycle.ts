import { type Belief, connect, type PersonaName, runLifecycle, type StepResult } from "@rollcall/simulator";

export type Played = { readonly belief: Belief; readonly steps: readonly StepResult[] };

/** The persona's walk through a directory's life; what it believes to have pushed is kept for the comparison. */
export async function playLifecycle(
  persona: PersonaName,
  directory: { readonly url: string; readonly token: string },
  say: (line: string) => void,
): Promise<Played> {
  const connection = connect({ persona, ...directory });
  try {
    const tell = ({ ok, name, result }: StepResult) => say(`${ok ? "✓" : "✗"} ${name}: ${result}`);
    const steps = await runLifecycle(connection.persona, tell);
    return { belief: connection.persona.belief, steps };
  } finally {
    connection[Symbol.dispose]();
  }
}
