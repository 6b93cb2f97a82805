import { createContext, use } from "react";

/** Turns what was thrown into words for the person in front of the screen. */
export type Explain = (error: unknown) => { readonly title: string; readonly message: string };

export const ExplainContext = createContext<Explain>((error) => ({
  title: "Something went wrong",
  message: String(error),
}));

export const useExplain = (): Explain => use(ExplainContext);
