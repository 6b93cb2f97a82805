import { sql } from "kysely";
import type { PortalStore, StoredPortalLink, StoredPortalSession } from "../../portal/portal-store.ts";
import { type Engine, RefusedBatch } from "../engine.ts";
import { lockRow, requireThat } from "../preconditions.ts";
import { queryBuilder } from "../query.ts";
import type { Tables } from "../tables.ts";

const NO_ORGANIZATION = "no organization";
const LINK_USED = "link used";

export function createPortalStore(engine: Engine): PortalStore {
  const db = queryBuilder(engine.dialect);
  return {
    insertLink(link) {
      const there = sql`exists (select 1 from organizations where id = ${link.organizationId} and deleting = 0)`;
      return unless(engine, NO_ORGANIZATION, [
        requireThat(db, there, NO_ORGANIZATION),
        db.insertInto("portal_links").values(toLinkRow(link)).compile(),
      ]);
    },

    async findLink(hash) {
      const query = sql<Tables["portal_links"]>`select l.* from portal_links as l
        join organizations as o on o.id = l.organization_id where l.hash = ${hash} and o.deleting = 0`;
      const [row] = await engine.read(query.compile(db));
      return row && toLink(row);
    },

    consume(linkId, session, at) {
      const unused = sql`exists (select 1 from portal_links where id = ${linkId} and used_at is null)`;
      return unless(engine, LINK_USED, [
        lockRow(db, engine.dialect, "portal_links", linkId),
        requireThat(db, unused, LINK_USED),
        db.updateTable("portal_links").set({ used_at: at }).where("id", "=", linkId).compile(),
        db.insertInto("portal_sessions").values(toSessionRow(session)).compile(),
      ]);
    },

    async findSession(hash) {
      const query = sql<
        Tables["portal_sessions"] & { readonly organization_name: string }
      >`select s.*, o.name as organization_name from portal_sessions as s
        join organizations as o on o.id = s.organization_id where s.hash = ${hash} and o.deleting = 0`;
      const [row] = await engine.read(query.compile(db));
      return (
        row && {
          id: row.id,
          organizationId: row.organization_id,
          organizationName: row.organization_name,
          returnUrl: row.return_url,
          successUrl: row.success_url,
          expiresAt: row.expires_at,
        }
      );
    },

    async removeSession(hash) {
      await engine.write([db.deleteFrom("portal_sessions").where("hash", "=", hash).compile()]);
    },
  };
}

async function unless(
  engine: Engine,
  code: string,
  statements: Parameters<Engine["write"]>[0],
): Promise<boolean> {
  try {
    await engine.write(statements);
    return true;
  } catch (error) {
    if (error instanceof RefusedBatch && error.code === code) return false;
    throw error;
  }
}

function toLink(row: Tables["portal_links"]): StoredPortalLink {
  return {
    id: row.id,
    hash: row.hash,
    organizationId: row.organization_id,
    intent: "dsync",
    returnUrl: row.return_url,
    successUrl: row.success_url,
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    usedAt: row.used_at,
  };
}

function toLinkRow(link: StoredPortalLink): Tables["portal_links"] {
  return {
    id: link.id,
    hash: link.hash,
    organization_id: link.organizationId,
    intent: link.intent,
    return_url: link.returnUrl,
    success_url: link.successUrl,
    created_by: link.createdBy,
    created_at: link.createdAt,
    expires_at: link.expiresAt,
    used_at: link.usedAt,
  };
}

function toSessionRow(session: StoredPortalSession): Tables["portal_sessions"] {
  return {
    id: session.id,
    hash: session.hash,
    organization_id: session.organizationId,
    link_id: session.linkId,
    return_url: session.returnUrl,
    success_url: session.successUrl,
    created_at: session.createdAt,
    expires_at: session.expiresAt,
  };
}
