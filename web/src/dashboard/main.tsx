import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { problemOf } from "../api/problem.ts";
import { createQueryClient } from "../api/query-client.ts";
import { startApp } from "../ui/app.tsx";
import { router } from "./router.tsx";

startApp(
  <QueryClientProvider client={createQueryClient()}>
    <RouterProvider router={router} />
  </QueryClientProvider>,
  problemOf,
);
