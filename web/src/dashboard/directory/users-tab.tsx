import { Stack, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { Directory } from "@rollcall/sdk";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { UsersList } from "../users-list.tsx";

const TYPING_MS = 300;

export function UsersTab({ directory }: { readonly directory: Directory }) {
  const [typed, setTyped] = useState("");
  const [wanted] = useDebouncedValue(typed.trim(), TYPING_MS);
  const by = wanted.includes("@") ? { email: wanted } : { idp_id: wanted };
  const filter = { directory: directory.id, ...(wanted === "" ? {} : by) };
  return (
    <Stack>
      <TextInput
        label="Find a user"
        description="By the whole e-mail address, or by the id at the provider."
        maw={420}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <UsersList
        // Another search starts at its first page.
        key={wanted}
        filter={filter}
        empty={wanted === "" ? "No user has arrived yet" : "No user has this address or id"}
      />
    </Stack>
  );
}
