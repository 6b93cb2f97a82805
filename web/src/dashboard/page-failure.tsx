import { useQuery } from "@tanstack/react-query";
import { operatorSessionQuery } from "../api/operator.ts";
import { Failure } from "../ui/states.tsx";
import { Page } from "./page.tsx";

/** Instead of a page that could not be loaded or drawn. */
export function PageFailure() {
  const server = useQuery({ ...operatorSessionQuery, staleTime: 0 });
  const onRetry = async () => {
    // Loaded again from a server that is not there, the page would be lost.
    const { isSuccess } = await server.refetch();
    if (isSuccess) location.reload();
  };
  const failure = server.error ? (
    <Failure
      title="The server does not answer"
      message="This page could not be loaded. Check that Rollcall is running and that you are online; then try again."
      onRetry={onRetry}
    />
  ) : (
    <Failure
      title="This page failed"
      message="It could not be shown. Loading it again may help; nothing that was saved is lost."
      onRetry={onRetry}
    />
  );
  return <Page title="Page not loaded">{failure}</Page>;
}
