/** Papers that `%rca paper` reads; a name must fit on one line. */
const PAPER = /^[^\r\n]+\.(?:tex|pdf|md|html?)$/i;

export const isPaper = (name: string): boolean => PAPER.test(name);

/** A file name as an argument on a magic's line: IPython expands braces and dollars, then a shell's
 * rules of quoting hold. */
export function fileArgument(name: string): string {
  const path = name.startsWith('-') ? `./${name}` : name;
  if (/^[\w./-]+$/.test(path)) {
    return path;
  }
  const quoted = `'${path.replaceAll("'", `'"'"'`)}'`;
  return quoted.replaceAll(/[{}$]/g, '$&$&');
}
