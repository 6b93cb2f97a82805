import { Code } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { overviewQuery } from "../api/operator.ts";
import { PublicUrlAlert } from "../ui/public-url-alert.tsx";

/** For operators: they can change the address, and hear how. */
export function PublicUrlWarning() {
  const { data } = useQuery(overviewQuery);
  if (!data) return null;
  return (
    <PublicUrlAlert publicUrl={data.public_url} problems={data.public_url_problems}>
      Set <Code>ROLLCALL_PUBLIC_URL</Code> to a public https address without an underscore, such as{" "}
      <Code>https://sync.example.com</Code>, that leads to this server, and start it again. The simulator
      works without.
    </PublicUrlAlert>
  );
}
