/** A user or group of one directory as it is stored: what the provider pushed, beside what the application sees. */
export type ResourceRow = {
  readonly type: string;
  /** The SCIM id. */
  readonly id: string;
  readonly externalId: string | null;
  /** The folded unique attribute; null where the type has none. */
  readonly uniqueKey: string | null;
  /** The folded displayName. */
  readonly nameKey: string | null;
  /** How members lists show it. */
  readonly display: string | null;
  /** SCIM attributes as JSON text, without relations. */
  readonly document: string;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** The API's id of this incarnation. */
  readonly objectId: string;
  /** False while the application must not see it. */
  readonly visible: boolean;
  readonly idpId: string;
  readonly emailKey: string | null;
  /** The API's object as events carry it: JSON text. */
  readonly object: string;
  readonly mappingRevision: number;
};

/** A value of a multi-valued attribute that clients look users up by. */
export type IndexedValue = { readonly path: string; readonly key: string };
