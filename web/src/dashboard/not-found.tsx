import { Nothing } from "../ui/states.tsx";
import { TextLink } from "./link.tsx";

export function NotFound() {
  return (
    <Nothing title="There is nothing here">
      The address may be mistyped. <TextLink to="/">Go to the overview</TextLink>
    </Nothing>
  );
}
