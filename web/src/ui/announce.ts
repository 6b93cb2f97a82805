import { notifications } from "@mantine/notifications";

/** Says that something was done. */
export function announce(message: string): void {
  notifications.show({ message, color: "teal.8" });
}

/** Says that something was not done, and why. */
export function announceFailure(title: string, message: string): void {
  notifications.show({ title, message, color: "red.8", autoClose: 10_000 });
}
