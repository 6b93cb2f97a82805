import type { Directory } from "@rollcall/sdk";
import { GroupsList } from "../groups-list.tsx";

export function GroupsTab({ directory }: { readonly directory: Directory }) {
  return <GroupsList filter={{ directory: directory.id }} empty="No group was pushed yet" />;
}
