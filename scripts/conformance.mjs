// Writes the page of what is claimed and which tests prove it; with --check, says whether it is stale.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { conclude, root } from "./project-files.mjs";
import { contradictions, malformed, readCitations, readSections } from "./requirements.mjs";

/** @typedef {import("./requirements.mjs").Requirement} Requirement */

const PAGE = "docs/reference/conformance.md";

const sections = readSections();
const citations = readCitations();
const all = sections.flatMap(({ requirements }) => requirements);
const claimed = all.filter((requirement) => requirement.claimed);

/** @param {string} text */
const cell = (text) => text.replaceAll("|", "\\|").replaceAll("*", "\\*");

/** @param {Requirement["source"]} source */
function clause({ rfc, section, errata = [] }) {
  const link = `[RFC ${rfc}](https://www.rfc-editor.org/rfc/rfc${rfc}) §${section}`;
  return [link, ...errata.map((id) => `[erratum ${id}](https://www.rfc-editor.org/errata/eid${id})`)].join(
    ", ",
  );
}

/** @param {string} id */
function tests(id) {
  const paths = new Set(citations.filter((one) => one.id === id && one.runs).map(({ path }) => path));
  return [...paths]
    .sort()
    .map((path) => `[${path.split("/").at(-1)}](../../${path})`)
    .join(", ");
}

/** @param {Requirement} requirement */
function row({ id, level, source, text, claimed: isClaimed, note }) {
  const words = note === undefined ? text : `${text} ${note}`;
  return `| ${id} | ${level} | ${clause(source)} | ${cell(words)} | ${isClaimed ? "yes" : "no"} | ${tests(id)} |`;
}

const page = `# Conformance

What the SCIM standards ask, what Rollcall claims of it, and the tests that prove it. MUST, SHOULD and MAY are the standards' own words; OURS is what Rollcall decides where they are silent. ${claimed.length} of ${all.length} requirements are claimed; each of the others says why not. The requirements are data in [conformance/requirements](../../conformance/README.md).

${["MUST", "SHOULD", "MAY", "OURS"]
  .map((level) => {
    const of = all.filter((requirement) => requirement.level === level);
    return `- ${level}: ${of.filter((requirement) => requirement.claimed).length} of ${of.length}`;
  })
  .join("\n")}

\`npm run conformance\` writes this page; \`npm run check\` refuses it when it is stale.

${sections
  .map(({ section, title, requirements }) =>
    [
      `## ${section}. ${title}`,
      "",
      "| id | level | clause | requirement | claimed | tests |",
      "|---|---|---|---|---|---|",
      ...requirements.map(row),
      "",
    ].join("\n"),
  )
  .join("\n")}`;

const problems = [...malformed(sections), ...contradictions(sections, citations)];
if (process.argv.includes("--check")) {
  const file = readFileSync(join(root, PAGE), { encoding: "utf8", flag: "a+" });
  if (file !== page) problems.push(`${PAGE} is stale, run \`npm run conformance\``);
} else {
  writeFileSync(join(root, PAGE), page);
}
conclude("conformance", problems, `${claimed.length} of ${all.length} requirements claimed, and each tested`);
