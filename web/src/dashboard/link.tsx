import {
  Anchor,
  type AnchorProps,
  Button,
  type ButtonProps,
  NavLink,
  type NavLinkProps,
} from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, Ref } from "react";

type Html<Props> = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof Props> & {
  readonly ref?: Ref<HTMLAnchorElement>;
};

/** The library's links, which change the page without loading it again. */
export const TextLink = createLink((props: AnchorProps & Html<AnchorProps>) => <Anchor inherit {...props} />);
export const MenuLink = createLink((props: NavLinkProps & Html<NavLinkProps>) => <NavLink {...props} />);
export const ButtonLink = createLink((props: ButtonProps & Html<ButtonProps>) => (
  <Button component="a" {...props} />
));
