import { ConfigError } from "../config/config-error.ts";

/** Which setting to change so that the server can listen; the error itself where none would help. */
export function listenProblem(
  error: unknown,
  { host, port }: { readonly host: string; readonly port: number },
  portVariable: string,
): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case "EADDRINUSE":
      return new ConfigError(
        `Port ${port} on ${host} is taken by another program; stop it, or set ${portVariable} to a free one.`,
      );
    case "EACCES":
      return new ConfigError(
        `This user may not listen on port ${port}; set ${portVariable} to one above 1023.`,
      );
    case "EADDRNOTAVAIL":
    case "EAFNOSUPPORT":
    case "EINVAL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EAI_NONAME":
      return new ConfigError(
        `ROLLCALL_HOST must be an address of this machine, such as 127.0.0.1 or 0.0.0.0, not ${JSON.stringify(host)}`,
      );
    default:
      return error;
  }
}
