// The requirements of the standards, and whether the tests keep to them.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { citationsIn } from "./citations.mjs";
import { projectFiles, root } from "./project-files.mjs";

/** @typedef {import("./citations.mjs").Citation} Citation */

/**
 * @typedef {object} Requirement
 * @property {string} id
 * @property {"MUST" | "SHOULD" | "MAY" | "OURS"} level
 * @property {{ rfc: number, section: string, errata?: readonly number[] }} source
 * @property {string} text
 * @property {boolean} claimed
 * @property {string} [note]
 */

/** @typedef {{ section: string, title: string, requirements: readonly Requirement[] }} Section */

const FOLDER = "conformance/requirements";

/** @returns {readonly Section[]} */
export function readSections() {
  const files = readdirSync(join(root, FOLDER)).filter((name) => name.endsWith(".json"));
  return files.sort().map((name) => JSON.parse(readFileSync(join(root, FOLDER, name), "utf8")));
}

/** What every test cites. */
export function readCitations() {
  return projectFiles()
    .filter((path) => /^(packages|conformance|scripts|test)\/.*\.test\.ts$/.test(path))
    .flatMap((path) => citationsIn(path, readFileSync(join(root, path), "utf8")));
}

/**
 * Everything wrong with the requirements by themselves.
 * @param {readonly Section[]} sections
 */
export function malformed(sections) {
  const seen = new Set();
  return sections.flatMap(({ section, requirements }) =>
    requirements.flatMap(({ id, level, source, text, claimed, note }) => {
      const twice = seen.has(id);
      seen.add(id);
      return [
        ...(twice ? [`${id} is there twice`] : []),
        ...(id.startsWith(section) && /^[A-N]\d+[a-z]?$/.test(id)
          ? []
          : [`${id} is no id of section ${section}`]),
        ...(["MUST", "SHOULD", "MAY", "OURS"].includes(level) ? [] : [`${id} has the level ${level}`]),
        ...(Number.isInteger(source.rfc) && source.section !== "" ? [] : [`${id} has no source`]),
        ...(/^\S.*\.$/.test(text) ? [] : [`${id} is no sentence`]),
        ...(claimed || note ? [] : [`${id} is not claimed, and no note says why`]),
      ];
    }),
  );
}

/**
 * Claimed and untested, cited and unknown, cited and not claimed.
 * @param {readonly Section[]} sections
 * @param {readonly Citation[]} citations
 */
export function contradictions(sections, citations) {
  const known = new Map(sections.flatMap(({ requirements }) => requirements.map((one) => [one.id, one])));
  const uncited = [...known.values()].flatMap(({ id, claimed }) => {
    const own = citations.filter((citation) => citation.id === id);
    if (!claimed || own.some(({ runs }) => runs)) return [];
    const skipped = own.map(({ path, line }) => `${path}:${line}`).join(", ");
    return [
      `${id} is claimed, and ${skipped ? `only cited where nothing may run: ${skipped}` : "no test cites it"}`,
    ];
  });
  const wrong = citations.flatMap(({ id, path, line }) => {
    const requirement = known.get(id);
    if (!requirement) return [`${path}:${line} cites ${id}, which is no requirement`];
    return requirement.claimed ? [] : [`${path}:${line} cites ${id}, which is not claimed`];
  });
  return [...uncited, ...wrong];
}
