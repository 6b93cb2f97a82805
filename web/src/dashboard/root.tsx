import { Box } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { operatorSessionQuery } from "../api/operator.ts";
import { Loaded } from "../ui/loaded.tsx";
import { Layout } from "./layout.tsx";
import { SignIn } from "./sign-in.tsx";

/** The dashboard for who is signed in, and the way in for everybody else, at whatever address. */
export function Root() {
  const session = useQuery(operatorSessionQuery);
  if (session.data === null) return <SignIn />;
  return session.data ? (
    <Layout session={session.data} />
  ) : (
    <Box component="main" p="xl" maw={640} mx="auto">
      <Loaded query={session}>{() => null}</Loaded>
    </Box>
  );
}
