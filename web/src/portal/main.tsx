import { QueryClientProvider } from "@tanstack/react-query";
import { problemOf } from "../api/problem.ts";
import { createQueryClient } from "../api/query-client.ts";
import { startApp } from "../ui/app.tsx";
import { Portal } from "./portal.tsx";

startApp(
  <QueryClientProvider client={createQueryClient()}>
    <Portal />
  </QueryClientProvider>,
  problemOf,
);
