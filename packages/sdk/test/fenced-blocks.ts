/** The fenced blocks of one language, in order. */
export function fencedBlocks(markdown: string, language: string): readonly string[] {
  const fences = markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm);
  return [...fences].filter(([, named]) => named === language).map(([, , block = ""]) => block);
}
