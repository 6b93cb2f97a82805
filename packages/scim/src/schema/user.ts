import { binary, boolean, complex, display, label, primary, reference, string } from "./attribute.ts";
import type { AttributeDefinition, SchemaDefinition } from "./definition.ts";

/** RFC 7643 §4.1.1, `name`. */
const name = complex("name", "The parts of the person's name.", [
  string("formatted", "The whole name, ready to show."),
  string("familyName", "The family name, or last name."),
  string("givenName", "The given name, or first name."),
  string("middleName", "The middle name or names."),
  string("honorificPrefix", "What stands before the name, such as Dr."),
  string("honorificSuffix", "What stands after the name, such as III."),
]);

/** RFC 7643 §4.1.1: the attributes of which a user has one value. */
const singular: readonly AttributeDefinition[] = [
  string("userName", "The name the user signs in with. Unique in the directory, compared without case.", {
    required: true,
    uniqueness: "server",
  }),
  name,
  string("displayName", "The name to show for the user."),
  string("nickName", "How the user is called casually."),
  reference("profileUrl", ["external"], "A page about the user."),
  string("title", "The user's job title."),
  string("userType", "How the user relates to the organization, such as Employee or Contractor."),
  string("preferredLanguage", "The languages the user prefers, as in an Accept-Language header."),
  string("locale", "The language tag by which dates, numbers and currency are shown."),
  string("timezone", "The user's time zone, in the IANA form: Europe/Amsterdam."),
  boolean("active", "Whether the user may use the application."),
  string("password", "Accepted and discarded: this server keeps no passwords.", {
    caseExact: true,
    mutability: "writeOnly",
    returned: "never",
  }),
];

/** RFC 7643 §4.1.2: a multi-valued attribute of the default shape of §2.4. */
function plural(
  attributeName: string,
  description: string,
  value: AttributeDefinition,
  types: readonly string[] = [],
): AttributeDefinition {
  return complex(attributeName, description, [value, display(), label(types), primary()], {
    multiValued: true,
  });
}

const places = ["work", "home", "other"];

/** RFC 7643 §4.1.2, `addresses`; `primary` by erratum 6005. */
const addresses = complex(
  "addresses",
  "Postal addresses.",
  [
    string("formatted", "The whole address, ready for a label; may have line breaks."),
    string("streetAddress", "Street, number and whatever else comes before the town."),
    string("locality", "City or town."),
    string("region", "State, province or region."),
    string("postalCode", "Postal code."),
    string("country", "Country, in the two letters of ISO 3166-1."),
    label(places),
    primary(),
  ],
  { multiValued: true },
);

/** RFC 7643 §4.1.2, `groups`: derived from the members of groups, never written through the user. */
const groups = complex(
  "groups",
  "The groups that the user is a member of. Changed through the groups, not here.",
  [
    string("value", "The id of the group.", { caseExact: true, mutability: "readOnly" }),
    // Erratum 8471: a group, never a user.
    reference("$ref", ["Group"], "The URL of the group.", { mutability: "readOnly" }),
    display({ mutability: "readOnly" }),
    string("type", "Whether the membership is direct or through another group.", {
      canonicalValues: ["direct", "indirect"],
      mutability: "readOnly",
    }),
  ],
  { multiValued: true, mutability: "readOnly" },
);

/** RFC 7643 §4.1.2: the attributes of which a user may have several values. */
const multiValued: readonly AttributeDefinition[] = [
  plural("emails", "E-mail addresses.", string("value", "One e-mail address."), places),
  plural("phoneNumbers", "Telephone numbers.", string("value", "One number, best as in RFC 3966."), [
    "work",
    "home",
    "mobile",
    "fax",
    "pager",
    "other",
  ]),
  plural("ims", "Instant messaging addresses.", string("value", "One address."), [
    "aim",
    "gtalk",
    "icq",
    "xmpp",
    "msn",
    "skype",
    "qq",
    "yahoo",
  ]),
  plural("photos", "Pictures of the user.", reference("value", ["external"], "The URL of one picture."), [
    "photo",
    "thumbnail",
  ]),
  addresses,
  groups,
  plural("entitlements", "Things the user is entitled to.", string("value", "One entitlement.")),
  plural("roles", "The user's roles in the organization.", string("value", "One role.")),
  // Erratum 6000: a certificate is base64, so its case matters.
  plural(
    "x509Certificates",
    "Certificates issued to the user.",
    binary("value", "One certificate: DER in base64."),
  ),
];

/** The User of RFC 7643 §4.1. */
export const userSchema: SchemaDefinition = {
  id: "urn:ietf:params:scim:schemas:core:2.0:User",
  name: "User",
  description: "User account",
  attributes: [...singular, ...multiValued],
};
