import type { Normalizer } from "./normalizer.ts";

/** A `replace` whose value filter matches nothing creates the element. */
export const createOnNoTarget: Normalizer = {
  name: "create-on-no-target",
  source:
    'Entra replaces phoneNumbers[type eq "mobile"].value before there is one; RFC 7644 section 3.5.2.3 answers noTarget.',
  patch: "createOnNoTarget",
};

/** A `remove` with a value removes the values it lists, never all. */
export const removeListedValues: Normalizer = {
  name: "remove-listed-values",
  source:
    "Entra removes members by a list in value; RFC 7644 section 3.5.2.2 knows no value, and would empty the group.",
  patch: "removeListedValues",
};

/** Read-only attributes in a PATCH value without path are ignored, whatever they hold. */
export const readOnlyEcho: Normalizer = {
  name: "read-only-echo",
  source:
    "Okta renames a group with its id in the value, and clients send back groups as read; RFC 7644 section 3.5.2 answers mutability.",
  patch: "ignoreReadOnly",
};

/** A PATCH without operations changes nothing. */
export const emptyOperations: Normalizer = {
  name: "empty-operations",
  source:
    "Microsoft's SCIM validator sends an empty Operations list; RFC 7644 section 3.5.2 has one or more.",
  patch: "emptyOperations",
};

/** Filter values without quotes are read as text where the attribute is one. */
export const unquotedValues: Normalizer = {
  name: "unquoted-filter-values",
  source: "Entra's documentation filters by externalId eq jyoung; RFC 7644 section 3.4.2.2 has JSON values.",
  filter: "lenientValues",
};

/** A value path followed by a sub-attribute is one condition on the same element. */
export const valuePathSub: Normalizer = {
  name: "value-path-sub-filter",
  source:
    'Entra matches users by emails[type eq "work"].value eq "x"; in RFC 7644 section 3.4.2.2 a value path ends at its bracket.',
  filter: "valuePathSub",
};
