import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { type ReactNode, useRef } from "react";

type CopyFieldProps = {
  readonly label: string;
  readonly value: string;
  readonly description?: ReactNode;
};

/** A value to be pasted elsewhere, with a button that copies it. */
export function CopyField({ label, value, description }: CopyFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const { copy, copied } = useClipboard();
  const action = copied ? "Copied" : `Copy ${label.toLowerCase()}`;
  const onCopy = () => {
    copy(value);
    // Browsers give pages on plain http no clipboard: selected, the value is one key press away.
    field.current?.select();
  };
  return (
    <TextInput
      ref={field}
      label={label}
      description={description}
      value={value}
      readOnly
      styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
      rightSection={
        <Tooltip label={action}>
          <ActionIcon variant="subtle" color={copied ? "teal" : "gray"} aria-label={action} onClick={onCopy}>
            {copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      }
    />
  );
}
